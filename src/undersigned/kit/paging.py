"""Pages of a long list, without counting the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)
LAST = 10_000


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
