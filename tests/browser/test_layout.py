"""Where things stand on a screen: the form in reach on a desktop, one column below the other on a phone."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.places import DESKTOP, PHONE, Places
from tests.conftest import RIVERSIDE
from tests.live import Site
from tests.visitor import link_in

LONG = RIVERSIDE.replace("reopen", "rebuild").replace(
    "Nobody was asked.", "\n\n".join(["Nobody was asked, and nobody knows why." * 20] * 12)
)
SIGN = "Sign this petition"


@pytest.fixture(scope="module")
def long_slug(shared_site: Site) -> str:
    """A petition whose story is much longer than its form."""
    return shared_site.run("import", "-", text=LONG).stdout.strip().rpartition("/")[2]


@pytest.mark.parametrize("height", [700, DESKTOP[1], 1300])
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_button_is_in_view_while_one_reads_on_a_desktop(
    shared_site: Site, long_slug: str, page: Page, prefix: str, height: int
) -> None:
    page.set_viewport_size({"width": DESKTOP[0], "height": height})
    page.goto(f"{shared_site.url}{prefix}/p/{long_slug}")
    button = page.locator("form#sign button")
    for past in (900, 1500, 2100):
        page.evaluate(f"scrollTo(0, {past})")
        expect(button).to_be_in_viewport(ratio=1)


def test_the_form_begins_beside_the_title_on_a_desktop(shared_site: Site, long_slug: str, page: Page) -> None:
    for height in (700, 900, 1300):
        page.set_viewport_size({"width": DESKTOP[0], "height": height})
        page.goto(f"{shared_site.url}/p/{long_slug}")
        reading, signing = page.locator(".reading").bounding_box(), page.locator(".signing").bounding_box()
        assert reading is not None
        assert signing is not None
        assert abs(reading["y"] - signing["y"]) <= 1


def test_where_nobody_can_sign_the_reason_stands_beside_the_title(shared_site: Site, page: Page) -> None:
    text = LONG.replace("rebuild", "repaint")
    closed = shared_site.run("import", "-", text=text).stdout.strip().rpartition("/")[2]
    shared_site.run("petition", "close", closed)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto(f"{shared_site.url}/p/{closed}")
    reading, signing = page.locator(".reading").bounding_box(), page.locator(".signing").bounding_box()
    assert reading is not None
    assert signing is not None
    assert abs(reading["y"] - signing["y"]) <= 1


def test_the_call_to_sign_is_read_once(shared_site: Site, long_slug: str, page: Page) -> None:
    page.goto(f"{shared_site.url}/p/{long_slug}")
    expect(page.get_by_text("Let’s ask the council together!")).to_have_count(1)


def test_on_a_phone_the_one_button_of_the_confirm_page_is_seen_at_once(
    used_site: Site, used_slug: str, page: Page
) -> None:
    page.goto(f"{used_site.url}/p/{used_slug}")
    for field, typed in {"given_name": "Sam", "family_name": "Okafor", "email": "sam@example.org"}.items():
        page.locator(f"form#sign [name={field}]").fill(typed)
    page.locator("form#sign [name=country]").select_option("GB")
    page.get_by_role("button", name=SIGN).click()
    page.goto(used_site.url + link_in(used_site.wait_for_mails(1)[0]))
    expect(page.locator(".signature")).to_have_text("Sam Okafor")
    expect(page.get_by_role("button", name="Confirm my signature")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Only the number of signatures is handed over.")).to_be_in_viewport()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("script", ["with script", "without"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_all_ways_of_passing_on_end_where_the_line_of_signatures_ends(
    places: Places, browser: Browser, size: tuple[int, int], script: str, direction: str
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=script == "with script"
    )
    page = context.new_page()
    answer = places.answers["confirmed"]
    turned = answer.body.replace('dir="ltr"', f'dir="{direction}"', 1)
    places.answers["turned"], places.paths["turned"] = replace(answer, body=turned), places.paths["confirmed"]
    places.show(page, "turned")
    edges = page.evaluate(
        "['.standing progress', '.share', '.copying'].map(one => {"
        " const within = [...document.querySelector(one).querySelectorAll('a, button, input')]"
        " .filter(e => e.getClientRects().length);"
        " const boxes = (within.length ? within : [document.querySelector(one)])"
        " .map(e => e.getBoundingClientRect());"
        " return [Math.min(...boxes.map(b => b.left)), Math.max(...boxes.map(b => b.right))].map(Math.round)})"
    )
    assert edges[1] == edges[0]
    assert edges[2] == edges[0]
    context.close()
    del places.answers["turned"], places.paths["turned"]
