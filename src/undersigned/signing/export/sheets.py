"""A petition's signatures as CSV (RFC 4180), in pieces as they are read; each export is logged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from undersigned.people.models import Team
from undersigned.petitions.models import Petition
from undersigned.signing.audience import Audience, NoAudience, audience
from undersigned.signing.export import log
from undersigned.signing.export.columns import DELIVERY, Block, Column, Slice
from undersigned.signing.export.lines import lines
from undersigned.signing.export.opening import Opening
from undersigned.signing.export.reading import Wanted, slices
from undersigned.signing.models import Signature

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
    blocks = blocks_of(
        petition, columns, asking=asking, now=now, states=states, every_ask=every_ask, kind="csv"
    )
    return _written(columns, blocks, bom=bom)


def _written(columns: Sequence[Column], blocks: Iterator[Block], *, bom: bool) -> Iterator[bytes]:
    yield (BOM if bom else b"") + lines(Block(1, [[column.heading] for column in columns]))
    yield from map(lines, blocks)


def blocks_of(
    petition: Petition,
    columns: Sequence[Column],
    *,
    asking: Asking,
    now: datetime,
    states: tuple[int, ...],
    every_ask: bool,
    kind: str,
) -> Iterator[Block]:
    """The sheet slice by slice, without its heading; logged. Raises ExportRefused at once, before any is read."""
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


def promised(petition: Petition, *, asking: Asking, now: datetime) -> Iterator[Slice]:
    """Everyone who signed what is asked now, named where their notice promised it, to be handed over; logged."""
    wanted = Wanted(petition.ask_number)
    entry = log.begin(
        petition, team=None, who=asking, kind="pack", columns=DELIVERY, wanted=wanted.noted(), now=now
    )
    opening = Opening.of(petition, DELIVERY, wanted)
    names = opening.reads({name for column in DELIVERY for name in column.reads})
    number = 0
    try:
        for found in slices(petition, names, wanted):
            part = opening.of_slice(found)
            number += len(part)
            yield part
    finally:  # also when it was not made to its end
        log.end(entry, rows=number)


def check_may_export(asking: Asking, team: Team) -> None:
    """Raises ExportRefused where the site lets whoever asks take no addresses along."""
    allowed = settings.UNDERSIGNED_EXPORT_ADDRESSES
    if allowed == "nobody":
        raise ExportRefused("nobody exports addresses from this site (UNDERSIGNED_EXPORT_ADDRESSES)")
    if allowed == "staff" and not asking.is_staff:
        raise ExportRefused(f"only those who run this site export addresses, not {team.name}")


def _audience(petition: Petition, asking: Asking, team: Team) -> Audience:
    check_may_export(asking, team)
    try:
        return audience(petition, team)
    except NoAudience:
        raise ExportRefused(f"{team.name} is not on this petition") from None


def _read(petition: Petition, columns: Sequence[Column], wanted: Wanted, entry: int) -> Iterator[Block]:
    opening = Opening.of(petition, columns, wanted)
    names = opening.reads({name for column in columns for name in column.reads})
    number = 0
    try:
        for found in slices(petition, names, wanted):
            part = opening.of_slice(found)
            number += len(part)
            yield Block(len(part), [column.writes(part) if column.writes else None for column in columns])
    finally:  # also when whoever asked went away: what was read may have left
        log.end(entry, rows=number)
