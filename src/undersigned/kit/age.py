"""Locking a file to somebody's own key in the age format, version 1, so that they alone open it with the age program.

Of the format (https://age-encryption.org/v1) what is needed to write for one X25519 recipient; its names and sizes
are the specification's.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from undersigned.kit.seal import RandomBytes

CHUNK: Final = 65536
_PREFIX: Final = "age"
_SIGNS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # Bech32 (BIP 173)
_LENGTH: Final = 62  # of a recipient: "age1", 52 signs of the key, 6 of the checksum


class KeyRefused(ValueError):
    """Not a key to lock to; the message is one line for a person."""


def recipient(typed: str) -> str:
    """A recipient as it is kept, like age1…, proved to be one. Raises KeyRefused."""
    text = "".join(typed.split()).lower()
    if text.startswith("age-secret-key-"):
        raise KeyRefused("this is a secret key: lock to the public one, which begins with age1")
    _shared(X25519PrivateKey.generate(), _public_key(text))
    return text


def locked(pieces: Iterable[bytes], to: str, *, random: RandomBytes = os.urandom) -> Iterator[bytes]:
    """What the pieces are when joined, as an age file for one recipient. Raises KeyRefused."""
    theirs = _public_key(to)
    return _written(pieces, theirs, random)


def _written(pieces: Iterable[bytes], theirs: bytes, random: RandomBytes) -> Iterator[bytes]:
    file_key, nonce = random(16), random(16)
    yield _header(file_key, theirs, random) + nonce
    payload = ChaCha20Poly1305(_derived(file_key, salt=nonce, info=b"payload"))
    number, waiting = 0, bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > CHUNK:  # never all of it: the last one is told apart
            yield payload.encrypt(_nonce(number, is_last=False), bytes(waiting[:CHUNK]), None)
            del waiting[:CHUNK]
            number += 1
    yield payload.encrypt(_nonce(number, is_last=True), bytes(waiting), None)


def _header(file_key: bytes, theirs: bytes, random: RandomBytes) -> bytes:
    ephemeral = X25519PrivateKey.from_private_bytes(random(32))
    share = ephemeral.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    wrapping = _derived(_shared(ephemeral, theirs), salt=share + theirs, info=b"age-encryption.org/v1/X25519")
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    head = f"age-encryption.org/v1\n-> X25519 {_base64(share)}\n{_base64(body)}\n---".encode()
    mac = hmac.digest(_derived(file_key, salt=b"", info=b"header"), head, hashlib.sha256)
    return head + f" {_base64(mac)}\n".encode()


def _shared(ephemeral: X25519PrivateKey, theirs: bytes) -> bytes:
    try:
        return ephemeral.exchange(X25519PublicKey.from_public_bytes(theirs))
    except ValueError:  # a point of small order: everybody could open it
        raise KeyRefused("this is no key that keeps anything") from None


def _derived(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt, info=info).derive(secret)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


def _public_key(text: str) -> bytes:
    """The 32 bytes in a recipient's Bech32."""
    head, _, rest = text.rpartition("1")
    if head != _PREFIX or len(text) != _LENGTH or not set(rest) <= set(_SIGNS):
        raise KeyRefused("a key to lock to begins with age1 and has 62 letters and digits")
    values = [_SIGNS.index(sign) for sign in rest]
    if _checksum([*(ord(c) >> 5 for c in head), 0, *(ord(c) & 31 for c in head), *values]) != 1:
        raise KeyRefused("this key is mistyped")
    number = 0
    for value in values[:-6]:
        number = number << 5 | value
    if number & 0b1111:
        raise KeyRefused("this key is mistyped")
    return (number >> 4).to_bytes(32, "big")


def _checksum(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= factor if top >> place & 1 else 0
    return checksum
