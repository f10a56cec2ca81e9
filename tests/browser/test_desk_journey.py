"""Ada makes an account, a password and a passkey, asks sam into her team, changes what he may do, and signs out."""

import re
import time
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.live import Site


def _base(site: Site) -> str:
    """By the name that browsers give a passkey to; an address in digits gets none."""
    return site.url.replace("127.0.0.1", "localhost")


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _signs_up(page: Page, site: Site, email: str, mails: int) -> None:
    page.goto(f"{_base(site)}/sign-up")
    page.get_by_label("Your address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    mail = site.wait_for_mails(mails)[-1]
    found = re.findall(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)$", _text(mail), re.MULTILINE)
    page.get_by_label("Code").fill(found[0])
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{_base(site)}/desk/")


def _with_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _is_clean(page: Page) -> None:
    found = violations(page)
    assert not found, (page.url, found)


@pytest.fixture
def other(browser: Browser) -> Page:
    """Sam's browser, on a desktop."""
    return browser.new_context(viewport={"width": 1280, "height": 900}).new_page()


def test_two_people_run_a_team(site: Site, page: Page, other: Page) -> None:
    page.goto(f"{_base(site)}/sign-in")
    _is_clean(page)
    _signs_up(page, site, "ada@example.org", 1)
    _is_clean(page)
    _with_authenticator(page)
    page.goto(f"{_base(site)}/account/password/first")
    _shows_again_who_it_is(page, site, 2)
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_label("Password (again)").fill("correct horse battery")
    page.get_by_role("button", name="Keep this password").click()
    page.goto(f"{_base(site)}/account/passkeys/new")
    _is_clean(page)
    page.get_by_role("checkbox").check(timeout=3000)
    page.get_by_role("button", name="Add this passkey").click()
    page.wait_for_url(re.compile("/account/(passkeys|second/codes)$"))
    page.goto(f"{_base(site)}/account/passkeys")
    _is_clean(page)
    _founds_a_team(page, site)
    _sam_joins(other, site)
    page.reload()
    page.locator("details", has_text="Hand the team over").locator("summary").click()
    page.locator("details", has_text="Hand the team over").get_by_label("May").select_option("viewer")
    page.locator("details", has_text="Hand the team over").get_by_role("button", name="Save").click()
    other.reload()
    expect(other.get_by_text("Send the invitation")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{_base(site)}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{_base(site)}/desk/")


def _shows_again_who_it_is(page: Page, site: Site, mails: int) -> None:
    if "/account/again" not in page.url:
        return
    page.get_by_role("button", name="Send me a code").click()
    mail = site.wait_for_mails(mails)[-1]
    found = re.findall(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)$", _text(mail), re.MULTILINE)
    page.get_by_label("Code").fill(found[0])
    page.get_by_role("button", name="Go on").click()


def _founds_a_team(page: Page, site: Site) -> None:
    page.goto(f"{_base(site)}/desk/team")
    page.get_by_label("The team’s name").fill("Riverside Readers")
    page.get_by_role("button", name="Found the team").click()
    page.get_by_label("Their address").fill("sam@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("sam@example.org")).to_be_visible()
    _is_clean(page)


def _sam_joins(other: Page, site: Site) -> None:
    invitations = [m for m in _all_mails(site) if "/invitation/" in _text(m)]
    path = re.findall(r"^https?://[^/]+(/invitation/\S+)$", _text(invitations[0]), re.MULTILINE)[0]
    _signs_up(other, site, "sam@example.org", len(_all_mails(site)) + 1)
    other.goto(_base(site) + path)
    _is_clean(other)
    other.get_by_role("button", name="Join the team").click()
    expect(other.get_by_role("heading", name="Riverside Readers")).to_be_visible()
    _is_clean(other)


def _all_mails(site: Site) -> list[EmailMessage]:
    for _ in range(50):
        mails = site.mails()
        if any("/invitation/" in _text(mail) for mail in mails):
            return mails
        time.sleep(0.2)
    raise AssertionError("no invitation came")
