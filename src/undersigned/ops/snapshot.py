"""Reading a database as it was at one moment, while others go on writing to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

AT_ONCE = 2000  # rows fetched at a time


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read in the block stands as it was when it began to read; nobody waits for it.

    PostgreSQL keeps the old rows, SQLite its log, for as long as that takes. Nothing may be written in the block.
    Within a transaction it is that transaction's view.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not Django's own, which takes the turn of a writer.
        connection.ensure_connection()
        connection.connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.connection.rollback()


def stream(sql: str, values: list[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query in batches, in a transaction or a snapshot: never all of them in memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows
