"""Reading a site's database from outside, the same on both engines."""

import csv
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import psycopg

FILE = "undersigned.sqlite3"
ROWS = 5000  # at a time


class Database(Protocol):
    """What the benchmark asks of a database; marks for values are %s."""

    is_postgres: bool

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def tables(self) -> list[str]:
        """The names of all tables."""

    def written_as_csv(self, sql: str) -> int:
        """Write the rows of a query as CSV, to nowhere, as fast as the engine alone can; how many."""


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

    def written_as_csv(self, sql: str) -> int:
        """By COPY, which PostgreSQL does itself; no value of the columns may hold a line end."""
        statement = f"COPY ({sql}) TO STDOUT WITH (FORMAT csv)".encode()
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            return sum(bytes(block).count(b"\n") for block in copy)


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

    def written_as_csv(self, sql: str) -> int:
        """By a bare cursor and Python's writer, there being nothing below them."""
        number, cursor = 0, self.connection.execute(sql)
        with Path(os.devnull).open("w", newline="") as nowhere:
            writer = csv.writer(nowhere)
            while rows := cursor.fetchmany(ROWS):
                writer.writerows(rows)
                number += len(rows)
        return number


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
