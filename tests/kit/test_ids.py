"""Row ids: UUIDs of version 7 in the order of their making."""

import uuid
from datetime import UTC, datetime, timedelta

from undersigned.kit.ids import new_id

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_seven_that_says_when() -> None:
    made = new_id(NOW)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == int(NOW.timestamp() * 1000)


def test_later_ids_sort_later() -> None:
    made = [new_id(NOW + timedelta(milliseconds=n)) for n in range(50)]
    assert made == sorted(made)


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id(NOW) for _ in range(10_000)}) == 10_000


def test_every_random_bit_is_used() -> None:
    ones, zeros = new_id(NOW, random=lambda n: b"\xff" * n), new_id(NOW, random=bytes)
    assert (ones.int ^ zeros.int).bit_count() == 74
