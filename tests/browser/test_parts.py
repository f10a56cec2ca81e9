"""The page of all parts in a real browser: accessible in both schemes and both directions, and as wide as a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.places import DESKTOP, PHONE
from tests.live import Site


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/parts", "/ar/parts"])
def test_axe_finds_nothing_in_any_state_of_any_part(
    shared_site: Site, browser: Browser, path: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    tab = context.new_page()
    for width, height in (PHONE, DESKTOP):
        tab.set_viewport_size({"width": width, "height": height})
        tab.goto(shared_site.url + path)
        for details in tab.locator("main details").all():
            details.evaluate("e => e.open = true")
        assert violations(tab) == []
    context.close()


@pytest.mark.parametrize("path", ["/parts", "/ar/parts", "/he/parts", "/de/parts"])
def test_no_part_is_wider_than_a_phone(shared_site: Site, page: Page, path: str) -> None:
    page.goto(shared_site.url + path)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_said_of_a_mistake_does_not_take_the_focus_here(shared_site: Site, page: Page) -> None:
    page.goto(f"{shared_site.url}/parts")
    expect(page.get_by_role("alert")).to_have_count(2)
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert page.evaluate("scrollY") == 0


def test_the_right_to_left_page_is_the_mirrored_left_to_right_one(shared_site: Site, page: Page) -> None:
    page.goto(f"{shared_site.url}/parts")
    box = page.locator(".choice input").first.bounding_box()
    page.goto(f"{shared_site.url}/ar/parts")
    mirrored = page.locator(".choice input").first.bounding_box()
    assert box is not None
    assert mirrored is not None
    assert box["x"] < 100
    assert mirrored["x"] + mirrored["width"] > 290
