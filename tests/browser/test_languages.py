"""The menu of languages in a real browser: with keys, without script, in both directions, in old engines."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.places import DESKTOP, PHONE
from tests.live import Site


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_open_menu_lies_over_the_page_and_inside_the_window(
    shared_site: Site, page: Page, prefix: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{shared_site.url}{prefix}/")
    below = page.locator("main h1").bounding_box()
    page.locator(".menu summary").click()
    panel = page.locator(".languages").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= size[0]
    assert page.locator("main h1").bounding_box() == below
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for link in page.locator(".languages a").all():
        target = link.bounding_box()
        assert target is not None
        assert min(target["width"], target["height"]) >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("prefix", ["", "/he"])
def test_axe_finds_nothing_in_the_open_menu(
    shared_site: Site, browser: Browser, prefix: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(f"{shared_site.url}{prefix}/")
    tab.locator(".menu summary").click()
    assert violations(tab) == []
    context.close()


def test_someone_without_mouse_and_script_reads_on_in_arabic(shared_site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{shared_site.url}/mine")
    expect(tab.get_by_role("link", name="العربية")).to_be_hidden()
    for _ in range(3):  # past the way to the text and the site's name
        tab.keyboard.press("Tab")
    expect(tab.locator(":focus")).to_have_text("Languages: English")
    tab.keyboard.press("Enter")
    current = tab.locator(".languages [aria-current]")
    expect(current).to_have_text("English")
    while tab.locator(":focus").get_attribute("hreflang") != "ar":
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/ar/mine")
    expect(tab.locator("html")).to_have_attribute("dir", "rtl")
    context.close()


def test_an_engine_that_knows_no_details_shows_the_whole_list_in_its_place(
    shared_site: Site, page: Page
) -> None:
    page.goto(f"{shared_site.url}/")
    # To such an engine details is a word like any other: never open, and nothing in it is hidden.
    page.locator(".menu").evaluate(
        "e => {const other = document.createElement('x-details');"
        " other.className = e.className; other.append(...e.childNodes); e.replaceWith(other)}"
    )
    expect(page.locator(".languages a")).to_have_count(9)
    assert page.locator(".languages").evaluate("e => getComputedStyle(e).position") == "static"
    for link in page.locator(".languages a").all():
        expect(link).to_be_visible()
    panel, title = page.locator(".languages").bounding_box(), page.locator("main h1").bounding_box()
    assert panel is not None
    assert title is not None
    assert panel["y"] + panel["height"] <= title["y"]
