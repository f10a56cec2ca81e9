"""Randomness from few calls: every byte of it is the system's, and is given once."""

import os
from itertools import count

import pytest

from undersigned.signing.lane.chance import AT_ONCE, Chance


def test_every_byte_is_given_once_and_in_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setattr(
        os, "urandom", lambda n: b"".join(next(numbers).to_bytes(4, "big") for _ in range(n // 4))
    )
    chance, given = Chance(), []
    for size in (16, 12, 8, 4) * 2000:
        taken = chance(size)
        assert len(taken) == size
        given += [taken[at : at + 4] for at in range(0, size, 4)]
    assert len(given) == len(set(given))


def test_more_than_is_at_hand_is_given_too() -> None:
    chance = Chance()
    assert [len(chance(size)) for size in (0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE, 1)] == [
        0,
        1,
        AT_ONCE,
        AT_ONCE + 1,
        3 * AT_ONCE,
        1,
    ]
