"""Sealing: authenticated encryption of small values, bound to the place where they belong.

AES-256-GCM with a random 96-bit nonce: safe up to 2**32 values a key (NIST SP 800-38D, 8.3), far above
the number of signatures that one petition's data key ever seals.
"""

import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from undersigned.kit.keys import Key, Keyring

RandomBytes = Callable[[int], bytes]
NONCE_BYTES = 12
OVERHEAD_BYTES = 1 + NONCE_BYTES + 16


class SealBroken(ValueError):
    """The value was changed, moved from its place, or sealed under a key that is gone."""


@lru_cache(maxsize=1024)
def _cipher(secret: bytes) -> AESGCM:
    """The cipher of a key, made ready once: that takes longer than sealing a name."""
    return AESGCM(secret)


def seal(key: Key, plain: bytes, *, bound_to: bytes, random: RandomBytes = os.urandom) -> bytes:
    """Key number (1 byte), nonce (12), ciphertext with tag (len(plain) + 16)."""
    nonce = random(NONCE_BYTES)
    return bytes([key.id]) + nonce + _cipher(key.secret).encrypt(nonce, plain, bound_to)


def unseal(keys: Keyring, blob: bytes, *, bound_to: bytes) -> bytes:
    """The plain bytes again. Raises SealBroken when they cannot be trusted."""
    key = keys.get(blob[0]) if len(blob) >= OVERHEAD_BYTES else None
    if key is None:
        raise SealBroken("unknown key or too short")
    nonce, body = blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES :]
    try:
        return _cipher(key.secret).decrypt(nonce, body, bound_to)
    except InvalidTag:
        raise SealBroken("changed, or not of this place") from None
