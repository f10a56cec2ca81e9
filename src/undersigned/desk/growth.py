"""How a petition grows: by hour and day, source and country, read from the tallies, whatever its size."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.db.models import F, QuerySet

from undersigned.petitions.models import Petition
from undersigned.signing.counting import hour_key, standing
from undersigned.signing.models import Signature, Tally
from undersigned.signing.progress import Progress, progress
from undersigned.signing.sources import OTHERS

HOURS = 48
DAYS = 30
MOST = 8  # sources and countries that are named
HEIGHT = 100  # of the tallest bar; a bar and its gap are ten wide
FIRST = timedelta(days=3)  # how long a new petition is shown by the hour first
Tallied = Tally.Kind


class Day(NamedTuple):
    """One day's confirmed signatures, and its bar in a drawing that is DAYS * 10 wide and HEIGHT high."""

    day: date
    signatures: int
    x: int
    y: int
    height: int


class Hour(NamedTuple):
    """One hour's likewise, in a drawing that is HOURS * 10 wide."""

    at: datetime
    signatures: int
    x: int
    y: int
    height: int


class Shares(NamedTuple):
    """Where signatures come from: the largest shares by their keys, and all others together."""

    largest: list[tuple[str, int]]
    others: int

    @property
    def most(self) -> int:
        """The longest bar."""
        return max([self.others, *(number for _, number in self.largest)])


class Growth(NamedTuple):
    """The last days and hours, the oldest first, what brought people here, and how many got through."""

    days: list[Day]
    hours: list[Hour]
    sources: Shares
    countries: Shares
    progress: Progress
    is_new: bool

    @property
    def width(self) -> int:
        return len(self.days) * 10

    @property
    def hours_wide(self) -> int:
        return len(self.hours) * 10

    @property
    def recent(self) -> int:
        """How many confirmed on these days."""
        return sum(day.signatures for day in self.days)

    @property
    def lately(self) -> int:
        """How many confirmed in these hours."""
        return sum(hour.signatures for hour in self.hours)

    @property
    def best_day(self) -> Day:
        """The day with the most signatures; of several, the last."""
        return max(self.days, key=lambda day: (day.signatures, day.day))

    @property
    def best_hour(self) -> Hour:
        """The hour likewise."""
        return max(self.hours, key=lambda hour: (hour.signatures, hour.at))

    @property
    def percent(self) -> int:
        """How many of a hundred who signed have confirmed; never all where one has not."""
        return int(self.progress.rate * 100)


def growth_of(petition: Petition, *, now: datetime) -> Growth:
    """Five short queries over tallies: 24 rows a day, the total, the largest sources and countries, the way to it."""
    by_hour = _by_hour(petition, now=now)
    total = standing(petition).signatures
    return Growth(
        _days(by_hour, now=now),
        _hours(by_hour, now=now),
        _shares(petition, Tallied.SOURCE, total),
        _shares(petition, Tallied.COUNTRY, total),
        progress(petition),
        is_new=petition.opened_at is not None and now - petition.opened_at < FIRST,
    )


def _tallies(petition: Petition, kind: str) -> QuerySet[Tally]:
    return Tally.objects.filter(
        petition=petition, ask_number=petition.ask_number, assurance=Signature.Assurance.MAIL, kind=kind
    )


def _by_hour(petition: Petition, *, now: datetime) -> dict[str, int]:
    first = now.date() - timedelta(days=DAYS - 1)
    hours = _tallies(petition, Tallied.HOUR).filter(key__gte=first.isoformat())
    return dict(hours.values_list("key", "signatures"))


def _days(by_hour: dict[str, int], *, now: datetime) -> list[Day]:
    first = now.date() - timedelta(days=DAYS - 1)
    counted = dict.fromkeys((first + timedelta(days=n) for n in range(DAYS)), 0)
    for key, signatures in by_hour.items():
        day = date.fromisoformat(key[:10])
        counted[day] = counted.get(day, 0) + signatures
    found = sorted(counted.items())
    bars = _bars([signatures for _, signatures in found])
    return [Day(day, number, *bar) for (day, number), bar in zip(found, bars, strict=True)]


def _hours(by_hour: dict[str, int], *, now: datetime) -> list[Hour]:
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    moments = [last - timedelta(hours=n) for n in reversed(range(HOURS))]
    numbers = [by_hour.get(hour_key(moment), 0) for moment in moments]
    bars = _bars(numbers)
    return [Hour(moment, number, *bar) for moment, number, bar in zip(moments, numbers, bars, strict=True)]


def _bars(numbers: Sequence[int]) -> list[tuple[int, int, int]]:
    """Where each bar begins, its upper edge and its height."""
    tallest = max(numbers, default=0) or 1
    heights = [-(-number * HEIGHT // tallest) for number in numbers]  # the smallest is still seen
    return [(place * 10, HEIGHT - height, height) for place, height in enumerate(heights)]


def _shares(petition: Petition, kind: str, total: int) -> Shares:
    """At most `sources.MOST` rows are looked through, however many codes strangers make up."""
    rows = _tallies(petition, kind).filter(signatures__gt=0).exclude(kind=Tallied.SOURCE, key=OTHERS)
    largest = list(rows.order_by(F("signatures").desc(), "key").values_list("key", "signatures")[:MOST])
    return Shares(largest, max(0, total - sum(number for _, number in largest)))
