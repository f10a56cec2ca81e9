"""How the lane learns that what it keeps may have changed.

On SQLite the database itself tells, whichever process wrote. On PostgreSQL what this process did is known at
once; what another one did shows when a kept answer is made anew, a second later at most (docs/decisions/0006).
"""

import sqlite3
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection

Mark = tuple[int, int]
LOOKED = 0.01  # seconds for which a look at the database holds


class Marks:
    """A mark that is another one whenever something may have changed. For the loop's thread alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._own = 0
        self._seen = 0
        self._looked_at = float("-inf")
        self._file: sqlite3.Connection | None = None
        self.sees_others = connection.vendor == "sqlite"

    def now(self) -> Mark:
        """The present mark."""
        if self.sees_others and self._clock() - self._looked_at > LOOKED:
            self._seen = self._data_version()
            self._looked_at = self._clock()
        return self._own, self._seen

    def bump(self) -> None:
        """This process changed something."""
        self._own += 1

    def _data_version(self) -> int:
        try:
            if self._file is None:
                self._file = sqlite3.connect(
                    str(settings.DATABASES["default"]["NAME"]), timeout=0, isolation_level=None
                )
            return int(self._file.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            self._own += 1  # nothing can be told: all that is kept is made anew
            return self._seen

    def close(self) -> None:
        """Let go of the database."""
        if self._file is not None:
            self._file.close()
            self._file = None
