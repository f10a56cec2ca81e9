"""Writers of the embedded database take turns, in the order in which they came (docs/decisions/0002).

Who finds SQLite locked sleeps and looks again, and whoever just finished finds it free: a busy web process
would starve the worker. So every transaction takes an exclusive lock on a file beside the database first, and
that queue is the kernel's: nobody is passed over, and a process that dies lets go.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base

_WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection, which waits for its turn before it writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None  # the open file that is locked for this connection

    def create_cursor(self, name: object = None) -> "Cursor":  # noqa: ARG002 - Django's own signature
        """A cursor whose single statements take a turn of their own."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # not in the stubs
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc] # not in the stubs
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # not in the stubs
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # not in the stubs
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        if self._turn is None and not self.is_in_memory_db():
            turn = os.open(f"{self.settings_dict['NAME']}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(turn, fcntl.LOCK_EX)
            self._turn = turn

    def _end_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None

    @contextmanager
    def own_turn(self) -> Iterator[None]:
        """A turn for what is done outside a transaction."""
        if self._turn is not None or self.connection.in_transaction:
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._end_turn()


class Cursor(base.SQLiteCursorWrapper):
    """Takes a turn for a statement that is its own transaction."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        """Execute it, in turn if it writes."""
        if not query.startswith(_WRITING):
            return super().execute(query, params)
        with self.wrapper.own_turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        """Execute it for each, in turn."""
        with self.wrapper.own_turn():
            return super().executemany(query, param_list)
