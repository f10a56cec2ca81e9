"""Sealing a stream: pieces of 64 KiB, each under its number and under whether it is the last.

So no change, cut or turn goes unseen, and each piece is proved before it is given. A key seals one stream, never two.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE: Final = 65536
TAG: Final = 16


class PieceBroken(ValueError):
    """A piece was changed, or is missing; `number` is its place."""

    def __init__(self, number: int) -> None:
        super().__init__(f"piece {number} is broken")
        self.number = number


def sealed(pieces: Iterable[bytes], key: AESGCM, *, bound_to: bytes) -> Iterator[bytes]:
    """What the pieces are when joined, sealed; never more than a few of them in memory."""
    number, waiting = 0, bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) > PIECE:  # never all of it: the last one is told apart
            whole = (len(waiting) - 1) // PIECE * PIECE
            view = bytes(waiting[:whole])
            del waiting[:whole]
            for start in range(0, whole, PIECE):
                yield key.encrypt(_nonce(number, is_last=False), view[start : start + PIECE], bound_to)
                number += 1
    yield key.encrypt(_nonce(number, is_last=True), bytes(waiting), bound_to)


def opened(file: BinaryIO, key: AESGCM, *, bound_to: bytes) -> Iterator[bytes]:
    """The content of what stands in the file from here on, piece by piece. Raises PieceBroken, also half way."""
    number, piece = 0, file.read(PIECE + TAG)
    while True:
        following = file.read(PIECE + TAG)
        try:
            yield key.decrypt(_nonce(number, is_last=not following), piece, bound_to)
        except (InvalidTag, ValueError):
            raise PieceBroken(number) from None
        if not following:
            return
        number, piece = number + 1, following


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")
