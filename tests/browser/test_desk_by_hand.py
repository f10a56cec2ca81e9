"""Every form of the desk by hand: a phone whose browser runs no script and takes no style sheet."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live import Site

pytestmark = pytest.mark.browser
TITLE = "The City Council must plant trees along the tram"
DESK = "/desk/p/the-city-council-must-plant-trees-along-the-tram"


def _phone(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)

    context.route("**/*.css", lambda route: route.abort())
    return context.new_page()


def _signs_in(site: Site, page: Page, name: str) -> None:
    link = re.search(r"http\S+", site.run("account", "create", f"{name}@example.org", "--staff").stdout)
    assert link is not None
    page.goto(site.url + re.sub(r"^https?://[^/]+", "", link[0]))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


def _link_in_mail_to(site: Site, address: str, what: str) -> str:
    """The path of the link in the mail that has such a one."""
    for mail in site.wait_for_mails(1):
        if mail["To"] and address in mail["To"]:
            found = re.search(rf"https?://[^/\s]+({what}\S+)", mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
            if found:
                return found[1]
    raise AssertionError(f"no mail to {address}")


def test_a_petition_is_run_from_start_to_outcome(site: Site, browser: Browser) -> None:
    ada = _phone(browser)
    _signs_in(site, ada, "ada")
    _starts_and_writes(site, ada)
    _looks(site, ada)
    _chooses_a_day_and_opens(site, ada)
    _pauses_and_resumes(site, ada)
    _fixes_and_asks_anew(site, ada)
    _takes_a_sheet_along(site, ada)
    _closes_and_declares(site, ada)
    ada.context.close()


def _starts_and_writes(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}/desk/start")
    ada.get_by_role("button", name="Keep it as a draft").click()
    expect(ada.get_by_role("alert")).to_be_visible()
    ada.get_by_label("What do you ask for?").fill(TITLE)
    ada.get_by_label("Why does it matter?").fill("It is hot.\n\nNobdy finds shade.")
    ada.get_by_label("How many signatures do you hope for?").fill("500")
    ada.get_by_role("button", name="Save and go on").click()
    expect(ada).to_have_url(re.compile("/write$"))
    ada.get_by_label("How many signatures do you hope for?").fill("many")
    ada.get_by_role("button", name="Keep it as a draft").click()
    expect(ada.get_by_label("Why does it matter?")).to_have_value("It is hot.\n\nNobdy finds shade.")
    ada.get_by_label("How many signatures do you hope for?").fill("600")
    ada.get_by_role("button", name="Keep it as a draft").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text(TITLE)


def _looks(site: Site, ada: Page) -> None:
    ada.get_by_role("link", name="See it as signers will").click()
    expect(ada.get_by_text("Nobdy finds shade.")).to_be_visible()
    ada.goto(f"{site.url}{DESK}/look?as=phone")
    expect(ada.get_by_role("heading", level=1)).to_be_visible()


def _chooses_a_day_and_opens(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}{DESK}/course")
    form = ada.locator("form[action$='/move/schedule']")
    form.get_by_label("Day").fill((datetime.now(UTC) + timedelta(days=3)).date().isoformat())
    form.get_by_role("button").click()
    expect(ada.get_by_text("opens by itself")).to_be_visible()
    ada.goto(f"{site.url}{DESK}/course")
    ada.get_by_role("button", name="Open it for signatures").click()
    expect(ada.get_by_role("link", name="See the page")).to_be_visible()


def _pauses_and_resumes(site: Site, ada: Page) -> None:
    for verb, leads_to in (("pause", "paused"), ("resume", "open")):
        ada.goto(f"{site.url}{DESK}/course")
        ada.locator(f"form[action$='/move/{verb}']").get_by_role("button").click()
        ada.goto(f"{site.url}{DESK}/course")
        expect(ada.locator("main")).to_contain_text(leads_to)


def _fixes_and_asks_anew(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}{DESK}/fix")
    ada.get_by_label("Why does it matter?").fill("It is hot.\n\nNobody finds shade.")
    ada.get_by_role("button", name="Mend it").click()
    ada.goto(f"{site.url}/p/{DESK.rpartition('/')[2]}/changes")
    expect(ada.locator("ins")).to_have_text("Nobody")
    ada.goto(f"{site.url}{DESK}/ask")
    ada.get_by_label("What do you ask for?").fill("The City Council must plant a whole wood")
    ada.get_by_role("button", name="Ask for this from now on").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("The City Council must plant a whole wood")


def _takes_a_sheet_along(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}{DESK}")
    with ada.expect_download() as sheet:
        ada.get_by_role("button", name="CSV").click()
    assert sheet.value.suggested_filename.endswith(".csv")


def _closes_and_declares(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}{DESK}/course")
    ada.locator("form[action$='/move/close']").get_by_role("button").click()
    ada.goto(f"{site.url}{DESK}/course")
    form = ada.locator("form[action$='/move/declare']")
    form.get_by_role("button").click()
    expect(ada.get_by_role("alert").first).to_be_visible()
    ada.get_by_label("Won", exact=True).check()
    ada.get_by_label("What happened").fill("Forty limes stand there now.")
    ada.locator("form[action$='/move/declare']").get_by_role("button").click()
    ada.goto(f"{site.url}/p/{DESK.rpartition('/')[2]}")
    expect(ada.get_by_text("Forty limes stand there now.")).to_be_visible()


def test_a_team_and_a_partner_are_asked_and_come(site: Site, browser: Browser) -> None:
    ada, ed = _phone(browser), _phone(browser)
    _signs_in(site, ada, "ada")
    _signs_in(site, ed, "ed")
    ada.goto(f"{site.url}/desk/team")
    ada.get_by_label("The team’s name").fill("Tram Friends")
    ada.get_by_role("button", name="Found the team").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Tram Friends")
    ada.get_by_label("Their address").fill("ed@example.org")
    ada.get_by_role("button", name="Send the invitation").click()
    ed.goto(site.url + _link_in_mail_to(site, "ed@example.org", "/invitation/"))
    ed.get_by_role("button", name="Join the team").click()
    expect(ed.get_by_text("Tram Friends").first).to_be_visible()
    _shares_a_petition(site, ada, ed)
    for page in (ada, ed):
        page.context.close()


def _shares_a_petition(site: Site, ada: Page, ed: Page) -> None:
    ada.goto(f"{site.url}/desk/start")
    ada.get_by_label("What do you ask for?").fill("The City Council must keep the tram")
    ada.get_by_label("Why does it matter?").fill("It goes.")
    ada.get_by_role("button", name="Keep it as a draft").click()
    desk = ada.url
    ada.goto(f"{desk}/partners")
    ada.get_by_label("Address of somebody who speaks for it").fill("ed@example.org")
    ada.get_by_role("button", name="Send the invitation").click()
    site.wait_for_mails(2)
    ed.goto(site.url + _link_in_mail_to(site, "ed@example.org", "/invitation/partner/"))
    ed.get_by_role("button", name="Join the petition").click()
    expect(ed.get_by_text("Fill this in").first).to_be_visible()
    ed.get_by_label("Name of your organisation, as signers know it").fill("Ed and Sons")
    ed.get_by_label("Its web address").fill("https://sons.example.org/")
    ed.get_by_label("Who answers there", exact=False).fill("Ed and Sons, 1 Bank, Leeds")
    ed.get_by_label("Address of its privacy policy").fill("https://sons.example.org/privacy")
    ed.get_by_role("button", name="Join the petition").click()
    expect(ed).to_have_url(re.compile("/desk/with/"))
    ada.goto(f"{desk}/partners")
    ada.get_by_role("link", name="Part from it").click()
    ada.get_by_role("button", name="Part").click()
    expect(ada.get_by_text("Your team alone.")).to_be_visible()
