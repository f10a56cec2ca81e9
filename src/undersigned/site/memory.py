"""What every page needs from the database and seldom changes: kept in the memory of each process for two seconds."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from django.db import Error, connection

T = TypeVar("T")
FRESH_FOR = 2.0  # seconds after which a change made by another process is in force


class Memory(Generic[T]):
    """One value, read again by at most one thread at a time; the others go on with what they know."""

    def __init__(
        self, read: Callable[[], T], *, otherwise: T, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._value = otherwise  # also while the database is away
        self._clock = clock
        self._stale_at = float("-inf")
        self._lock = threading.Lock()

    def get(self) -> T:
        """The value, at most FRESH_FOR old; the one before it where the database does not answer."""
        if self._clock() >= self._stale_at:
            # The first readers wait for each other: nobody is shown a site without its name.
            is_first = self._stale_at == float("-inf")
            if self._lock.acquire(blocking=is_first):
                try:
                    self._refresh()
                finally:
                    self._lock.release()
        return self._value

    def _refresh(self) -> None:
        if self._clock() < self._stale_at:
            return  # read by whoever held the lock before
        had_connection = connection.connection is not None
        with suppress(Error):
            self._value = self._read()
        self._stale_at = self._clock() + FRESH_FOR
        if not had_connection and not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()  # a sender of mail holds none while its server takes its time

    def keep(self, value: T) -> None:
        """Take this value and ask the database no more, for tests of other matters."""
        self._value, self._stale_at = value, float("inf")

    def forget(self) -> None:
        """Read again at the next use: this process changed the value."""
        self._stale_at = float("-inf")
