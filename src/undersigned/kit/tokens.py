"""Link tokens: what a private link in a mail carries, sealed, so that nothing of it is stored."""

import base64
import binascii
import os
import struct
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from undersigned.kit.keys import Key, Keyring
from undersigned.kit.seal import RandomBytes, SealBroken, seal, unseal

LONGEST = 200
_LAYOUT = struct.Struct(">16sHI")  # row id, serial, expiry in minutes since 1970 (lasts until the year 10136)


class TokenRefused(ValueError):
    """The token is not ours, or is for another purpose."""


class TokenExpired(TokenRefused):
    """The token was ours, but its time is over."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token said: which row, and which serial of that row's links it belongs to."""

    row_id: uuid.UUID
    serial: int
    expires_at: datetime


def mint(
    key: Key,
    purpose: str,
    row_id: uuid.UUID,
    *,
    serial: int,
    expires_at: datetime,
    random: RandomBytes = os.urandom,
) -> str:
    """Text of [A-Za-z0-9_-], about 70 characters, that ends in a letter or digit.

    Mail readers that turn addresses into links drop a trailing hyphen or underscore, so a token that would
    end in one is made again with another nonce.
    """
    plain = _LAYOUT.pack(row_id.bytes, serial, int(expires_at.timestamp()) // 60)
    while True:
        token = base64.urlsafe_b64encode(seal(key, plain, bound_to=purpose.encode(), random=random))
        text = token.rstrip(b"=").decode()
        if text[-1] not in "-_":
            return text


def read(keys: Keyring, purpose: str, token: str, *, now: datetime) -> Opened:
    """Open a token. Raises TokenExpired when its time is over, TokenRefused for anything else."""
    if len(token) > LONGEST:
        raise TokenRefused("too long")
    try:
        blob = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        row, serial, minutes = _LAYOUT.unpack(unseal(keys, blob, bound_to=purpose.encode()))
    except (SealBroken, binascii.Error, struct.error, ValueError):
        raise TokenRefused("not one of ours") from None
    expires_at = datetime.fromtimestamp(minutes * 60, tz=UTC)
    if now >= expires_at:
        raise TokenExpired("its time is over")
    return Opened(uuid.UUID(bytes=row), serial, expires_at)
