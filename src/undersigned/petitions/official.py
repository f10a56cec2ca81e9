"""Official routes as dated data, and how a draft would fit into their forms; a petition here never counts there."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Route(NamedTuple):
    """A place that takes petitions by rules of its own: lengths in characters, thresholds in signatures there."""

    code: str
    country: str
    source: str
    seen_on: date
    title: int
    background: int
    details: int
    backers: int
    answer_at: int
    debate_at: int
    months: int


class Fit(NamedTuple):
    """How long a part of a draft is, and how long it may be there: "title", "background" or "details"."""

    part: str
    length: int
    most: int

    @property
    def fits(self) -> bool:
        """Whether it would be taken as it is; further details may be left out."""
        return bool(self.length or self.part == "details") and self.length <= self.most


@cache
def routes() -> tuple[Route, ...]:
    """All that are known."""
    data = tomllib.loads((Path(__file__).parent / "official.toml").read_text(encoding="utf-8"))
    return tuple(Route(**route) for route in data["route"])


def route_of(country: str) -> Route | None:
    """The route of a country, by its code of two letters."""
    return next((route for route in routes() if route.country == country), None)


def fit(route: Route, typed: Mapping[str, str]) -> list[Fit]:
    """The title as its action, the first paragraph of the story as its background, the rest as its details."""
    first, _, rest = "\n".join(typed.get("story", "").split("\r\n")).strip().partition("\n\n")
    return [
        Fit("title", len(" ".join(typed.get("title", "").split())), route.title),
        Fit("background", len(first.strip()), route.background),
        Fit("details", len(rest.strip()), route.details),
    ]
