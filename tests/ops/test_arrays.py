"""Arrays in PostgreSQL's own binary form: byte by byte as the driver writes them, and read back as they were."""

import random
import struct
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DataError, connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.types.numeric import Int2, Int4, Int8

from undersigned.ops.arrays import ColumnDumper, column, kind_of, plain_cursor

CHANCE = random.Random(5)  # noqa: S311 - nothing secret
TEXT = "aé\u200d🙂\x01'\"\\{},NULL"
MADE: dict[str, Callable[[], Any]] = {
    "uuid": lambda: uuid.UUID(int=CHANCE.getrandbits(128)),
    "bytea": lambda: CHANCE.randbytes(CHANCE.randrange(40)),
    "smallint": lambda: CHANCE.randint(-(2**15), 2**15 - 1),
    "integer": lambda: CHANCE.randint(-(2**31), 2**31 - 1),
    "bigint": lambda: CHANCE.randint(-(2**63), 2**63 - 1),
    "boolean": lambda: CHANCE.random() < 0.5,
    "varchar": lambda: "".join(CHANCE.choices(TEXT, k=CHANCE.randrange(9))),
    "date": lambda: date(1900, 1, 1) + timedelta(days=CHANCE.randrange(100_000)),
    "timestamp with time zone": lambda: (
        datetime(1900, 1, 1, tzinfo=UTC)
        + timedelta(days=CHANCE.randrange(100_000), microseconds=CHANCE.randrange(86_400_000_000))
    ),
}
WRAPPED: dict[str, Callable[[Any], Any]] = {"smallint": Int2, "integer": Int4, "bigint": Int8}


def by_the_driver(kind: str, values: Sequence[Any]) -> bytes:
    """The same array as psycopg writes it."""
    wrap = WRAPPED.get(kind, lambda value: value)
    whole = [None if value is None else wrap(value) for value in values]
    return bytes(Transformer().get_dumper(whole, PyFormat.BINARY).dump(whole) or b"")


def generated(kind: str, *, with_nulls: bool) -> list[Any]:
    values = [MADE[kind]() for _ in range(CHANCE.randrange(1, 60))]
    return [None if with_nulls and CHANCE.random() < 0.3 else value for value in values]


# The driver calls a text "text", the column's type is "varchar": the head differs in that number alone.
@pytest.mark.parametrize("kind", [kind for kind in MADE if kind != "varchar"])
@pytest.mark.parametrize("with_nulls", [False, True])
def test_an_array_is_what_the_driver_makes_of_it(kind: str, with_nulls: bool) -> None:  # noqa: FBT001
    for _ in range(40):
        values = [MADE[kind](), *generated(kind, with_nulls=with_nulls)]
        assert column(kind, values).sent == by_the_driver(kind, values)


def test_text_is_what_the_driver_makes_of_it_but_for_its_type() -> None:
    for _ in range(40):
        values = generated("varchar", with_nulls=False)
        ours, theirs = column("varchar", values).sent, by_the_driver("varchar", values)
        assert (ours[:8], ours[12:]) == (theirs[:8], theirs[12:])


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("with_nulls", [False, True])
def test_postgresql_reads_what_was_meant(kind: str, with_nulls: bool) -> None:  # noqa: FBT001
    values = generated(kind, with_nulls=with_nulls)
    with plain_cursor() as cursor:
        cursor.execute(f"SELECT unnest(%s::{kind}[])".encode(), [column(kind, values)])
        assert [row[0] for row in cursor.fetchall()] == values


@pytest.mark.postgres
@pytest.mark.django_db
def test_what_the_database_refuses_is_told_as_django_tells_it() -> None:
    with pytest.raises(DataError), connection.wrap_database_errors, plain_cursor() as cursor:
        cursor.execute(b"SELECT unnest(%s::varchar[])", [column("varchar", ["a\0b"])])


def test_a_kind_that_nobody_needed_yet_is_refused() -> None:
    assert kind_of("varchar(32)") == "varchar"
    with pytest.raises(KeyError):
        kind_of("jsonb")


@pytest.mark.parametrize(("kind", "value"), [("smallint", 2**15), ("integer", 2**31), ("bigint", 2**63)])
def test_a_number_that_does_not_fit_is_refused(kind: str, value: int) -> None:
    with pytest.raises((struct.error, OverflowError)):
        column(kind, [value])


def test_the_driver_is_told_that_it_is_binary() -> None:
    assert ColumnDumper.format == psycopg.pq.Format.BINARY
