"""The files of an archive as rows again: nothing in them is believed before it was held against its column."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import models

from undersigned.kit.bundle import Member
from undersigned.signing.archive.columns import reads
from undersigned.signing.archive.tables import Table

NEWER: Final = "the archive is of a newer kind: a newer version of Undersigned reads it"
MOST_FILES: Final = 1_000_000


class RowsRefused(ValueError):
    """What stands in the archive cannot be so; the message is one line for a person."""


def read_json(member: Member) -> Any:
    """The one JSON value of a file."""
    try:
        return json.loads(member.content)
    except (ValueError, RecursionError):
        raise RowsRefused(f"the archive is damaged: {_shown(member.name)} is no JSON") from None


def checked(members: Iterable[Member]) -> Iterator[Member]:
    """The files before the manifest, which comes last and must name exactly them."""
    seen: list[tuple[str, int, str]] = []
    is_whole = False
    for member in members:
        if is_whole or len(seen) > MOST_FILES:
            raise RowsRefused("the archive goes on after its end")
        if member.name == "manifest.json":
            is_whole = _manifest(member) == seen
            if not is_whole:
                raise RowsRefused("the archive is damaged: its files are not those that it lists")
            continue
        digest = hashlib.sha256(member.content).hexdigest()
        seen.append((member.name, len(member.content), digest))
        yield member
    if not is_whole:
        raise RowsRefused("the archive is incomplete")


def _manifest(member: Member) -> list[tuple[str, int, str]]:
    try:
        return [(one["name"], one["bytes"], one["sha256"]) for one in read_json(member)["members"]]
    except (TypeError, KeyError):
        raise RowsRefused("the archive is damaged: its list of files cannot be read") from None


class Part:
    """The rows of one file of a table: `names` are the attributes of the columns, `rows` their values."""

    def __init__(self, table: Table, member: Member) -> None:
        try:
            head, *lines = member.content.decode().removesuffix("\n").split("\n")
            given = json.loads(head)
            known = {field.name: field for field in table.fields()}
            if type(given) is not list or len(set(given)) != len(given):
                raise ValueError("no heading")
        except (ValueError, TypeError, RecursionError):
            raise RowsRefused(f"the archive is damaged: {_shown(member.name)} has no heading") from None
        if any(name not in known for name in given):
            raise RowsRefused(NEWER)
        missing = [field for field in known.values() if field.name not in given]
        for field in missing:
            if not _may_miss(field):
                raise RowsRefused(f"the archive is damaged: {_shown(member.name)} lacks {field.name}")
        fields = [*(known[name] for name in given), *missing]
        self.names = [field.attname for field in fields]
        self.rows = list(_rows(member.name, lines, fields, len(given)))

    def column(self, name: str) -> list[Any]:
        """The values of one column, by its attribute name."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def add(self, name: str, values: Sequence[Any]) -> None:
        """Give the rows another column."""
        self.names.append(name)
        for row, value in zip(self.rows, values, strict=True):
            row.append(value)

    def put(self, name: str, values: Sequence[Any]) -> None:
        """Give the rows other values in a column."""
        place = self.names.index(name)
        for row, value in zip(self.rows, values, strict=True):
            row[place] = value

    def dicts(self) -> list[dict[str, Any]]:
        """Each row by name."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


def _may_miss(field: "models.Field[Any, Any]") -> bool:
    """Whether an archive that an older version wrote may lack a column: a migration could fill it too."""
    return field.null or field.has_default() or (field.blank and field.empty_strings_allowed)


def _rows(
    name: str, lines: list[str], fields: "list[models.Field[Any, Any]]", given: int
) -> Iterator[list[Any]]:
    read = [reads(field) for field in fields[:given]]
    rest = fields[given:]
    for number, line in enumerate(lines, start=2):
        try:
            values = json.loads(line)
            if type(values) is not list:
                raise TypeError("no row")
            row = [one(value) for one, value in zip(read, values, strict=True)]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise RowsRefused(f"the archive is damaged: line {number} of {_shown(name)}") from None
        row += [field.get_default() for field in rest]
        yield row


def _shown(name: str) -> str:
    """A name out of an archive for a message: short, and without what a terminal obeys."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:60])
