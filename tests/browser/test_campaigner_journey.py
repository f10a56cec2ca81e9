"""Ada runs a petition from a pasted text to its outcome: on a phone with script, on a desktop without."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.live import Site
from tests.visitor import ask, link_in, sign

PASTED = """The City Council must reopen the Riverside library

Let’s get to 500!

The library closed in spring. Nobdy was asked, and nobody was told why it had to be so.

Let’s ask the council together!
"""
DESK = "/desk/p/the-city-council-must-reopen-the-riverside-library"
SLUG = "the-city-council-must-reopen-the-riverside-library"


@pytest.fixture(params=["phone with script", "desktop without script"])
def ada(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Ada's browser."""
    is_phone = request.param == "phone with script"
    size = {"width": 390, "height": 844} if is_phone else {"width": 1280, "height": 900}
    context = browser.new_context(viewport=size, java_script_enabled=is_phone)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def is_clean(page: Page) -> None:
    """Nothing for axe to find, where it can run."""
    if page.viewport_size == {"width": 390, "height": 844}:
        found = violations(page)
        assert not found, (page.url, found)


def test_a_campaigner_runs_a_petition_to_its_end(site: Site, ada: Page) -> None:
    signs_in(site, ada)
    starts(site, ada)
    schedules_and_opens(site, ada)
    first = somebody_signs(site, SLUG, "sam@example.org")
    fixes_a_word(site, ada)
    changes_the_ask(site, ada)
    the_signer_is_asked_again(site, ada, first)
    closes_and_declares(site, ada)


def signs_in(site: Site, ada: Page) -> None:
    link = re.search(r"http\S+", site.run("account", "create", "ada@example.org", "--staff").stdout)
    assert link is not None
    ada.goto(site.url + re.sub(r"^https?://[^/]+", "", link[0]))
    ada.get_by_role("button", name="Sign in").click()
    expect(ada).to_have_url(re.compile(r"/desk/$"))


def starts(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}/desk/start")
    is_clean(ada)
    ada.get_by_text("I have it written already").click()
    ada.get_by_label("Paste it: the title first, then the story").fill(PASTED)
    ada.get_by_role("button", name="Fill the form from it").click()
    expect(ada.get_by_label("How many signatures do you hope for?")).to_have_value("500")
    is_clean(ada)
    ada.get_by_role("button", name="Keep it as a draft").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text(PASTED.partition("\n")[0])
    is_clean(ada)
    ada.get_by_role("link", name="See it as signers will").click()
    expect(ada.get_by_text("Nobdy was asked")).to_be_visible()
    is_clean(ada)


def schedules_and_opens(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}{DESK}/course")
    is_clean(ada)
    moment = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    form = ada.locator("form[action$='/move/schedule']")
    form.get_by_label("Day").fill("2020-01-01")
    form.get_by_role("button").click()
    expect(ada.get_by_text("That moment is past.")).to_be_visible()
    is_clean(ada)
    form.get_by_label("Day").fill(moment)
    form.get_by_role("button").click()
    expect(ada.get_by_text("opens by itself")).to_be_visible()
    assert ask(site.url, f"/p/{SLUG}", X_Forwarded_For="203.0.113.7").status == 404
    ada.goto(f"{site.url}{DESK}/course")
    ada.get_by_role("button", name="Open it for signatures").click()
    expect(ada.get_by_role("link", name="See the page")).to_be_visible()
    is_clean(ada)


def somebody_signs(site: Site, slug: str, email: str) -> str:
    """The link of who signed and confirmed."""
    there = len(site.mails())
    assert sign(site.url, slug, email=email).status == 200
    link = link_in(site.wait_for_mails(there + 1)[-1])
    assert ask(site.url, link, {}).status == 302
    return link


def fixes_a_word(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}{DESK}/fix")
    is_clean(ada)
    story = ada.get_by_label("Why does it matter?")
    story.fill(story.input_value().replace("Nobdy", "Nobody"))
    ada.get_by_role("button", name="Mend it").click()
    ada.goto(f"{site.url}/p/{SLUG}/changes")
    expect(ada.locator("del")).to_have_text("Nobdy")
    expect(ada.locator("ins")).to_have_text("Nobody")
    is_clean(ada)


def changes_the_ask(site: Site, ada: Page) -> None:
    ada.goto(f"{site.url}{DESK}/fix")
    ada.get_by_label("What do you ask for?").fill("The City Council must sell the Riverside library")
    ada.get_by_role("button", name="Mend it").click()
    expect(ada.get_by_text("This is more than a slip")).to_be_visible()
    is_clean(ada)
    ada.get_by_role("button", name="Ask for this instead, and ask signers again").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Ask for something else")
    is_clean(ada)
    ada.get_by_role("button", name="Ask for this from now on").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text(
        "The City Council must sell the Riverside library"
    )


def the_signer_is_asked_again(site: Site, ada: Page, link: str) -> None:
    ada.goto(site.url + link)
    expect(ada.get_by_text("What it asks now")).to_be_visible()
    is_clean(ada)
    ada.get_by_role("button", name="I agree: count me for this").click()
    expect(ada.get_by_text("You are the first.")).to_be_visible()
    is_clean(ada)


def closes_and_declares(site: Site, ada: Page) -> None:
    desk = f"{site.url}/desk/p/the-city-council-must-sell-the-riverside-library"
    moves: list[tuple[str, Callable[[], None]]] = [
        ("Pause signing", lambda: None),
        ("Take signatures again", lambda: None),
        ("Close it", lambda: None),
        ("Say what became of it", lambda: tells(ada)),
    ]
    for name, prepare in moves:
        ada.goto(f"{desk}/course")
        is_clean(ada)
        prepare()
        ada.get_by_role("button", name=name, exact=True).click()
        expect(ada).to_have_url(desk)
    ada.goto(f"{site.url}/p/the-city-council-must-sell-the-riverside-library")
    expect(ada.get_by_role("heading", name="Partly won")).to_be_visible()
    expect(ada.get_by_text("They sold half of it.")).to_be_visible()
    is_clean(ada)


def tells(ada: Page) -> None:
    ada.get_by_label("Partly won").check()
    ada.get_by_label("What happened").fill("They sold half of it.")
