"""Reading a site's database from outside, the same on both engines."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import psycopg

FILE = "undersigned.sqlite3"


class Database(Protocol):
    """What the benchmark asks of a database; marks for values are %s."""

    is_postgres: bool

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def tables(self) -> list[str]:
        """The names of all tables."""


class PostgresDatabase:
    """A PostgreSQL database, each statement in its own transaction."""

    is_postgres = True

    def __init__(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self.connection = connection

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; none for a statement that gives no rows."""
        cursor = self.connection.execute(sql.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def tables(self) -> list[str]:
        """The names of all tables."""
        return [name for (name,) in self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


class SqliteDatabase:
    """An SQLite file, read while the site writes to it."""

    is_postgres = False

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql.replace("%s", "?"), tuple(values)).fetchall()

    def tables(self) -> list[str]:
        """The names of all tables."""
        return [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]


@contextmanager
def opened(url: str, home: Path) -> Iterator[Database]:
    """The database of a site: at `url`, or, where that is empty, the SQLite file in its folder."""
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            yield PostgresDatabase(connection)
    else:
        with closing(sqlite3.connect(home / FILE, timeout=30, isolation_level=None)) as connection:
            yield SqliteDatabase(connection)


def as_uuid(value: object) -> UUID:
    """A row's id, which SQLite keeps as 32 letters."""
    return value if isinstance(value, UUID) else UUID(str(value))
