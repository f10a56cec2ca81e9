"""What one signing writes: read from the rows that some signings wrote, so that a reference writes the same.

No list of tables and columns is kept here: whatever the site writes for each signer, today or later, the references
write too, in columns of the same sizes and under the same indexes.
"""

import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from undersigned.bench.database import Database

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name and the values that it had in the rows that were seen."""

    name: str
    seen: tuple[Any, ...]
    is_id: bool = False

    @property
    def differs(self) -> bool:
        """Whether each row has a value of its own, as what an index keeps unique must."""
        return len(set(self.seen)) > len(self.seen) // 2

    def as_sql(self) -> str:
        """An expression for PostgreSQL that is as cheap as can be and gives values of the same kind and size."""
        value = _typical(self.seen)
        if isinstance(value, UUID):
            return "uuidv7()" if self.is_id else f"'{value}'::uuid"
        if isinstance(value, bytes) and self.differs and len(value) <= 64:
            return _random_bytes(len(value))
        if isinstance(value, datetime):
            return "now()"
        return _literal(value)

    def value(self, chance: random.Random) -> Any:
        """A value of the same kind and size, as Python hands it to SQLite."""
        value = _typical(self.seen)
        if self.is_id and isinstance(value, str):
            return _id(chance).hex
        if isinstance(value, bytes) and self.differs:
            return chance.randbytes(len(value))
        return value


@dataclass(frozen=True, slots=True)
class Shape:
    """The rows that one signing leaves in one table."""

    table: str
    columns: tuple[Column, ...]

    def insert_sql(self, rows: int = 1) -> str:
        """A statement that makes so many new rows by itself."""
        source = f" FROM generate_series(1, {rows})" if rows > 1 else ""
        return f"INSERT INTO {self.table} ({self._names()}) SELECT {self._expressions()}{source}"

    def insert_marks(self) -> str:
        """A statement for SQLite that takes one row's values."""
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.table} ({self._names()}) VALUES ({marks})"  # noqa: S608

    def values(self, chance: random.Random) -> Row:
        """The values of one new row."""
        return tuple(column.value(chance) for column in self.columns)

    def _names(self) -> str:
        return ", ".join(f'"{column.name}"' for column in self.columns)

    def _expressions(self) -> str:
        return ", ".join(column.as_sql() for column in self.columns)


def row_counts(database: Database) -> dict[str, int]:
    """How many rows each table holds."""
    return {
        table: database.rows(f'SELECT count(*) FROM "{table}"')[0][0]  # noqa: S608 - a name it gave itself
        for table in database.tables()
    }


def shapes(database: Database, before: dict[str, int], signings: int) -> list[Shape]:
    """What each of the `signings` since `before` wrote: a shape for each row that every one of them left.

    A table that grew by a few rows only, such as the key of the day, is none of it.
    """
    found = []
    for table, rows in sorted(row_counts(database).items()):
        if (each := round((rows - before.get(table, 0)) / signings)) > 0:
            found += [_shape(database, table)] * each
    return found


def _shape(database: Database, table: str) -> Shape:
    rows = _newest(database, table)
    names = _names(database, table)
    key = _primary_key(database, table)
    columns = []
    for position, name in enumerate(names):
        seen = tuple(row[position] for row in rows)
        if name == key and isinstance(seen[0], int):
            continue  # the database numbers them itself
        columns.append(Column(name, seen, is_id=name == key))
    return Shape(table, tuple(columns))


def _newest(database: Database, table: str) -> list[Row]:
    return database.rows(f'SELECT * FROM "{table}" ORDER BY 1 DESC LIMIT 20')  # noqa: S608


def _names(database: Database, table: str) -> list[str]:
    if not database.is_postgres:
        return [row[1] for row in database.rows(f'PRAGMA table_info("{table}")')]
    sql = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
    return [name for (name,) in database.rows(sql, [table])]


def _primary_key(database: Database, table: str) -> str:
    if not database.is_postgres:
        keys = [row[1] for row in database.rows(f'PRAGMA table_info("{table}")') if row[5]]
    else:
        sql = (
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
            "AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisprimary"
        )
        keys = [name for (name,) in database.rows(sql, [table])]
    return str(keys[0]) if len(keys) == 1 else ""


def _typical(seen: Sequence[Any]) -> Any:
    """The most frequent value; of bytes and texts that differ, one of middling length."""
    kept = [value for value in seen if value is not None]
    if not kept or len(kept) * 2 < len(seen):
        return None
    if isinstance(kept[0], bytes | str):
        return sorted(kept, key=len)[len(kept) // 2]
    return max(set(kept), key=kept.count)


def _random_bytes(length: int) -> str:
    """Random bytes in SQL, from as few random ids as hold them: six bits of 128 are fixed, which is no matter."""
    whole = " || ".join(["uuid_send(gen_random_uuid())"] * -(-length // 16))
    return f"({whole})" if length % 16 == 0 else f"substring({whole} from 1 for {length})"


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    text = str(value).replace("'", "''")
    return f"'{text}'"


def _id(chance: random.Random) -> UUID:
    """A UUID of version 7 for now, as the site makes them."""
    high = (int(time.time() * 1000) << 16) | 0x7000 | chance.getrandbits(12)
    return UUID(int=(high << 64) | (0b10 << 62) | chance.getrandbits(62))


def new_rows(of: Sequence[Shape], number: int) -> Iterator[list[Row]]:
    """The rows of so many signings, in the order of the shapes."""
    chance = random.Random(os.urandom(16))  # noqa: S311 - no secret
    for _ in range(number):
        yield [shape.values(chance) for shape in of]
