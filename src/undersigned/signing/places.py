"""The public figures by place: published at most once a day, so that nobody is found in them or between two of them.

Whatever room shows how many signed in a country, a region or a town shows what `published` gives. A total without a
place is live everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from undersigned.ops.rows import insert_new
from undersigned.petitions.models import Petition
from undersigned.signing.models import PlacesPublished, Signature, Tally

LEAST: Final = 10  # of a cell that is shown, and of what tells two figures of one place apart
COUNTRY: Final = "country"
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown by place, and for each place every figure that ever was."""

    shown: Counts = field(default_factory=dict)
    told: Mapping[str, list[int]] = field(default_factory=dict)


def by_country(petition: Petition, *, now: datetime) -> dict[str, int]:
    """How many signed what is asked now, by country, the most first; "" is of those who named none."""
    return published(petition, COUNTRY, lambda: _countries(petition), now=now)


def published(petition: Petition, kind: str, count: Callable[[], Counts], *, now: datetime) -> dict[str, int]:
    """The figures of one kind of places as they are shown today; `count` gives the true ones, once a day at most."""
    today = now.astimezone(UTC).date()
    row = _rows(petition, kind).filter(day__gte=today).first()
    if row is None:
        row = _publish(petition, kind, count, now=now)
    return dict(sorted(row.shown.items(), key=lambda cell: (-cell[1], cell[0])))


@transaction.atomic
def _publish(petition: Petition, kind: str, count: Callable[[], Counts], *, now: datetime) -> PlacesPublished:
    today = now.astimezone(UTC).date()
    insert_new([PlacesPublished(petition=petition, ask_number=petition.ask_number, kind=kind)])
    row = _rows(petition, kind).select_for_update().get()
    if row.day is None or row.day < today:  # else somebody did it a moment ago
        figures = following(count(), Figures(row.shown, row.told))
        row.day, row.shown, row.told = today, dict(figures.shown), dict(figures.told)
        row.save(update_fields=["day", "shown", "told"])
    return row


def following(counts: Counts, before: Figures) -> Figures:
    """What is shown next, of the true numbers and what was shown so far.

    A figure stays, or moves by at least LEAST, also against those that were shown long ago; one under LEAST is hidden,
    and never alone: what is hidden is of two places or more, and LEAST signatures or more.
    """
    cells = {
        place: figure
        for place in {*counts, *before.shown}
        if (figure := _figure(counts.get(place, 0), before.shown.get(place), before.told.get(place, [])))
    }
    hidden = {place: number for place, number in counts.items() if number and place not in cells}
    # First those that were not shown before: what is hidden today is best hidden tomorrow too.
    for place in sorted(cells, key=lambda place: (place in before.shown, cells[place], place)):
        if not hidden or (len(hidden) > 1 and sum(hidden.values()) >= LEAST):
            break
        hidden[place] = counts.get(place, 0)
        del cells[place]
    told = {
        place: sorted({*before.told.get(place, []), *([cells[place]] if place in cells else [])})
        for place in {*before.told, *cells}
    }
    return Figures(cells, told)


def _figure(number: int, last: int | None, told: list[int]) -> int | None:
    """What a place's cell says, None for nothing; `last` is what it said before, `told` all that it ever said."""
    if last is not None and abs(number - last) < LEAST:
        return last
    if number < LEAST:
        return None
    near = [figure for figure in told if abs(number - figure) < LEAST]
    return min(near, key=lambda figure: abs(number - figure)) if near else number


def are_figures(value: Any) -> bool:
    """Whether this could have been written as `shown` here."""
    return isinstance(value, dict) and all(type(one) is int and one >= LEAST for one in value.values())


def are_told(value: Any) -> bool:
    """Whether this could have been written as `told` here."""
    return isinstance(value, dict) and all(
        isinstance(ones, list) and all(type(one) is int and one >= LEAST for one in ones)
        for ones in value.values()
    )


def _rows(petition: Petition, kind: str) -> QuerySet[PlacesPublished]:
    return PlacesPublished.objects.filter(petition=petition, ask_number=petition.ask_number, kind=kind)


def _countries(petition: Petition) -> Counts:
    rows = Tally.objects.filter(
        petition=petition,
        ask_number=petition.ask_number,
        assurance=Signature.Assurance.MAIL,
        kind=Tally.Kind.COUNTRY,
        signatures__gt=0,
    )
    return dict(rows.values_list("key", "signatures"))
