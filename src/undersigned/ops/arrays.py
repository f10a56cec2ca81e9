"""Columns of many rows as PostgreSQL's own binary arrays: one value a column instead of one a field.

What the server does with a batch costs less than telling it value by value; see docs/decisions/0006.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = struct.Struct(
    ">iiIii"
)  # dimensions, whether there are nulls, type of an element, length, lower bound
_LENGTH = struct.Struct(">i")
_NULL = _LENGTH.pack(-1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_pack_16, _pack_32, _pack_64 = struct.Struct(">h").pack, struct.Struct(">i").pack, struct.Struct(">q").pack


def _time(moment: datetime) -> bytes:
    since = moment - _EPOCH
    return _pack_64((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


# What a column's type is called in Django's words, its number in PostgreSQL's catalogue, and its bytes.
_KINDS: dict[str, tuple[int, Callable[[Any], Buffer]]] = {
    "uuid": (2950, lambda value: value if type(value) is bytes else value.bytes),
    "bytea": (17, lambda value: value),
    "smallint": (21, _pack_16),
    "integer": (23, _pack_32),
    "bigint": (20, _pack_64),
    "boolean": (16, lambda value: b"\1" if value else b"\0"),
    "varchar": (1043, str.encode),
    "date": (1082, lambda day: _pack_32(day.toordinal() - _EPOCH.toordinal())),
    "timestamp with time zone": (1184, _time),
}


class Column:
    """The bytes of one array, ready to be sent."""

    __slots__ = ("sent",)

    def __init__(self, sent: bytes) -> None:
        self.sent = sent


class ColumnDumper(Dumper):
    """Sends a column as it is; the cast in the statement names its type."""

    format = Format.BINARY

    def dump(self, obj: Column) -> Buffer:
        """The bytes that `column` made."""
        return obj.sent


def kind_of(db_type: str) -> str:
    """The kind of a column by the type that Django gives it. Raises KeyError for one that nobody needed yet."""
    kind = db_type.partition("(")[0]
    _KINDS[kind]
    return kind


def column(kind: str, values: Sequence[Any]) -> Column:
    """An array of one kind; a None among the values is NULL."""
    number, to_bytes = _KINDS[kind]
    parts: list[Buffer] = [_HEAD.pack(1, 0, number, len(values), 1)]
    length, add = _LENGTH.pack, parts.append
    has_null = False
    for value in values:
        if value is None:
            has_null = True
            add(_NULL)
        else:
            sent = to_bytes(value)
            add(length(len(sent)))
            add(sent)
    if has_null:
        parts[0] = _HEAD.pack(1, 1, number, len(values), 1)
    return Column(b"".join(parts))
