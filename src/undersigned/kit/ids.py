"""Row ids that the application makes itself, so that no insert waits for the database to number it."""

import os
import uuid
from datetime import datetime

from undersigned.kit.seal import RandomBytes


def new_id(now: datetime, *, random: RandomBytes = os.urandom) -> uuid.UUID:
    """A UUID of version 7 (RFC 9562, 5.7): milliseconds first, so that new rows stay together in an index."""
    milliseconds = int(now.timestamp() * 1000)
    tail = int.from_bytes(random(10), "big")
    high = (milliseconds << 16) | 0x7000 | (tail >> 68)
    low = (0b10 << 62) | (tail & ((1 << 62) - 1))
    return uuid.UUID(int=((high & ((1 << 64) - 1)) << 64) | low)
