"""Writing many new rows of a table as fast as the engine takes them, its indexes and constraints in place."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models


def write_new(model: type[models.Model], given: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the columns `given` (attribute names); any other column gets its field's default.

    Raises IntegrityError where one is there already.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    others = [
        field
        for field in model._meta.concrete_fields
        if field.attname not in given and not isinstance(field, models.AutoField)
    ]
    fields = [*(by_name[name] for name in given), *others]
    stores = [_stores(field) for field in fields]
    rest = tuple(field.get_default() for field in others)
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in fields)
    stored = (
        [store(value) if store else value for store, value in zip(stores, (*row, *rest), strict=True)]
        for row in rows
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
            ):
                for values in stored:
                    copy.write_row(values)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(stored))  # noqa: S608


def _stores(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """How the engine's driver wants the values of a column; None: as they are."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind = field.get_internal_type()
    if kind == "JSONField":
        return json.dumps
    stores: dict[str, Callable[[Any], Any]] = {"UUIDField": _hex, "DateTimeField": _text}
    return stores.get(kind) if connection.vendor == "sqlite" else None


def _hex(value: UUID | None) -> str | None:
    return value.hex if value else None


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if moment else None
