"""Every page and state, in a browser: axe, zoom, spaced text, large targets, no motion, forced colours."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.axe import OF_COLOUR, OF_WIDTH, violations
from tests.browser.places import DESKTOP, NAMES, PHONE, Places

PROBES = (Path(__file__).parent / "probes.js").read_text(encoding="utf-8")
SMALL, SMALLER = (640, 512), (320, 256)  # what 200 % and 400 % of zoom leave of 1280 by 1024
# WCAG 1.4.12: what a reader may set, and nothing may be lost by it.
SPACED = (
    "* {line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important}"
    " p {margin-bottom: 2em !important}"
)


@pytest.fixture(scope="module", params=NAMES)
def opened(request: pytest.FixtureRequest, places: Places, tab: Page) -> str:
    """One page after another, each opened once for all tests of this file."""
    resize(tab, PHONE)
    places.show(tab, request.param)
    tab.evaluate(PROBES)
    return str(request.param)


@pytest.fixture
def shown(opened: str, tab: Page) -> Iterator[Page]:
    """The page as a phone shows it by day, whatever the last test did to it."""
    resize(tab, PHONE)
    tab.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
    yield tab
    tab.evaluate("document.querySelectorAll('style').forEach(e => e.remove())")


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the page so many CSS pixels."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def wrong(page: Page, probe: str) -> list[str]:
    """What a probe of probes.js finds."""
    return list(page.evaluate(f"probes.{probe}()"))


def fits(page: Page, width: int) -> bool:
    """Whether the page needs no scrolling sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def test_axe_finds_nothing_by_day_and_by_night_on_a_phone_and_a_desktop(shown: Page) -> None:
    assert violations(shown) == []
    shown.emulate_media(color_scheme="dark")
    assert violations(shown, OF_COLOUR) == []
    resize(shown, DESKTOP)
    assert violations(shown, OF_WIDTH) == []


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_by_any_rule_at_any_width(shown: Page, scheme: str) -> None:
    shown.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for size in (PHONE, DESKTOP, SMALL, SMALLER):
        resize(shown, size)
        assert violations(shown) == []


@pytest.mark.parametrize("size", [SMALL, SMALLER])
def test_a_zoomed_page_needs_no_scrolling_sideways_and_cuts_nothing(
    shown: Page, size: tuple[int, int]
) -> None:
    resize(shown, size)
    assert fits(shown, size[0])
    assert wrong(shown, "wide") == []
    assert wrong(shown, "cut") == []


def test_nothing_is_cut_when_the_reader_spaces_the_text(shown: Page) -> None:
    shown.add_style_tag(content=SPACED)
    for size in (SMALLER, DESKTOP):
        resize(shown, size)
        assert fits(shown, size[0])
        assert wrong(shown, "cut") == []


def test_what_is_pressed_is_large_enough_for_a_thumb(shown: Page) -> None:
    for size in (PHONE, DESKTOP):
        resize(shown, size)
        assert wrong(shown, "small") == []


def test_nothing_moves_for_whoever_asked_for_less_motion(shown: Page) -> None:
    shown.emulate_media(reduced_motion="reduce")
    assert wrong(shown, "moving") == []


def test_every_button_and_bar_has_an_edge_in_forced_colours(shown: Page) -> None:
    shown.emulate_media(forced_colors="active")
    assert wrong(shown, "edgeless") == []
    assert wrong(shown, "unfilled") == []


def test_every_reference_leads_to_something_and_no_name_is_given_twice(shown: Page) -> None:
    assert wrong(shown, "lost") == []


def test_a_page_has_a_title_a_language_one_main_part_and_one_heading_of_the_first_level(shown: Page) -> None:
    assert shown.title().strip()
    assert shown.evaluate("document.documentElement.lang")
    assert shown.locator("main").count() == 1
    assert shown.locator("h1").count() == 1


PLANTED = {
    "wide": "<p style='width: 2000px'>wide</p>",
    "cut": "<p style='height: 10px; overflow: hidden'>cut</p>",
    "small": "<button style='min-height: 0; height: 20px'>small</button>",
    "moving": "<p style='transition: color 1s'>moving</p>",
    "edgeless": "<button style='border: 0'>edgeless</button>",
    "unfilled": "<progress value=1 style='-webkit-appearance: none'></progress>"
    "<style>progress::-webkit-progress-value {background: rgba(0, 0, 0, 0)}</style>",
    "lost": "<input aria-describedby='nowhere'>",
    "unsized": "<img src='data:,' alt=''>",
}


@pytest.mark.parametrize("probe", PLANTED)
def test_a_fault_that_is_planted_is_found(page: Page, probe: str) -> None:
    page.set_content("<main>Nothing is wrong here.</main>")
    page.evaluate(PROBES)
    assert wrong(page, probe) == []
    page.set_content(f"<main>{PLANTED[probe]}</main>")
    page.evaluate(PROBES)
    assert wrong(page, probe) != []


def test_a_fault_that_is_planted_is_found_by_axe(page: Page) -> None:
    page.set_content("<main><h1>Faint</h1><p style='color: #999'>faint</p></main>")
    assert any("color-contrast" in found for found in violations(page, OF_COLOUR))
