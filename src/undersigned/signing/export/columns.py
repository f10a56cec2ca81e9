"""The shapes of sheets: which columns each has, and what notice and consent let into them.

A sheet is made a slice and a column at a time: a function called for each cell would take longer than all else.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undersigned.petitions.models import Notice
from undersigned.signing.export.cells import postal_district, safe
from undersigned.signing.models import Signature
from undersigned.signing.person import Person

NOBODY = Person("", "")
_ASSURANCES = {choice.value: choice.name.lower() for choice in Signature.Assurance}
_WITH_PLACES = frozenset({Notice.HandsOver.PLACES.value})
_WITH_NAMES = frozenset(Notice.HandsOver.values) - {Notice.HandsOver.NUMBER.value}
_E164 = re.compile(r"\+[0-9]{5,17}")

Cell = str | int
Cells = Sequence[Cell]


@dataclass(slots=True)
class Slice:
    """Some signatures as a sheet sees them, column by column.

    `hands_over` is what the notice of each lets out, `people` is NOBODY where nothing sealed is wanted or may be had.
    """

    read: Mapping[str, Sequence[Any]]
    hands_over: Sequence[str]
    people: Sequence[Person]

    def __len__(self) -> int:
        return len(self.hands_over)


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a sheet, as columns; None is a column that is empty throughout."""

    rows: int
    columns: Sequence[Cells | None]


Writes = Callable[[Slice], Cells]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what stands under it (nothing: it is always empty), and which columns of signatures that is made of.

    It needs what is sealed, or the consent of whom it names, where it says so. `name` is what it is called by, and in
    the log, where its heading is a team's words.
    """

    heading: str
    writes: Writes | None = None
    reads: tuple[str, ...] = ()
    is_sealed: bool = False
    needs_consent: bool = False
    name: str = ""

    @property
    def called(self) -> str:
        """What it is named by."""
        return self.name or self.heading


class ColumnsRefused(ValueError):
    """No such shape or column; the message is one line for a person."""


def _named(part: Slice, texts: Iterable[str]) -> Cells:
    return _let(part, _WITH_NAMES, texts)


def _placed(part: Slice, texts: Iterable[str]) -> Cells:
    return _let(part, _WITH_PLACES, texts)


def _let(part: Slice, letting: frozenset[str], texts: Iterable[str]) -> Cells:
    """The texts of those whose notice lets them out; nearly always that is all of a slice, or none."""
    given = frozenset(part.hands_over)
    if given.isdisjoint(letting):
        return [""] * len(part)
    if given <= letting:
        return list(map(safe, texts))
    return [safe(text) if one in letting else "" for one, text in zip(part.hands_over, texts, strict=True)]


def _number(part: Slice) -> Cells:
    return ["" if number is None else number for number in part.read["number"]]


def _full_name(part: Slice) -> Cells:
    return _named(part, (f"{one.given_name} {one.family_name}".strip() for one in part.people))


def _district(part: Slice) -> Cells:
    countries = part.read["country"]
    return _placed(
        part,
        (
            postal_district(one.postal_code, country) if one.postal_code else ""
            for one, country in zip(part.people, countries, strict=True)
        ),
    )


def _country(part: Slice) -> Cells:
    return _placed(part, part.read["country"])


def _assurance(part: Slice) -> Cells:
    return [_ASSURANCES[assurance] for assurance in part.read["assurance"]]


def _as_it_is(name: str) -> Writes:
    return lambda part: part.read[name]


DELIVERY = (
    Column("number", _number, ("number",)),
    Column("name", _full_name, is_sealed=True),
    Column("locality"),
    Column("postal_district", _district, ("country",), is_sealed=True),
    Column("country", _country, ("country",)),
    Column("signed_on", _as_it_is("signed_on"), ("signed_on",)),
    Column("assurance", _assurance, ("assurance",)),
    Column("text_version", _as_it_is("text_number"), ("text_number",)),
    Column("receipt_id"),
)


# Who agreed to a team's mail is called by name in it; where they live goes along only if their notice said so.
def _email(part: Slice) -> Cells:
    return [safe(one.email) for one in part.people]


def _given(part: Slice) -> Cells:
    return [safe(one.given_name) for one in part.people]


def _family(part: Slice) -> Cells:
    return [safe(one.family_name) for one in part.people]


def _phone(part: Slice) -> Cells:
    """In E.164, whose plus is no formula's; from an archive of elsewhere it may be anything."""
    return [
        one.phone if _E164.fullmatch(one.phone) else safe(one.phone) if one.phone else ""
        for one in part.people
    ]


def _postal_code(part: Slice) -> Cells:
    return _placed(part, (one.postal_code for one in part.people))


def _source(part: Slice) -> Cells:
    return list(map(safe, part.read["source"]))


def _language(part: Slice) -> Cells:
    return list(map(safe, part.read["language"]))


def _shape(headings: str, known: dict[str, tuple[Writes, *tuple[str, ...]]]) -> tuple[Column, ...]:
    columns = []
    for heading in headings.split(","):
        writes, *reads = known.get(heading, (None,))
        columns.append(Column(heading, writes, tuple(reads), is_sealed=True, needs_consent=True))
    return tuple(columns)


SHAPES: dict[str, tuple[Column, ...]] = {
    "delivery": DELIVERY,
    "action-network": _shape(
        "email,first_name,last_name,zip_code,city,state,country,phone,language",
        {
            "email": (_email,),
            "first_name": (_given,),
            "last_name": (_family,),
            "zip_code": (_postal_code,),
            "country": (_country, "country"),
            "phone": (_phone,),
            "language": (_language, "language"),
        },
    ),
    "mailchimp": _shape(
        "Email Address,First Name,Last Name,Address,Phone Number,Birthday,Tags",
        {
            "Email Address": (_email,),
            "First Name": (_given,),
            "Last Name": (_family,),
            "Phone Number": (_phone,),
        },
    ),
    "civicrm": _shape(
        "first_name,last_name,email,street_address,city,postal_code,country,external_identifier,source",
        {
            "email": (_email,),
            "first_name": (_given,),
            "last_name": (_family,),
            "postal_code": (_postal_code,),
            "country": (_country, "country"),
            "source": (_source, "source"),
        },
    ),
}
_BY_HEADING = {
    column.heading: column for column in (*DELIVERY, *SHAPES["civicrm"], *SHAPES["action-network"])
}
_BY_HEADING |= {column.heading: column for column in DELIVERY}


def columns_of(wanted: str, asked: Sequence[Column] = ()) -> tuple[Column, ...]:
    """The columns of a shape by its name, or those that are named one by one. Raises ColumnsRefused.

    `asked` are those of the team's own questions: they stand behind a shape for those who agreed to its mail.
    """
    if wanted in SHAPES:
        shape = SHAPES[wanted]
        return (*shape, *asked) if all(column.needs_consent for column in shape) else shape
    by_name = _BY_HEADING | {column.called: column for column in asked}
    names = [name.strip() for name in wanted.split(",")]
    if unknown := [name for name in names if name not in by_name]:
        known = ", ".join([*SHAPES, *by_name])
        raise ColumnsRefused(f"no column or shape is called {unknown[0]!r}; there are {known}")
    return tuple(by_name[name] for name in names)
