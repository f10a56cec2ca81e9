"""The shapes of sheets: which columns each has, and what notice and consent let into them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from undersigned.petitions.models import Notice
from undersigned.signing.export.cells import postal_district, safe
from undersigned.signing.models import Signature
from undersigned.signing.person import Person

NOBODY = Person("", "")
_ASSURANCES = {choice.value: choice.name.lower() for choice in Signature.Assurance}


class Row(NamedTuple):
    """One signature as a sheet sees it; `person` is NOBODY where no sealed column is wanted or may be had."""

    number: int | None
    country: str
    signed_on: str
    assurance: int
    text_version: int
    language: str
    source: str
    hands_over: str
    person: Person


Cell = str | int
Writes = Callable[[Row], Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what stands under it, and whether it needs what is sealed, or the consent of whom it names."""

    heading: str
    writes: Writes
    is_sealed: bool = False
    needs_consent: bool = False


class ColumnsRefused(ValueError):
    """No such shape or column; the message is one line for a person."""


def _named(row: Row, text: str) -> str:
    return safe(text) if row.hands_over != Notice.HandsOver.NUMBER else ""


def _placed(row: Row, text: str) -> str:
    return safe(text) if row.hands_over == Notice.HandsOver.PLACES else ""


def _empty(_: Row) -> str:
    return ""


def _full_name(row: Row) -> str:
    return _named(row, f"{row.person.given_name} {row.person.family_name}".strip())


def _district(row: Row) -> str:
    return _placed(row, postal_district(row.person.postal_code, row.country))


DELIVERY = (
    Column("number", lambda row: "" if row.number is None else row.number),
    Column("name", _full_name, is_sealed=True),
    Column("locality", _empty),
    Column("postal_district", _district, is_sealed=True),
    Column("country", lambda row: _placed(row, row.country)),
    Column("signed_on", lambda row: row.signed_on),
    Column("assurance", lambda row: _ASSURANCES[row.assurance]),
    Column("text_version", lambda row: row.text_version),
    Column("receipt_id", _empty),
)


def _consented(heading: str, writes: Writes) -> Column:
    return Column(heading, writes, is_sealed=True, needs_consent=True)


def _email(row: Row) -> str:
    return safe(row.person.email)


# Who agreed to a team's mail is called by name in it; where they live goes along only if their notice said so.
def _given(row: Row) -> str:
    return safe(row.person.given_name)


def _family(row: Row) -> str:
    return safe(row.person.family_name)


def _postal_code(row: Row) -> str:
    return _placed(row, row.person.postal_code)


def _country(row: Row) -> str:
    return _placed(row, row.country)


def _shape(headings: str, known: dict[str, Writes]) -> tuple[Column, ...]:
    return tuple(_consented(heading, known.get(heading, _empty)) for heading in headings.split(","))


SHAPES: dict[str, tuple[Column, ...]] = {
    "delivery": DELIVERY,
    "action-network": _shape(
        "email,first_name,last_name,zip_code,city,state,country,phone,language",
        {
            "email": _email,
            "first_name": _given,
            "last_name": _family,
            "zip_code": _postal_code,
            "country": _country,
            "language": lambda row: row.language,
        },
    ),
    "mailchimp": _shape(
        "Email Address,First Name,Last Name,Address,Phone Number,Birthday,Tags",
        {"Email Address": _email, "First Name": _given, "Last Name": _family},
    ),
    "civicrm": _shape(
        "first_name,last_name,email,street_address,city,postal_code,country,external_identifier,source",
        {
            "email": _email,
            "first_name": _given,
            "last_name": _family,
            "postal_code": _postal_code,
            "country": _country,
            "source": lambda row: safe(row.source),
        },
    ),
}
_BY_HEADING = {
    column.heading: column for column in (*DELIVERY, *SHAPES["civicrm"], *SHAPES["action-network"])
}
_BY_HEADING |= {column.heading: column for column in DELIVERY}


def columns_of(wanted: str) -> tuple[Column, ...]:
    """The columns of a shape by its name, or those that are named one by one. Raises ColumnsRefused."""
    if wanted in SHAPES:
        return SHAPES[wanted]
    names = [name.strip() for name in wanted.split(",")]
    if unknown := [name for name in names if name not in _BY_HEADING]:
        known = ", ".join([*SHAPES, *_BY_HEADING])
        raise ColumnsRefused(f"no column or shape is called {unknown[0]!r}; there are {known}")
    return tuple(_BY_HEADING[name] for name in names)
