"""Writing many rows at once, where a row that is there already is left as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import methodcaller
from typing import Any, cast
from uuid import UUID

import psycopg
from django.db import connection, models

from undersigned.ops.arrays import Column, ColumnDumper, column, kind_of
from undersigned.ops.sqlite import base as sqlite_base

# Rows in one statement on SQLite, which takes 32,766 values: the interpreter's lock is let go once a statement.
AT_ONCE = 256


def insert_new(rows: Sequence[models.Model]) -> int:
    """Insert unsaved rows of one model in one statement; a row that is there stays. Return how many were new.

    `ON CONFLICT DO NOTHING` skips a row only where a unique index says that it is there already. Django's
    own `ignore_conflicts` becomes `INSERT OR IGNORE` on SQLite, which also hides a missing required value.
    """
    if not rows:
        return 0
    # A number that the database gives must not be named: PostgreSQL takes NULL for one as a mistake.
    fields = [field for field in rows[0]._meta.concrete_fields if not isinstance(field, models.AutoField)]
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields
    ]
    marks = "(" + ", ".join(["%s"] * len(fields)) + ")"
    with connection.cursor() as cursor:
        cursor.execute(  # names of our own columns; every value is bound
            f"INSERT INTO {_quoted(rows[0]._meta.db_table)} ({_names(fields)}) "  # noqa: S608
            f"VALUES {', '.join([marks] * len(rows))} ON CONFLICT DO NOTHING",
            values,
        )
        return int(cursor.rowcount)


@dataclass(frozen=True)
class Shape:
    """Which columns of a model a batch of rows gives; what it leaves out gets the field's default.

    `unique` names the columns of the unique index that tells whether a row is there, `where` its condition in SQL.
    """

    model: type[models.Model]
    given: tuple[str, ...]
    unique: tuple[str, ...]
    where: str = ""


def insert_or_rewrite(shape: Shape, rows: Sequence[Sequence[Any]]) -> None:
    """Insert a batch of rows; one that is there already is written again as it is.

    So whoever waits for the answer cannot tell by the time it took whether a row was there. Of two in the batch that
    are the same by `unique` the first stays. They are written in the order of `unique`: two batches that
    meet never wait for each other in a circle.
    """
    places = [shape.given.index(name) for name in shape.unique]
    first: dict[tuple[Any, ...], Sequence[Any]] = {}
    for row in rows:
        first.setdefault(tuple([row[place] for place in places]), row)
    _send(_inserting, shape, [first[key] for key in sorted(first)])


def update_each(model: type[models.Model], given: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Set the columns `given` of many rows in one statement; the first of them is the primary key."""
    shape = Shape(model, given, given[:1])
    _send(_updating, shape, rows)


def _send(statement: Callable[[Shape, int], str], shape: Shape, rows: Sequence[Sequence[Any]]) -> None:
    if connection.vendor == "postgresql":
        if rows:
            columns = zip(_kinds(shape), zip(*rows, strict=True), strict=True)
            # The driver's own errors become Django's, by which whoever writes knows what to do.
            with connection.wrap_database_errors, plain_cursor() as cursor:
                cursor.execute(
                    statement(shape, len(rows)).encode(), [column(kind, values) for kind, values in columns]
                )
        return
    sqlite = cast("sqlite_base.DatabaseWrapper", connection)
    to_stored = _stored(shape)
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        values = [
            value if store is None else store(value)
            for row in part
            for store, value in zip(to_stored, row, strict=True)
        ]
        # The driver's own cursor: Django's would write the statement anew for each batch.
        sqlite.ensure_connection()
        with sqlite.wrap_database_errors, sqlite.own_turn():
            sqlite.connection.execute(statement(shape, len(part)), values)


def plain_cursor() -> "psycopg.Cursor[Any]":
    """The driver's own cursor on Django's connection: it binds at the server and prepares what it repeats."""
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    cursor.adapters.register_dumper(Column, ColumnDumper)
    return cursor


def _fields(shape: Shape) -> list[Any]:
    by_name = {field.attname: field for field in shape.model._meta.concrete_fields}
    return [by_name[name] for name in shape.given]


@cache
def _kinds(shape: Shape) -> list[str]:
    return [kind_of(str(field.db_type(connection))) for field in _fields(shape)]


@cache
def _stored(shape: Shape) -> list[Callable[[Any], Any] | None]:
    """How SQLite keeps each column, as Django's own fields would tell it value by value."""
    stores: dict[str, Callable[[Any], Any]] = {
        "UUIDField": _as_hex,
        "DateTimeField": _as_text,
        "DateField": methodcaller("isoformat"),
    }
    return [stores.get(field.get_internal_type()) for field in _fields(shape)]


def _as_hex(value: UUID | bytes) -> str:
    return value.hex() if isinstance(value, bytes) else value.hex


def _as_text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if moment else None


@lru_cache(maxsize=512)
def _inserting(shape: Shape, rows: int) -> str:
    given = _fields(shape)
    others = [
        field
        for field in shape.model._meta.concrete_fields
        if field.attname not in shape.given and not isinstance(field, models.AutoField)
    ]
    by_name = {field.attname: _quoted(field.column) for field in given}
    target = ", ".join(by_name[name] for name in shape.unique)
    table, one = _quoted(shape.model._meta.db_table), by_name[shape.unique[0]]
    defaults = "".join(f", {_literal(field.get_default())}" for field in others)
    return (
        # Names of our own columns; WHERE tells SQLite that ON is not a join's.
        f"INSERT INTO {table} ({_names([*given, *others])}) "  # noqa: S608
        f"SELECT given.*{defaults} FROM {_given(shape, rows)} WHERE TRUE "
        f"ON CONFLICT ({target}){shape.where and f' WHERE {shape.where}'} DO UPDATE SET {one} = {table}.{one}"
    )


@lru_cache(maxsize=512)
def _updating(shape: Shape, rows: int) -> str:
    key, *changed = [_quoted(field.column) for field in _fields(shape)]
    table = _quoted(shape.model._meta.db_table)
    sets = ", ".join(f"{name} = given.c{n}" for n, name in enumerate(changed, start=1))
    return f"UPDATE {table} SET {sets} FROM {_given(shape, rows)} WHERE {table}.{key} = given.c0"  # noqa: S608


def _given(shape: Shape, rows: int) -> str:
    """The rows as a table whose columns are c0, c1 and so on."""
    width = len(shape.given)
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in _kinds(shape))
        return f"unnest({arrays}) AS given ({', '.join(f'c{n}' for n in range(width))})"
    names = ", ".join(f"column{n + 1} AS c{n}" for n in range(width))
    row = f"({', '.join('?' * width)})"
    return f"(SELECT {names} FROM (VALUES {', '.join([row] * rows)})) AS given"  # noqa: S608


def _literal(default: object) -> str:
    if default is None:
        return "NULL"
    if isinstance(default, bool):
        return "TRUE" if default else "FALSE"
    if isinstance(default, int) or default == "":
        return str(int(default)) if default != "" else "''"
    raise TypeError(f"no literal for {default!r}")


def _names(fields: Sequence[Any]) -> str:
    return ", ".join(_quoted(str(field.column)) for field in fields)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
