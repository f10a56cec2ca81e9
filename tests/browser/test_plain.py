"""The pages without the style sheet, and with as much of it as a browser of 2016 takes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.places import DESKTOP, NAMES, PHONE, Places
from tests.visitor import FIELDS

PHONE_ORDER = (
    *("To the City Council", "The Mayor must plant trees", "have signed", "The library closed in spring."),
    *("Let’s ask the council together!", "Given name", "E-mail", "Sign this petition", "About this petition"),
)
TOP = "e => e.getBoundingClientRect().top + scrollY"


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A phone's tab that gets no style sheet and runs no script."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False)
    context.route("**/*.css", lambda route: route.abort())
    yield context.new_page()
    context.close()


def test_without_style_the_order_is_the_phones(places: Places, bare: Page, page: Page) -> None:
    for tab in (bare, page):
        tab.goto(places.site.url + places.paths["petition-new"])
        found = [tab.get_by_text(text).locator("visible=true").first for text in PHONE_ORDER]
        tops = [place.evaluate(TOP) for place in found]
        assert tops == sorted(tops)
        assert tab.get_by_text("have signed").locator("visible=true").count() == 1


def test_without_style_and_script_one_reads_and_signs(places: Places, bare: Page) -> None:
    bare.goto(places.site.url + places.paths["petition-markdown"])
    assert bare.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    # At another: of this one it was tried how many may post at once, and whoever follows soon is asked to wait.
    bare.goto(places.site.url + places.paths["petition-new"])
    for field in ("given_name", "family_name", "email"):
        bare.locator(f"form#sign [name={field}]").fill(FIELDS[field])
    bare.get_by_label("Country").select_option("GB")
    bare.get_by_role("button", name="Sign this petition").click()
    expect(bare.get_by_role("heading", level=1)).to_have_text("Check your mail")
    expect(bare.get_by_label("Code from the mail")).to_be_visible()


def old_sheet(sheet: str) -> str:
    """What of a style sheet an engine takes that answers no to every question of @supports."""
    while start := re.search(r"@supports[^{]*\{", sheet):
        depth, end = 1, start.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        sheet = sheet[: start.start()] + sheet[end:]
    return sheet


@pytest.fixture(scope="module")
def old(browser: Browser) -> Iterator[Page]:
    """A tab that takes only what stands outside @supports."""
    context = browser.new_context(bypass_csp=True)

    def strip(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=old_sheet(answer.text()))

    context.route("**/*.css", strip)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "name",
    [
        *("home", "petition-new", "petition-rtl", "form-mistakes", "mine", "about"),
        *("sign-in", "start-mistakes", "desk-open", "desk-course-draft"),
    ],
)
def test_an_old_browser_shows_all_within_its_width(name: str, places: Places, old: Page) -> None:
    for width, height in (PHONE, DESKTOP):
        old.set_viewport_size({"width": width, "height": height})
        places.show(old, name)
        assert old.evaluate("getComputedStyle(document.querySelector('h1')).textWrap") == "wrap"
        assert old.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(old) == []


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_an_old_browser_shows_every_page_within_its_width(name: str, places: Places, old: Page) -> None:
    test_an_old_browser_shows_all_within_its_width(name, places, old)
