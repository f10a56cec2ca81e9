"""What one signing writes is found in the tables, and made again in rows of the same kind and size."""

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID

import pytest

from undersigned.bench.database import SqliteDatabase
from undersigned.bench.shape import Column, row_counts, shapes


@pytest.fixture
def database() -> Iterator[SqliteDatabase]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE person (id char(32) PRIMARY KEY, digest blob, kind text, state int)")
        connection.execute("CREATE TABLE note (id integer PRIMARY KEY, person char(32))")
        connection.execute("CREATE TABLE day_key (day text PRIMARY KEY)")
        yield SqliteDatabase(connection)


def test_the_shape_holds_each_row_that_every_signing_left_and_none_that_only_some_did(
    database: SqliteDatabase,
) -> None:
    before = row_counts(database)
    for n in range(10):
        values = (f"{n:032x}", os.urandom(16), "confirm", 0)
        database.connection.execute("INSERT INTO person VALUES (?, ?, ?, ?)", values)
        database.connection.execute("INSERT INTO note (person) VALUES (?), (?)", (f"a{n}", f"b{n}"))
    database.connection.execute("INSERT INTO day_key VALUES ('today')")
    found = shapes(database, before, 10)
    assert [shape.table for shape in found] == ["note", "note", "person"]
    assert [column.name for column in found[0].columns] == ["person"]  # the engine numbers notes itself
    chance = random.Random(1)  # noqa: S311
    rows = [found[2].values(chance) for _ in range(3)]
    database.connection.executemany(found[2].insert_marks(), rows)
    assert {(len(row[0]), len(row[1]), *row[2:]) for row in rows} == {(32, 16, "confirm", 0)}
    assert len({row[1] for row in rows}) == 3


@pytest.mark.parametrize(
    ("seen", "is_id", "sql"),
    [
        ((UUID(int=1), UUID(int=2)), True, "uuidv7()"),
        ((b"a" * 16, b"b" * 16), False, "(uuid_send(gen_random_uuid()))"),
        ((b"a" * 8, b"b" * 8), False, "substring(uuid_send(gen_random_uuid()) from 1 for 8)"),
        ((b"\x01" * 3, b"\x01" * 3), False, "'\\x010101'::bytea"),
        ((datetime(2026, 11, 24, tzinfo=UTC),), False, "now()"),
        (("it's", "it's"), False, "'it''s'"),
        ((None, None), False, "NULL"),
        ((True, True, False), False, "True"),
    ],
)
def test_a_column_is_made_in_sql_as_it_was_seen(
    seen: tuple[object, ...],
    is_id: bool,  # noqa: FBT001
    sql: str,
) -> None:
    assert Column("c", seen, is_id=is_id).as_sql() == sql
