"""Ada writes a petition in a browser: it is kept as she types, two tabs never overwrite each other, axe is content."""

import itertools
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.conftest import RIVERSIDE
from tests.live import Site

_NUMBERS = itertools.count(1)
TITLE = "The Mayor must reopen the Riverside library"


def _signs_in(page: Page, site: Site) -> None:
    """Ada, with an account of this test alone."""
    out = site.run("account", "create", f"ada{next(_NUMBERS)}@example.org", "--staff").stdout
    link = re.search(r"/sign-in/link/\S+", out)
    assert link
    page.goto(site.url + link[0])
    page.get_by_role("button", name="Sign in").click()


def _is_clean(page: Page) -> None:
    assert not violations(page), page.url


@pytest.fixture
def other(page: Page) -> Page:
    """Another tab of the same browser."""
    return page.context.new_page()


def test_what_is_typed_is_kept_and_no_tab_overwrites_another(
    shared_site: Site, page: Page, other: Page
) -> None:
    shared_site.run("import", text=RIVERSIDE)
    _signs_in(page, shared_site)
    page.goto(f"{shared_site.url}/desk/start")
    _is_clean(page)
    page.get_by_label("What do you ask for?").fill(TITLE)
    page.get_by_label("Why does it matter?").fill("It closed.")
    expect(page.get_by_role("status")).to_contain_text("Saved at")
    expect(page).to_have_url(re.compile("/desk/p/.*/write$"))
    expect(page.get_by_text("2 words so far.")).to_be_visible()
    expect(page.get_by_text("Others ask for something like it.")).to_be_visible()
    _is_clean(page)
    other.goto(page.url)
    other.get_by_label("Your last words before the form").fill("From the other tab!")
    expect(other.get_by_role("status")).to_contain_text("Saved at")
    page.get_by_label("Why does it matter?").fill("It closed in spring.")
    expect(page.get_by_role("status")).to_contain_text("Not saved: somebody saved this draft meanwhile")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("it is all below")
    expect(page.get_by_label("Why does it matter?")).to_have_value("It closed in spring.")
    _is_clean(page)
    other.reload()
    expect(other.get_by_label("Your last words before the form")).to_have_value("From the other tab!")
    expect(other.get_by_label("Why does it matter?")).to_have_value("It closed.")


def test_the_look_follows_the_words(shared_site: Site, page: Page, other: Page) -> None:
    _signs_in(page, shared_site)
    page.goto(f"{shared_site.url}/desk/start")
    page.get_by_label("What do you ask for?").fill(TITLE)
    expect(page).to_have_url(re.compile("/desk/p/.*/write$"))
    other.goto(page.url.replace("/write", "/look"))
    _is_clean(other)
    page.bring_to_front()
    page.get_by_label("Why does it matter?").fill("It closed in spring.")
    expect(other.frame_locator("iframe").get_by_text("It closed in spring.")).to_be_visible()
    other.goto(page.url.replace("/write", "/look?as=card"))
    width = other.locator("img[data-look]").evaluate(
        "async image => (await image.decode(), image.naturalWidth)"
    )
    assert width == 1200


def test_all_of_it_works_without_script(shared_site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    _signs_in(page, shared_site)
    page.goto(f"{shared_site.url}/desk/start")
    page.get_by_label("What do you ask for?").fill(TITLE)
    page.get_by_role("button", name="Save and go on").click()
    expect(page).to_have_url(re.compile("/desk/p/.*/write$"))
    page.get_by_label("Why does it matter?").fill("It closed in spring.")
    page.get_by_role("button", name="Keep it as a draft").click()
    page.get_by_role("link", name="Backers").click()
    expect(page.get_by_label("The link to send to people you trust")).to_have_value(re.compile("/back/"))
    page.go_back()
    page.get_by_role("button", name="Open it for signatures").click()
    expect(page.get_by_role("link", name="See the page")).to_be_visible()
    context.close()
