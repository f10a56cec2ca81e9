"""The count of a page that stays open: it becomes true by itself, asks rarely, and never while nobody looks."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.conftest import RIVERSIDE
from tests.live import Site, running_site
from tests.visitor import ask, link_in, sign

GAP, AT_MOST = 30, 45  # seconds between two questions while all goes well
SPOKEN = ":is([aria-live], [role=status], [role=alert], output)"
_NUMBERS = itertools.count(1)
STANDING = re.compile(r"/standing$")
HIDE = """hidden => {
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
    document.dispatchEvent(new Event('visibilitychange'));
}"""


@dataclass
class Asked:
    """How often an open page has asked, and what it is to be answered instead of the truth."""

    page: Page
    times: int = 0
    answer: dict[str, object] = field(default_factory=dict)
    under_way: int = 0

    def __call__(self, route: Route) -> None:
        self.times += 1
        route.fulfill(**self.answer) if self.answer else route.continue_()  # type: ignore[arg-type]

    def begins(self, request: Request) -> None:
        """A question leaves."""
        self.under_way += STANDING.search(request.url) is not None

    def ends(self, request: Request) -> None:
        """An answer is there, or none comes."""
        self.under_way -= STANDING.search(request.url) is not None

    def wait(self, seconds: float) -> None:
        """Let time pass in the page, and whatever it asked for arrive."""
        before = self.times
        self.page.clock.run_for(int(seconds * 1000))
        self.page.wait_for_timeout(150)
        while self.under_way:
            self.page.wait_for_timeout(20)
        if self.times > before:
            self.page.wait_for_timeout(150)


def confirm(site: Site, slug: str, name: str) -> str:
    """Somebody else signs and confirms; their private link."""
    mails = len(site.mails())
    sign(site.url, slug, email=f"{name}@example.org", given_name=name.title())
    link = link_in(site.wait_for_mails(mails + 1)[-1])
    assert ask(site.url, link, {}).status == 302
    return link


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all tests of this file; each has a petition of its own."""
    home = tmp_path_factory.mktemp("live") / "home"
    with running_site(home, UNDERSIGNED_MAIL_PER_ADDRESS="100") as running:
        yield running


@pytest.fixture
def slug(site: Site) -> str:
    """The address of a petition that nobody has signed."""
    own = RIVERSIDE.replace("Riverside", f"Riverside {next(_NUMBERS)}", 1)
    return site.run("import", "-", text=own).stdout.strip().rpartition("/")[2]


@pytest.fixture
def asked(page: Page, site: Site, slug: str) -> Asked:
    """A phone shows the petition, its clock in the test's hands."""
    page.clock.install()
    questions = Asked(page)
    page.route(STANDING, questions)
    page.on("request", questions.begins)
    page.on("requestfinished", questions.ends)
    page.on("requestfailed", questions.ends)
    page.goto(f"{site.url}/p/{slug}")
    return questions


def shown(page: Page) -> str:
    return (page.locator(".reading .standing p").first.text_content() or "").strip().split(".")[0]


def test_somebody_confirms_and_every_open_page_shows_it(
    page: Page, asked: Asked, site: Site, slug: str
) -> None:
    page.evaluate("window.isSamePage = true")
    confirm(site, slug, "dee")
    assert shown(page) == "0 have signed"
    asked.wait(AT_MOST)
    for place in (".reading", ".signing"):
        standing = page.locator(f"{place} .standing")
        expect(standing.locator("p").first).to_contain_text("1 has signed.")
        expect(standing.locator("progress")).to_have_attribute("value", "10")
        expect(standing.locator("progress")).to_have_attribute("aria-label", "On the way to 10")
    link = confirm(site, slug, "zed")
    asked.wait(AT_MOST)
    assert shown(page) == "2 have signed"
    ask(site.url, f"{link}/withdraw", {})
    asked.wait(AT_MOST)
    assert shown(page) == "1 has signed"
    assert page.evaluate("window.isSamePage")
    assert page.locator(f"{SPOKEN} .standing, .standing {SPOKEN}").count() == 0


