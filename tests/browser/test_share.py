"""Passing a petition on in a real browser: copied with one press, by the system's sheet, and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.axe import violations
from tests.conftest import RIVERSIDE
from tests.live import Site
from tests.visitor import ask, link_in, sign


@pytest.fixture(scope="module")
def places(shared_site: Site) -> dict[str, str]:
    """The two pages that share: after confirming, and the petition's own."""
    slug = shared_site.run("import", "-", text=RIVERSIDE).stdout.strip().rpartition("/")[2]
    sign(shared_site.url, slug)
    link = link_in(shared_site.wait_for_mails(1)[0])
    ask(shared_site.url, link, {})
    return {"confirmed": shared_site.url + link, "petition": f"{shared_site.url}/p/{slug}"}


PLACES = ("confirmed", "petition")


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of while a test runs, such as what its policy forbids; nothing is right."""
    heard: list[str] = []

    def note(message: ConsoleMessage) -> None:
        heard.append(message.text)

    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))"
    )
    page.on("console", note)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


@pytest.mark.parametrize("place", PLACES)
def test_the_address_is_copied_with_one_press(
    place: str, places: dict[str, str], page: Page, complaints: list[str]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(places[place])
    expect(page.get_by_role("button", name="Another way")).to_be_hidden()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".copying").get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("-riverside-library?s=copy")
    assert copied == page.get_by_label("Or copy the address").input_value()


def test_without_leave_for_the_clipboard_it_is_still_copied(
    places: dict[str, str], page: Page, complaints: list[str]
) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no leave'))")
    page.goto(places["confirmed"])
    page.get_by_role("button", name="Copy").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".copying").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("getSelection().toString()").endswith("?s=copy")


def test_a_browser_that_cannot_copy_says_how(
    places: dict[str, str], page: Page, complaints: list[str]
) -> None:
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no leave'));"
        "document.execCommand = () => false"
    )
    page.goto(places["confirmed"])
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".copying").get_by_role("status")).to_have_text("Press Ctrl and C to copy it")
    expect(page.get_by_label("Or copy the address")).to_be_focused()


@pytest.mark.parametrize("place", PLACES)
def test_the_systems_own_sheet_gets_words_and_address(
    place: str, places: dict[str, str], page: Page, complaints: list[str]
) -> None:
    page.add_init_script(
        "navigator.share = async data => { window.shared = data; throw new Error('closed') }"
    )
    page.goto(places[place])
    page.get_by_role("button", name="Another way").click()
    shared = page.evaluate("window.shared")
    assert shared["title"] == "The City Council must reopen the Riverside library"
    assert shared["text"].endswith(": The City Council must reopen the Riverside library")
    assert shared["url"].endswith("-riverside-library?s=sheet")


@pytest.mark.parametrize("place", PLACES)
def test_without_script_there_are_links_a_field_a_code_and_a_poster(
    place: str, places: dict[str, str], browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(places[place])
    for name, begins in (
        ("WhatsApp", "https://wa.me/?text="),
        ("E-mail", "mailto:?"),
        ("Text message", "sms:?"),
    ):
        link = page.get_by_role("link", name=name, exact=True)
        assert (link.get_attribute("href") or "").startswith(begins)
        assert (link.bounding_box() or {"height": 0})["height"] >= 44
    expect(page.get_by_label("Or copy the address")).to_have_value(
        places["petition"].replace("127.0.0.1", "localhost") + "?s=copy"
    )
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.get_by_text("QR code and poster").click()
    code = page.get_by_role("img", name="QR code that leads to this petition")
    code.scroll_into_view_if_needed()
    expect(code).to_be_visible()
    poster = page.get_by_role("link", name="Poster to print").get_attribute("href") or ""
    answer = page.request.get(places["petition"].partition("/p/")[0] + poster)
    assert answer.headers["content-type"] == "application/pdf"
    context.close()


@pytest.mark.parametrize("place", PLACES)
def test_all_that_can_be_opened_is_accessible(place: str, places: dict[str, str], browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    page = context.new_page()
    page.add_init_script("navigator.share = async () => {}")
    page.goto(places[place])
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("QR code and poster").click()
    expect(page.locator(".copying").get_by_role("status")).not_to_be_empty()
    assert violations(page) == []
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    context.close()


def test_the_block_of_data_is_no_script_to_the_policy(
    places: dict[str, str], page: Page, complaints: list[str]
) -> None:
    page.goto(places["petition"], wait_until="networkidle")
    block = page.locator("script[type='application/ld+json']")
    assert page.evaluate("text => JSON.parse(text)['@type']", block.text_content()) == "WebPage"
