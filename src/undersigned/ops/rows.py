"""Writing many rows at once, where a row that is there already is left as it is."""

from collections.abc import Sequence

from django.db import connection, models


def insert_new(rows: Sequence[models.Model]) -> int:
    """Insert unsaved rows of one model in one statement; return how many were new.

    `ON CONFLICT DO NOTHING` skips a row only where a unique index says that it is there already. Django's
    own `ignore_conflicts` becomes `INSERT OR IGNORE` on SQLite, which also hides a missing required value.
    """
    if not rows:
        return 0
    # A number that the database gives must not be named: PostgreSQL takes NULL for one as a mistake.
    fields = [field for field in rows[0]._meta.concrete_fields if not isinstance(field, models.AutoField)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = "(" + ", ".join(["%s"] * len(fields)) + ")"
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(  # names of our own columns; every value is bound
            f"INSERT INTO {quote(rows[0]._meta.db_table)} ({names}) "  # noqa: S608
            f"VALUES {', '.join([marks] * len(rows))} ON CONFLICT DO NOTHING",
            values,
        )
        return int(cursor.rowcount)
