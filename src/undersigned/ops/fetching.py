"""Reading many rows with as little made of each as can be: for whatever goes through a whole table."""

from typing import Any

import psycopg
from django.db import connection


def fetched(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement. PostgreSQL hands them over in binary, which is half the work for numbers and bytes.

    Marks for values are %s. What is not a number, text or bytes had better be made so in the statement.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    connection.ensure_connection()
    # Django's own cursors put values into the statement themselves, and so cannot take binary results.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as binary:
        binary.execute(sql.encode(), values, binary=True)
        return binary.fetchall()
