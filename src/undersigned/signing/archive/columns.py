"""How a column of our tables stands in an archive: the database writes it as JSON; what is read is not believed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db import connection, models

Field: TypeAlias = "models.Field[Any, Any]"
Read = Callable[[Any], Any]
MOST_BYTES: Final = 65536  # of a binary column without a length of its own

_POSTGRES: Final = {
    "UUIDField": "replace({0}::text, '-', '')",
    "BinaryField": "encode({0}, 'hex')",
}
_SQLITE: Final = {
    "BinaryField": "CASE WHEN {0} IS NULL THEN NULL ELSE lower(hex({0})) END",
    "DateTimeField": "replace({0}, ' ', 'T') || '+00:00'",
    "BooleanField": "json(CASE WHEN {0} IS NULL THEN 'null' WHEN {0} THEN 'true' ELSE 'false' END)",
    "JSONField": "json({0})",
}


def json_row(expressions: list[str]) -> str:
    """SQL of one JSON array, as text, of expressions that `as_json` made."""
    name = "json_build_array" if connection.vendor == "postgresql" else "json_array"
    text = "::text" if connection.vendor == "postgresql" else ""
    return f"{name}({', '.join(expressions)}){text}"


def as_json(field: Field, table: str) -> str:
    """SQL that gives a column of a table (by the name it has in the statement) as JSON holds it."""
    forms = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    form = forms.get(_kind(field), "{0}")
    return form.format(f"{table}.{connection.ops.quote_name(str(field.column))}")


def _kind(field: Field) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.get_internal_type()


def reads(field: Field) -> Read:
    """What turns a value of the JSON into one of the column. It raises ValueError or TypeError for any that is not."""
    read = _not_null(field)
    return (lambda value: None if value is None else read(value)) if field.null else read


def _not_null(field: Field) -> Read:
    kind = _kind(field)
    if kind.endswith(("IntegerField", "AutoField")):
        return _integer(kind, {choice for choice, _ in field.choices} if field.choices else None)
    if kind in ("CharField", "TextField", "EmailField"):
        return _text(field.max_length, {choice for choice, _ in field.choices} if field.choices else None)
    if kind == "BinaryField":
        return _binary(field.max_length or MOST_BYTES)
    return _OTHERS[kind]


def _integer(kind: str, choices: set[Any] | None) -> Read:
    bits = 15 if "Small" in kind else 63 if "Big" in kind else 31
    most = 2**bits - 1
    least = 0 if kind.startswith("Positive") else -most - 1

    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError("no such number")
        if choices is not None and value not in choices:
            raise ValueError("no such choice")
        return value

    return read


def _text(longest: int | None, choices: set[Any] | None) -> Read:
    def read(value: Any) -> str:
        if type(value) is not str or "\0" in value or (longest is not None and len(value) > longest):
            raise ValueError("no such text")
        if choices is not None and value and value not in choices:
            raise ValueError("no such choice")
        if not value.isascii():
            value.encode()  # half a sign of two cannot be kept
        return value

    return read


def _binary(longest: int) -> Read:
    def read(value: Any) -> bytes:
        found = bytes.fromhex(value)
        if len(found) > longest:
            raise ValueError("too long")
        return found

    return read


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError("neither true nor false")
    return value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.utcoffset() is None or not 1970 < moment.year < 2200:
        raise ValueError("a time without its zone, or out of this world")
    return moment


def _uuid(value: Any) -> UUID:
    if len(value) != 32:
        raise ValueError("no such id")
    return UUID(value)


def _anything(value: Any) -> Any:
    return value


_OTHERS: Final[dict[str, Read]] = {
    "BooleanField": _boolean,
    "DateTimeField": _moment,
    "DateField": date.fromisoformat,
    "UUIDField": _uuid,
    "JSONField": _anything,
}
