"""A file under a passphrase, as a stream: without it nothing in it can be read, and no change, cut or turn goes unseen.

A first line that says what it is, a line with the parameters of the key (scrypt, RFC 7914), then pieces of 64 KiB, each
sealed by AES-256-GCM under its number and under whether it is the last. docs/archive-format.md describes it for others.
"""

import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from undersigned.kit.pieces import PieceBroken, opened, sealed
from undersigned.kit.seal import RandomBytes

FIRST_LINE: Final = b"undersigned archive 1\n"
LIKE: Final = b"undersigned archive "
SHORTEST: Final = 12  # characters of a passphrase
LONGEST_LINE: Final = 200
# 32 MiB and a tenth of a second; what is read may ask for four times as much, no more.
COST: Final = 2**15
MOST_COST: Final = 2**17
# Without letters and digits that look alike when they are read from paper; 128 bits.
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = (5, 5, 5, 5, 6)


class LockRefused(ValueError):
    """Not such a file, not its passphrase, or changed on its way; the message is one line for a person."""


class _Key(NamedTuple):
    cipher: AESGCM
    header: bytes


def new_passphrase() -> str:
    """A random passphrase that can be read out: five groups of letters and digits."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(length)) for length in _GROUPS)


def is_locked(beginning: bytes) -> bool:
    """Whether a file that begins so is one of these, in whatever version."""
    return beginning.startswith(LIKE)


def locked(pieces: Iterable[bytes], passphrase: str, *, random: RandomBytes = os.urandom) -> Iterator[bytes]:
    """What the pieces are when joined, locked. Raises LockRefused for a passphrase that is too short."""
    if len(_normal(passphrase)) < SHORTEST:
        raise LockRefused(f"a passphrase has at least {SHORTEST} characters")
    return _sealed(pieces, _key(passphrase, salt=random(16), cost=COST))


def _sealed(pieces: Iterable[bytes], key: _Key) -> Iterator[bytes]:
    yield key.header
    yield from sealed(pieces, key.cipher, bound_to=key.header)


def unlocked(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """The content, piece by piece, each proved before it is given. Raises LockRefused, also half way."""
    key = _read_header(file, passphrase)
    try:
        yield from opened(file, key.cipher, bound_to=key.header)
    except PieceBroken as broken:
        raise LockRefused(_why(broken.number)) from None


def _why(number: int) -> str:
    if number == 0:
        return "the passphrase is another one, or the archive is damaged"
    return "the archive is damaged or incomplete"


def _read_header(file: BinaryIO, passphrase: str) -> _Key:
    first = file.readline(LONGEST_LINE)
    if not is_locked(first):
        raise LockRefused("this is no archive of a petition")
    if first != FIRST_LINE:
        raise LockRefused("the archive is of a newer kind: a newer version of Undersigned reads it")
    try:
        told = json.loads(file.readline(LONGEST_LINE))
        salt, cost = bytes.fromhex(told["salt"]), told["n"]
        is_known = (told["kdf"], told["r"], told["p"]) == ("scrypt", 8, 1) and type(cost) is int
    except (ValueError, KeyError, TypeError, RecursionError):
        raise LockRefused("the archive is damaged at its beginning") from None
    if not is_known or not 2 <= cost <= MOST_COST or cost & (cost - 1) or len(salt) != 16:
        raise LockRefused("the archive asks for a key that is not made here")
    return _key(passphrase, salt=salt, cost=cost)


def _key(passphrase: str, *, salt: bytes, cost: int) -> _Key:
    told = {"kdf": "scrypt", "n": cost, "r": 8, "p": 1, "salt": salt.hex()}
    header = FIRST_LINE + json.dumps(told, separators=(",", ":")).encode() + b"\n"
    secret = hashlib.scrypt(
        _normal(passphrase).encode(), salt=salt, n=cost, r=8, p=1, dklen=32, maxmem=256 * cost * 8 + 2**20
    )
    return _Key(AESGCM(secret), header)


def _normal(passphrase: str) -> str:
    return unicodedata.normalize("NFC", passphrase).strip()
