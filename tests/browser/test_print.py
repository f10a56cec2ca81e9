"""A petition on paper: what it asks, of whom, how many have signed and where to sign; nothing to press."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import RIVERSIDE
from tests.live import Site
from tests.visitor import ask, link_in, sign


@pytest.fixture(scope="module")
def printed(shared_site: Site) -> str:
    """A petition that somebody has signed."""
    slug = shared_site.run("import", "-", text=RIVERSIDE).stdout.strip().rpartition("/")[2]
    sign(shared_site.url, slug, show_name="on")
    ask(shared_site.url, link_in(shared_site.wait_for_mails(1)[0]), {})
    return f"{shared_site.url}/p/{slug}"


@pytest.fixture
def on_paper(printed: str, browser: Browser) -> Iterator[Page]:
    """The petition as a browser set to dark pages would print it."""
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(printed)
    page.emulate_media(media="print")
    yield page
    context.close()


def test_paper_shows_the_petition_and_nothing_that_acts(on_paper: Page, shared_site: Site) -> None:
    text = on_paper.locator("body").inner_text()
    for wanted in (
        "The City Council must reopen the Riverside library",
        "1 has signed.",
        "The library closed in spring.",
        "Let’s ask the council together!",
        f"Sign at http://localhost:{shared_site.environment['PORT']}/q/",
        "Started by",
    ):
        assert text.count(wanted) == 1, wanted
    assert "The City Council".lower() in text.lower().replace("the city council must", "")
    for unwanted in ("Given name", "E-mail", "Add your name", "Français", "Skip", "Privacy", "Sam Okafor"):
        assert unwanted not in text
    seen = "[...document.querySelectorAll('form, button, .button, nav, input, progress')]"
    assert on_paper.evaluate(f"{seen}.filter(e => e.getClientRects().length).length") == 0


def test_paper_is_black_on_white_also_where_the_screen_is_dark(on_paper: Page) -> None:
    colours = on_paper.evaluate(
        "['html', 'body', 'h1', '.story', '.standing strong', '.story p', '.top .name'].map(one => {"
        " const style = getComputedStyle(document.querySelector(one));"
        " return [style.color, style.backgroundColor]})"
    )
    assert {colour for colour, _ in colours} == {"rgb(0, 0, 0)"}
    assert {ground for _, ground in colours} == {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


def test_a_short_petition_is_one_sheet(on_paper: Page, tmp_path: Path) -> None:
    on_paper.pdf(path=tmp_path / "petition.pdf", format="A4", prefer_css_page_size=True)
    printed = (tmp_path / "petition.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") == 1


def test_on_a_screen_the_printed_address_is_not_seen(on_paper: Page) -> None:
    on_paper.emulate_media(media="screen")
    assert "Sign at" not in on_paper.locator("body").inner_text()
