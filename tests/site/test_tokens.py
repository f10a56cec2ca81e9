"""The colours of the house, as the parts page computes them from the style sheet itself."""

import re

import pytest

from undersigned.site.colours import DARK, LIGHT
from undersigned.site.tokens import SHEET, colours


@pytest.mark.parametrize("by_night", [False, True], ids=["by day", "by night"])
def test_every_colour_can_be_read_or_seen_on_every_paper(*, by_night: bool) -> None:
    found = colours(by_night=by_night)
    assert len(found) >= 12
    assert not [colour for colour in found if not colour.holds]


def test_the_two_papers_are_those_of_day_and_night() -> None:
    assert colours(by_night=False)[0].value == LIGHT.paper
    assert colours(by_night=True)[0].value == DARK.paper


def test_the_night_names_every_colour_again() -> None:
    by_day, by_night = ([colour.name for colour in colours(by_night=by_night)] for by_night in (False, True))
    assert by_day == by_night


def test_every_name_that_the_sheets_use_is_defined_and_every_colour_that_is_defined_is_used() -> None:
    sheets = [path.read_text() for path in sorted(SHEET.parent.glob("*.css"))]
    defined = set(re.findall(r"(--[a-z0-9-]+):", SHEET.read_text()))
    used = {name for sheet in sheets for name in re.findall(r"var\((--[a-z0-9-]+)", sheet)}
    assert used - defined == set()
    assert {f"--{colour.name}" for colour in colours(by_night=False)} - used == set()
