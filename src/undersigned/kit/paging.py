"""Pages of a long list, without counting the list."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)
LAST = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"([0-9]{1,16})-([0-9]{1,5})")  # microseconds since 1970, until the year 2286


class Sliceable(Protocol[T_co]):
    """Whatever can be cut: a list or a query."""

    def __getitem__(self, cut: slice, /) -> Iterable[T_co]: ...


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One page of a list: its items, its number from 1, and whether there are more after it."""

    items: Sequence[T_co]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def previous_number(self) -> int:
        return self.number - 1


def page_of(items: Sliceable[T_co], wanted: str | None, *, size: int) -> Page[T_co]:
    """The page that was asked for (`?page=`); the first for anything that is no page number."""
    text = wanted or ""
    number = (
        int(text) if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= LAST else 1
    )
    found = list(items[(number - 1) * size : number * size + 1])
    return Page(found[:size], number, len(found) > size)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list that is ordered by time, newest first: after `passed` items of that very moment.

    Unlike a page number it stays where it is while new items come in, and finding it passes over nothing but the
    items of its own moment.
    """

    moment: datetime
    passed: int

    def __str__(self) -> str:
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}-{self.passed}"


def place_of(text: str) -> Place | None:
    """The place that was written as text; None for anything else."""
    found = _PLACE.fullmatch(text)
    return Place(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None


def place_after(moments: Sequence[datetime], start: Place | None) -> Place:
    """The place behind a page that showed items of these moments (at least one) and began at `start`."""
    last = moments[-1]
    before = start.passed if start and start.moment == last else 0
    return Place(last, before + sum(moment == last for moment in moments))
