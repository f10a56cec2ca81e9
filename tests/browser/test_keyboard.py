"""Without a mouse: every stop is reached, seen and left again, mistakes are led to, and whole ways can be gone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import press, tab_to, walk
from tests.browser.places import DESKTOP, PHONE, Places
from tests.live import Site
from tests.visitor import code_in

WALKED = (
    *("home-fresh", "petition", "petition-markdown", "petition-new", "form-mistakes", "check-mail-misspelt"),
    *("confirm", "confirm-mistakes", "confirmed", "mine", "mine-suppressed", "privacy", "inbox-message"),
    *("sign-in", "team", "desk-open", "desk-course-draft", "start-mistakes", "desk-fix-mistake", "desk-ask"),
    *("desk-partners", "desk-partner", "desk-partner-join-mistake", "desk-declare-mistake"),
)
# How many stops there are, and how many of them from where the focus is: a mistake leads away from the beginning.
STOPS = """(all => [all.length, all.filter(e => document.activeElement.compareDocumentPosition(e) & 4).length])(
  [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => e.checkVisibility())
    // Of buttons of which one is pressed, one is a stop.
    .filter((e, _, all) => e.type !== 'radio' ||
      e === (all.find(one => one.name === e.name && one.checked) || all.find(one => one.name === e.name))))"""
LED_TO = {
    "form-mistakes": "errors",
    "form-wait": "errors",
    "form-text-changed": "errors",
    "confirm-mistakes": "errors",
    "check-mail-no-code": "code",
    "check-mail-wrong-code": "code",
    "mine-ask-mistake": "email",
}


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", WALKED)
def test_every_stop_is_reached_seen_and_left_again(
    name: str, size: tuple[int, int], places: Places, tab: Page
) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        places.show(tab, name)
        if name in LED_TO:  # which the browser does only when it has painted the page
            expect(tab.locator(":focus")).to_have_id(LED_TO[name])
        all_and_ahead = tab.evaluate(STOPS)
        stops = walk(tab)
        assert len(stops) in all_and_ahead
        assert [stop for stop in stops if stop.ring < 3 or stop.ring_style != "solid"] == []
        assert [stop for stop in stops if stop.ring_contrast < 4.5] == []
        assert [stop for stop in stops if stop.covered] == []


@pytest.mark.parametrize("height", [320, 480, 640, 844])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_button_that_stays_in_reach_covers_nothing_that_has_the_focus(
    key: str, height: int, places: Places, tab: Page
) -> None:
    tab.set_viewport_size({"width": 390, "height": height})
    places.show(tab, "petition-markdown")
    # A story as full of links as a story can be.
    tab.locator("article").evaluate(
        "e => e.innerHTML = '<p>Read <a href=/about>what we say</a> of it.</p>'.repeat(40)"
    )
    stops = walk(tab, key)
    assert sum(stop.name == "what we say" for stop in stops) == 40
    assert [stop for stop in stops if stop.covered] == []


@pytest.mark.parametrize("name", LED_TO)
def test_whoever_made_a_mistake_is_led_to_it(name: str, places: Places, tab: Page) -> None:
    places.show(tab, name)
    expect(tab.locator(":focus")).to_have_id(LED_TO[name])
    expect(tab.locator(":focus")).to_be_in_viewport()
    assert tab.title().startswith(("Something to mend", "Not signed yet")) or name == "form-text-changed"


def test_the_first_stop_leads_past_the_head_of_the_page(places: Places, tab: Page) -> None:
    places.show(tab, "petition")
    skip = press(tab, "Tab")
    assert skip is not None
    assert (skip.name, skip.covered) == ("Skip to the text", 0)
    press(tab, "Enter")
    expect(tab.locator(":focus")).to_have_id("main")
    press(tab, "Tab")
    expect(tab.locator("main :focus")).to_have_count(1)


def test_someone_signs_confirms_and_withdraws_with_the_keyboard_alone(
    used_site: Site, used_slug: str, page: Page
) -> None:
    page.goto(f"{used_site.url}/p/{used_slug}")
    sign_by_keyboard(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    tab_to(page, "Code from the mail")
    page.keyboard.type(code_in(used_site.wait_for_mails(1)[0]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you, Sam")
    expect(page.locator("main")).to_contain_text("Your name is shown")
    tab_to(page, "Your signatures")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your signatures")
    tab_to(page, "The address you signed with")
    page.keyboard.type("sam@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    page.goto(used_site.url + mine_link_in(used_site))
    withdraw_by_keyboard(page)
    page.goto(f"{used_site.url}/p/{used_slug}")
    expect(page.locator("main")).to_contain_text("0 have signed.")


def sign_by_keyboard(page: Page) -> None:
    """Fill the form from the first field to the button, each reached by Tab."""
    for label, typed in (("Given name", "S@m"), ("Family name", "Okafor"), ("E-mail", "sam@example.org")):
        tab_to(page, label)
        page.keyboard.type(typed)
    tab_to(page, "Country")
    page.keyboard.type("United K")
    tab_to(page, "Show my name")
    page.keyboard.press("Space")
    tab_to(page, "Say why you sign")
    page.keyboard.press("Enter")
    tab_to(page, "Why are you signing?")
    page.keyboard.type("I learned to read there.")
    tab_to(page, "Sign this petition")
    page.keyboard.press("Enter")
    # The mistake is led to, its link leads to the field, and everything else is kept.
    expect(page.locator(":focus")).to_have_id("errors")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("name", "given_name")
    page.keyboard.press("Control+A")
    page.keyboard.type("Sam")
    tab_to(page, "Sign this petition")
    page.keyboard.press("Space")


def mine_link_in(site: Site) -> str:
    """The path of the link to one's own signatures, from the mail that brings it."""
    mail = site.wait_for_mails(2)[-1].get_body(("plain",))
    assert mail is not None
    found = re.search(r"/mine/[\w-]+", str(mail.get_content()))
    assert found is not None
    return found[0]


def withdraw_by_keyboard(page: Page) -> None:
    """From one's own signatures to the line that says it is done."""
    tab_to(page, "Withdraw")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdraw your signature?")
    tab_to(page, "Withdraw my signature")
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text("Your signature is withdrawn.")
