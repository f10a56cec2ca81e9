"""Writing many rows at once, where a row that is there already is left as it is."""

from collections.abc import Sequence

from django.db import connection, models


def insert_new(rows: Sequence[models.Model]) -> int:
    """Insert unsaved rows of one model in one statement; a row that is there stays. Return how many were new.

    `ON CONFLICT DO NOTHING` skips a row only where a unique index says that it is there already. Django's
    own `ignore_conflicts` becomes `INSERT OR IGNORE` on SQLite, which also hides a missing required value.
    """
    return _insert(rows, "DO NOTHING") if rows else 0


def insert_or_rewrite(rows: Sequence[models.Model], *, unique: Sequence[str], where: str = "") -> None:
    """The same, but a row that is there already is written again as it is.

    So whoever waits for the answer cannot tell by the time it took whether a row was there. `unique` names the
    columns of the unique index that tells, `where` its condition in SQL.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in unique)
    same = f"{quote(unique[0])} = {quote(rows[0]._meta.db_table)}.{quote(unique[0])}"
    _insert(rows, f"({columns}){f' WHERE {where}' if where else ''} DO UPDATE SET {same}")


def _insert(rows: Sequence[models.Model], on_conflict: str) -> int:
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
            f"VALUES {', '.join([marks] * len(rows))} ON CONFLICT {on_conflict}",
            values,
        )
        return int(cursor.rowcount)
