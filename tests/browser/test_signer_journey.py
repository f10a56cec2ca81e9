"""A signer's whole way in a real browser: signing in half a minute, and a year later seeing, withdrawing, erasing."""

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.clock import let_pass
from tests.live import Site
from tests.visitor import ask, code_in, mine_link_in

IN_ALL = 30.0  # seconds from the page to being counted
A_KEY = 200.0  # milliseconds: five keys a second, as most people type on a phone
A_TAP = 0.5  # seconds to find the next field and reach it
LONG = "Maximiliane"
SAM = {"Given name": "Sam", "Family name": "Okafor", "E-mail": "sam.okafor@example.org"}


class Hand:
    """Types and taps as people do, and counts it."""

    def __init__(self) -> None:
        self.keys = self.taps = 0

    def tap(self, there: Locator) -> None:
        time.sleep(A_TAP)
        there.click()
        self.taps += 1

    def write(self, there: Locator, words: str) -> None:
        self.tap(there)
        there.press_sequentially(words, delay=A_KEY)
        self.keys += len(words)


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(re.compile(rf"^{label}"))


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_on_a_phone_someone_signs_with_the_code_in_half_a_minute(site: Site, slug: str, page: Page) -> None:
    hand, start = Hand(), time.monotonic()
    page.goto(f"{site.url}/p/{slug}")
    hand.tap(page.get_by_role("link", name="Sign", exact=True))
    for label, typed in (SAM | {"Given name": LONG}).items():
        hand.write(field(page, label), typed)
    time.sleep(2)  # the phone's own list of countries
    field(page, "Country").select_option("GB")
    hand.taps += 2
    hand.tap(button(page, "Sign this petition"))
    code = code_in(site.wait_for_mails(1)[0])
    time.sleep(3)  # to look at the mail that has just come, and back
    hand.write(page.get_by_label("Code from the mail"), code.replace("\u00a0", ""))
    hand.tap(button(page, "Confirm my signature"))
    expect(heading(page)).to_contain_text(f"Thank you, {LONG}.")
    took = time.monotonic() - start
    assert hand.keys == len(LONG) + 6 + 22 + 6
    assert hand.taps == 9
    assert took > hand.keys * A_KEY / 1000 + 5 + hand.taps * A_TAP - 1, "it was not typed at that pace"
    assert took < IN_ALL
    assert counted(site, slug) == 1


def counted(site: Site, slug: str) -> int:
    """What count.json says at this moment; the page has to say the same."""
    number = int(json.loads(ask(site.url, f"/p/{slug}/count.json").body)["signatures"])
    page = ask(site.url, f"/p/{slug}").body
    assert re.findall(r"<strong>(\d+)</strong> ha(?:s|ve) signed", page)[0] == str(number)
    return number


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A phone without script."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def signs_and_confirms(site: Site, slug: str, tab: Page) -> None:
    """Sam signs on the page and types the code."""
    tab.goto(f"{site.url}/p/{slug}")
    for label, typed in SAM.items():
        field(tab, label).fill(typed)
    field(tab, "Country").select_option("GB")
    tab.get_by_label("Show my name").check()
    before = len(site.mails())
    button(tab, "Sign this petition").click()
    expect(heading(tab)).to_have_text("Check your mail")
    tab.get_by_label("Code from the mail").fill(code_in(site.wait_for_mails(before + 1)[-1]))
    button(tab, "Confirm my signature").click()
    expect(heading(tab)).to_contain_text("Thank you, Sam")


def opens_mine(site: Site, tab: Page) -> None:
    """Sam asks for the page of her signatures and opens the link."""
    before = len(site.mails())
    tab.goto(f"{site.url}/mine")
    field(tab, "The address you signed with").fill("Sam.Okafor@Example.org")
    button(tab, "Send me the link").click()
    expect(heading(tab)).to_have_text("Check your mail")
    tab.goto(site.url + mine_link_in(site.wait_for_mails(before + 1)[-1]))
    expect(heading(tab)).to_have_text("Your signatures")


def ends_it(tab: Page, verb: str, said: str) -> None:
    """Sam withdraws or erases the one signature that the page shows."""
    tab.get_by_role("link", name=verb, exact=True).click()
    button(tab, f"{verb} my signature").click()
    expect(tab.get_by_role("status")).to_have_text(said)
    expect(tab.locator("main")).to_contain_text("Nothing is held here under your address.")


def sees(site: Site, slug: str, tab: Page, *, number: str, name_shown: bool) -> None:
    """What Sam, who was on the petition's page before, sees when she looks again."""
    tab.goto(f"{site.url}/p/{slug}")
    tab.reload()
    expect(tab.locator("main")).to_contain_text(number)
    expect(tab.get_by_text("Sam Okafor")).to_have_count(int(name_shown))


def test_a_year_later_she_finds_it_withdraws_signs_again_and_erases(site: Site, slug: str, tab: Page) -> None:
    signs_and_confirms(site, slug, tab)
    sees(site, slug, tab, number="1 has signed.", name_shown=True)
    let_pass(site, timedelta(days=365))
    expect_forgotten_mails(site)

    opens_mine(site, tab)
    expect(tab.locator(".mine")).to_contain_text("sam.okafor@example.org")
    expect(tab.locator(".mine")).to_contain_text("Signature number 1, confirmed by mail")
    ends_it(tab, "Withdraw", "Your signature is withdrawn.")
    assert counted(site, slug) == 0
    sees(site, slug, tab, number="1 signature was withdrawn by its signer.", name_shown=False)

    signs_and_confirms(site, slug, tab)
    assert counted(site, slug) == 1
    sees(site, slug, tab, number="1 has signed.", name_shown=True)
    opens_mine(site, tab)
    ends_it(tab, "Erase", "Your signature is erased.")
    assert counted(site, slug) == 0
    sees(site, slug, tab, number="0 have signed.", name_shown=False)
    assert "0 numbers differ" in site.run("recount").stdout


def expect_forgotten_mails(site: Site) -> None:
    """The files of the old mails are gone, for the worker forgets when it starts: only a fresh link is left."""
    deadline = time.monotonic() + 20
    while site.mails():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("verb", "said"),
    [("Withdraw", "Your signature is withdrawn."), ("Erase", "Your signature is erased.")],
)
def test_it_works_after_the_petition_closed(site: Site, slug: str, tab: Page, verb: str, said: str) -> None:
    signs_and_confirms(site, slug, tab)
    site.run("petition", "close", slug)
    let_pass(site, timedelta(days=90))
    expect_forgotten_mails(site)
    opens_mine(site, tab)
    expect(tab.locator(".mine")).to_contain_text("Deleted")
    ends_it(tab, verb, said)
    assert counted(site, slug) == 0
    sees(site, slug, tab, number="This petition is closed", name_shown=False)
