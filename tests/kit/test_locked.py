"""A locked file: opened by its passphrase alone, and every change of it is seen."""

import io
from itertools import pairwise

import pytest

from undersigned.kit import locked
from undersigned.kit.locked import LockRefused
from undersigned.kit.pieces import PIECE, TAG

WORDS = "a lake in the woods"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that costs nothing: what it costs is another matter."""
    monkeypatch.setattr(locked, "COST", 2)


def lock(*pieces: bytes, words: str = WORDS) -> bytes:
    return b"".join(locked.locked(pieces, words))


def unlock(data: bytes, passphrase: str = WORDS) -> bytes:
    return b"".join(locked.unlocked(io.BytesIO(data), passphrase))


@pytest.mark.parametrize("length", [0, 1, 65535, 65536, 65537, 131072, 200_001])
@pytest.mark.parametrize("step", [1000, 65536, 500_000])
def test_what_was_locked_comes_back(length: int, step: int) -> None:
    content = bytes(range(256)) * (length // 256) + bytes(length % 256)
    pieces = [content[start : start + step] for start in range(0, length, step)]
    data = lock(*pieces)
    assert unlock(data) == content
    assert locked.is_locked(data[: locked.LONGEST_LINE])


def test_nothing_of_it_stands_in_the_clear() -> None:
    data = lock(b"sam@example.org" * 10_000)
    assert b"sam@" not in data
    assert lock(b"x") != lock(b"x")


def test_spellings_of_one_passphrase_are_one() -> None:
    assert (
        unlock(lock(b"x", words="e\u0301te\u0301 au bord du lac"), " \u00e9t\u00e9 au bord du lac\n") == b"x"
    )


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(LockRefused, match="the passphrase is another one"):
        unlock(lock(b"x"), "a lake in the wood")


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(LockRefused, match="at least 12"):
        lock(b"x", words="short")


def test_a_made_passphrase_is_long_and_never_the_same() -> None:
    made = {locked.new_passphrase() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 30 for one in made)


def test_every_cut_is_seen() -> None:
    data = lock(bytes(200_000))
    start = data.index(b"}\n") + 2
    borders = [start + n * (PIECE + TAG) for n in range(1, 4)]
    for end in (0, 5, start - 1, start, start + 3, *borders, borders[1] - 1, borders[1] + 1, len(data) - 1):
        with pytest.raises(LockRefused):
            unlock(data[:end])


def test_every_change_is_seen() -> None:
    data = lock(bytes(200_000))
    for place in (30, 60, 100, 130, 1000, 70_000, 140_000, len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(LockRefused):
            unlock(bytes(changed))
    with pytest.raises(LockRefused):
        unlock(data + b"x")


def test_pieces_cannot_change_places() -> None:
    data = lock(bytes(300_000))
    start, whole = data.index(b"}\n") + 2, PIECE + TAG
    pieces = [data[place : place + whole] for place in range(start, len(data), whole)]
    for first, second in pairwise(range(len(pieces))):
        turned = pieces[:]
        turned[first], turned[second] = turned[second], turned[first]
        with pytest.raises(LockRefused):
            unlock(data[:start] + b"".join(turned))


@pytest.mark.parametrize(
    ("beginning", "said"),
    [
        (b"undersigned archive 2\n{}\n", "newer version"),
        (b"undersigned archive 1\n" + b"[" * 190 + b"\n", "damaged at its beginning"),
        (
            b'undersigned archive 1\n{"kdf":"scrypt","n":1073741824,"r":8,"p":1,"salt":"'
            + b"00" * 16
            + b'"}\n',
            "not made",
        ),
        (
            b'undersigned archive 1\n{"kdf":"scrypt","n":3,"r":8,"p":1,"salt":"' + b"00" * 16 + b'"}\n',
            "not made",
        ),
        (
            b'undersigned archive 1\n{"kdf":"scrypt","n":2,"r":99,"p":1,"salt":"' + b"00" * 16 + b'"}\n',
            "not made",
        ),
        (
            b'undersigned archive 1\n{"kdf":"scrypt","n":2,"r":8,"p":1,"salt":"zz"}\n',
            "damaged at its beginning",
        ),
        (b"PK\x03\x04", "no archive"),
        (b"", "no archive"),
    ],
)
def test_another_beginning_is_refused_in_words(beginning: bytes, said: str) -> None:
    with pytest.raises(LockRefused, match=said):
        unlock(beginning + bytes(100))