def test_a_page_asks_no_more_often_than_every_half_minute(page: Page, asked: Asked) -> None:
    for _ in range(60):
        asked.wait(10)
    assert 600 // AT_MOST <= asked.times <= 600 // GAP


def test_an_unchanged_count_is_left_as_it_stands(page: Page, asked: Asked) -> None:
    page.evaluate(
        "new MutationObserver(found => {window.changes = found.length})"
        ".observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true})"
    )
    asked.wait(AT_MOST)
    assert asked.times == 1
    assert page.evaluate("window.changes") is None


def test_a_hidden_page_asks_nothing_and_a_shown_one_at_once(
    page: Page, asked: Asked, site: Site, slug: str
) -> None:
    page.evaluate(HIDE, True)  # noqa: FBT003 - the one argument of a script
    for _ in range(6):
        asked.wait(60)
    assert asked.times == 0
    confirm(site, slug, "dee")
    page.evaluate(HIDE, False)  # noqa: FBT003
    asked.wait(0.1)
    assert (asked.times, shown(page)) == (1, "1 has signed")
    for hidden in (True, False) * 5:
        page.evaluate(HIDE, hidden)
        asked.wait(1)
    assert asked.times == 1
    asked.wait(AT_MOST)
    assert asked.times == 2


def test_errors_make_a_page_ask_ever_more_rarely_until_all_is_well(page: Page, asked: Asked) -> None:
    asked.answer = {"status": 503, "body": "<p>busy</p>"}
    times = []
    for _ in range(6):
        before = asked.times
        seconds = 0
        while asked.times == before:
            asked.wait(15)
            seconds += 15
        times.append(seconds)
    assert all(30 * 2**n <= waited <= 30 * 2**n + 30 for n, waited in enumerate(times[:5]))
    assert all(600 <= waited <= 630 for waited in times[5:])
    assert shown(page) == "0 have signed"
    asked.answer = {}
    asked.wait(615)
    before = asked.times
    asked.wait(AT_MOST)
    assert asked.times == before + 1


@pytest.mark.parametrize(
    ("after", "seconds"), [("900", 900), ("99999999999", 86_400), ("soon", 60), ("-5", 60)]
)
def test_a_server_that_says_when_is_asked_no_earlier(
    page: Page, asked: Asked, after: str, seconds: int
) -> None:
    asked.answer = {"status": 429, "headers": {"Retry-After": after}}
    asked.wait(AT_MOST)
    assert asked.times == 1
    asked.wait(seconds - AT_MOST - 1)
    assert asked.times == 1
    asked.wait(AT_MOST + 16)
    assert asked.times == 2


@pytest.mark.parametrize("body", ["", "<h1>Log in to this network</h1>", "{}"])
def test_an_answer_of_somebody_else_changes_nothing(page: Page, asked: Asked, body: str) -> None:
    asked.answer = {"status": 200, "content_type": "text/html", "body": body}
    asked.wait(AT_MOST)
    assert asked.times == 1
    assert shown(page) == "0 have signed"


def test_a_page_asks_no_more_once_the_petition_closed(
    page: Page, asked: Asked, site: Site, slug: str
) -> None:
    confirm(site, slug, "dee")
    site.run("petition", "close", slug)
    asked.wait(AT_MOST)
    assert (asked.times, shown(page)) == (1, "1 has signed")
    for _ in range(5):
        asked.wait(60)
    assert asked.times == 1
    page.goto(f"{site.url}/p/{slug}")
    assert page.locator("script[src*='/live.']").count() == 0


def test_the_count_comes_in_the_language_of_the_page(page: Page, asked: Asked, site: Site, slug: str) -> None:
    page.goto(f"{site.url}/fr/p/{slug}")
    before = shown(page)
    confirm(site, slug, "dee")
    asked.wait(AT_MOST)
    assert asked.times == 1
    assert shown(page) == before.replace("0", "1")
    assert "1 personne" in shown(page)


def test_without_script_the_count_is_true_when_the_page_is_opened(
    site: Site, slug: str, browser: Browser
) -> None:
    confirm(site, slug, "dee")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/p/{slug}")
    assert shown(page) == "1 has signed"
    context.close()
