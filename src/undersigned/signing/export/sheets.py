"""A petition's signatures as CSV (RFC 4180), in pieces as they are read; each export is logged."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from undersigned.kit.seal import SealBroken, unseal
from undersigned.people.models import Team
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.models import DataKey, Notice, Petition
from undersigned.signing.audience import Audience, NoAudience, audience
from undersigned.signing.export import log
from undersigned.signing.export.columns import NOBODY, Cell, Column, Row
from undersigned.signing.export.reading import Wanted, id_bytes, slices
from undersigned.signing.models import Signature
from undersigned.signing.person import Person, tell_once

READ = (
    *("number", "country", "signed_on", "assurance", "text_number", "language", "source", "notice_number"),
    "state",
)
BOM = b"\xef\xbb\xbf"


class ExportRefused(Exception):
    """This may not be exported; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and for whom: `team` is the one whose consents count (None: the petition's own)."""

    name: str
    actor: str = ""  # a public id, "" for the command line
    is_staff: bool = False
    team: Team | None = None


def rows(
    petition: Petition,
    columns: Sequence[Column],
    *,
    asking: Asking,
    now: datetime,
    states: tuple[int, ...] = (Signature.State.CONFIRMED.value,),
    every_ask: bool = False,
    bom: bool = False,
) -> Iterator[bytes]:
    """The sheet as CSV, its heading first: never more than a slice of it in memory. Raises ExportRefused at once."""
    cells = cells_of(
        petition, columns, asking=asking, now=now, states=states, every_ask=every_ask, kind="csv"
    )
    return _written(columns, cells, bom=bom)


def _written(columns: Sequence[Column], cells: Iterator[list[list[Cell]]], *, bom: bool) -> Iterator[bytes]:
    yield (BOM if bom else b"") + _lines([[column.heading for column in columns]])
    for part in cells:
        yield _lines(part)


def _lines(part: Sequence[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(part)
    return out.getvalue().encode()


def cells_of(
    petition: Petition,
    columns: Sequence[Column],
    *,
    asking: Asking,
    now: datetime,
    states: tuple[int, ...],
    every_ask: bool,
    kind: str,
) -> Iterator[list[list[Cell]]]:
    """Slices of rows of cells, without the heading; logged. Raises ExportRefused at once, before any is read."""
    needs_consent = any(column.needs_consent for column in columns)
    team = asking.team or petition.team
    if team.pk != petition.team_id and not all(column.needs_consent for column in columns):
        raise ExportRefused("a partner exports only those who agreed to its own mail")
    wanted = Wanted(
        ask_number=None if every_ask else petition.ask_number,
        states=states,
        audience=_audience(petition, asking, team) if needs_consent else None,
    )
    entry = log.begin(
        petition,
        team=team if needs_consent else None,
        who=asking,
        kind=kind,
        columns=columns,
        wanted=wanted.noted(),
        now=now,
    )
    return _read(petition, columns, wanted, entry)


def _audience(petition: Petition, asking: Asking, team: Team) -> Audience:
    allowed = settings.UNDERSIGNED_EXPORT_ADDRESSES
    if allowed == "nobody":
        raise ExportRefused("nobody exports addresses from this site (UNDERSIGNED_EXPORT_ADDRESSES)")
    if allowed == "staff" and not asking.is_staff:
        raise ExportRefused(f"only those who run this site export addresses, not {team.name}")
    try:
        return audience(petition, team)
    except NoAudience:
        raise ExportRefused(f"{team.name} is not on this petition") from None


def _read(
    petition: Petition, columns: Sequence[Column], wanted: Wanted, entry: int
) -> Iterator[list[list[Cell]]]:
    writes = [column.writes for column in columns]
    is_sealed = any(column.is_sealed for column in columns)
    hands_over = dict(petition.notices.values_list("number", "hands_over"))
    may_open = wanted.audience is not None
    is_partner = wanted.audience is not None and wanted.audience.is_partner
    if is_partner:
        hands_over = {}  # signers were told of their name, address and language: no place goes along
    names = (*READ, "sealed") if is_sealed else READ
    number = 0
    try:
        for found in slices(petition, names, wanted):
            part = [_row(petition, one, hands_over, is_sealed=is_sealed, may_open=may_open) for one in found]
            if is_partner:
                part = [row._replace(source="") for row in part]
            number += len(part)
            yield [[write(row) for write in writes] for row in part]
    finally:  # also when whoever asked went away: what was read may have left
        log.end(entry, rows=number)


def _row(
    petition: Petition, found: tuple[Any, ...], hands_over: dict[int, str], *, is_sealed: bool, may_open: bool
) -> Row:
    given = hands_over.get(found[8], Notice.HandsOver.NUMBER.value)
    person = NOBODY
    # The notice speaks of who signed: a name that nobody confirmed was never promised to anybody.
    is_promised = given != Notice.HandsOver.NUMBER and found[9] == Signature.State.CONFIRMED
    if is_sealed and (may_open or is_promised):
        person = _person(petition.pk, found[0], found[10])
    return Row._make((*found[1:8], given, person))


def _person(petition_id: int, row_id: Any, sealed: Any) -> Person:
    if not sealed:
        return NOBODY
    try:
        return Person.from_bytes(unseal(data_key(petition_id), bytes(sealed), bound_to=id_bytes(row_id)))
    except DataKey.DoesNotExist:  # everybody's data was just forgotten
        return NOBODY
    except SealBroken:
        tell_once(petition_id)
        return NOBODY
