"""Random bytes for many signings from one call to the system: each call would let another thread in between."""

import os

AT_ONCE = 8192


class Chance:
    """Gives each byte of the system's randomness once. For one thread alone, in the process that made it."""

    def __init__(self) -> None:
        self._bytes = b""
        self._given = 0

    def __call__(self, number: int) -> bytes:
        """So many fresh random bytes, as os.urandom gives them."""
        end = self._given + number
        if end > len(self._bytes):
            self._bytes, self._given, end = os.urandom(max(AT_ONCE, number)), 0, number
        taken = self._bytes[self._given : end]
        self._given = end
        return taken
