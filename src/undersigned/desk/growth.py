"""How a petition grows: by day, source and country, read from the tallies, whatever its size."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import F, QuerySet

from undersigned.petitions.models import Petition
from undersigned.signing.models import Signature, Tally

DAYS = 30
MOST = 10  # sources and countries that are named
HEIGHT = 100  # of the tallest bar; a bar and its gap are ten wide


class Day(NamedTuple):
    """One day's confirmed signatures, and its bar in a drawing that is DAYS * 10 wide and HEIGHT high."""

    day: date
    signatures: int
    x: int
    y: int
    height: int


class Growth(NamedTuple):
    """The last DAYS days, the oldest first, and what brought people here."""

    days: list[Day]
    sources: list[tuple[str, int]]
    countries: list[tuple[str, int]]

    @property
    def width(self) -> int:
        return len(self.days) * 10

    @property
    def recent(self) -> int:
        """How many confirmed on these days."""
        return sum(day.signatures for day in self.days)


def growth_of(petition: Petition, *, now: datetime) -> Growth:
    """Three short queries over tallies: 24 rows a day, and the largest sources and countries."""
    first = now.date() - timedelta(days=DAYS - 1)
    hours = _tallies(petition, Tally.Kind.HOUR).filter(key__gte=first.isoformat())
    counted = dict.fromkeys((first + timedelta(days=n) for n in range(DAYS)), 0)
    for key, signatures in hours.values_list("key", "signatures"):
        day = date.fromisoformat(key[:10])
        counted[day] = counted.get(day, 0) + signatures
    return Growth(
        _bars(counted), _largest(petition, Tally.Kind.SOURCE), _largest(petition, Tally.Kind.COUNTRY)
    )


def _tallies(petition: Petition, kind: str) -> QuerySet[Tally]:
    return Tally.objects.filter(
        petition=petition, ask_number=petition.ask_number, assurance=Signature.Assurance.MAIL, kind=kind
    )


def _largest(petition: Petition, kind: str) -> list[tuple[str, int]]:
    rows = _tallies(petition, kind).filter(signatures__gt=0).order_by(F("signatures").desc(), "key")
    return list(rows.values_list("key", "signatures")[:MOST])


def _bars(counted: dict[date, int]) -> list[Day]:
    tallest = max(counted.values(), default=0) or 1
    found = []
    for place, (day, signatures) in enumerate(sorted(counted.items())):
        height = -(-signatures * HEIGHT // tallest)  # the smallest is still seen
        found.append(Day(day, signatures, place * 10, HEIGHT - height, height))
    return found
