"""Every page as a screen reader is told it: its tree in tests/browser/trees, a text that people read and review.

`make trees` writes them anew; what changed is then read in the difference, as code is.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.desk_places import DESK
from tests.browser.places import NAMES, PHONE, Places

TREES = Path(__file__).parent / "trees"
FRAMES = ("home", "home-fr")  # hold head and foot of every page in their language
# What differs from one run to the next.
VOLATILE = (
    (re.compile(r"http://127\.0\.0\.1:\d+/authorize\?\S+"), "PROVIDER"),
    (re.compile(r"http(://|%3A%2F%2F)localhost(:|%3A)\d+"), "SITE"),
    (re.compile(r"/(c|mine|stop|verdict|reply/with|reply/once)/[\w-]{60,}"), r"/\1/TOKEN"),
    (re.compile(r"/(invitation|office|sign-in/link)/[\w-]{40,}"), r"/\1/TOKEN"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "ID"),
    (re.compile(r"\b[A-Z2-7]{32}\b"), "SECRET"),
    (re.compile(r"\bP\d{5,7}-H"), "PNUMBER-H"),
    (re.compile(r"\b20(2[6-9]|[3-9]\d)-\d\d-\d\d\b"), "DATE"),
    (re.compile(r"/\d{6}-1-0/"), "/NUMBER/"),
    (re.compile(r"/[\w-]+\.eml"), "/MAIL"),
    (re.compile(r"\b\d{1,2} \w+ 20\d\d\b"), "DAY"),
    (re.compile(r"\b\d\d:\d\d( UTC|(?=\.$))", re.MULTILINE), "TIME"),
    (re.compile(r"code: \"\d{8}\""), "code: CODE"),
    (re.compile(r"\b\d{3}[ \u00a0]\d{3}\b"), "CODE"),
    (re.compile(r"\bWait \d+ seconds?\b"), "Wait N seconds"),
)
# A table of hours begins with the present one.
HOURS = re.compile(r'(?:^ *- row "DAY, [^\n]*\n(?: *- (?:rowheader|cell) [^\n]*\n){2})+', re.MULTILINE)
OPTION = re.compile(r'^ *- option "[^"]*"\n', re.MULTILINE)
MANY_OPTIONS = re.compile(rf"(?:{OPTION.pattern}){{4,}}", re.MULTILINE)
# What a field or a button is described with beside its name.
DESCRIBED = """[...document.querySelectorAll('main [aria-describedby]')].filter(e => e.checkVisibility()).map(e =>
  `${(e.matches('a, button, summary') ? e : e.querySelector('legend') || e.labels[0]).textContent.trim()}: ` + e
    .getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).textContent.trim()).join(' '))"""


def tree(page: Page, frames: dict[str, str]) -> str:
    """The page's title, language, tree and descriptions, with all that is volatile blanked.

    `frames` has the blocks that home pages show in full: a page that has the same says so in a line.
    """
    page.locator("details").evaluate_all("all => all.forEach(e => { e.open = true })")
    title, language = page.title(), page.evaluate("document.documentElement.lang")
    blocks = re.split(r"^(?=- )", page.locator("body").aria_snapshot(), flags=re.MULTILINE)
    kept = [frames.get(_without_addresses(block), block.rstrip("\n") + "\n") for block in blocks if block]
    lines = [f"title: {title}\n", f"language: {language}\n", "\n", *kept]
    if described := page.evaluate(DESCRIBED):
        lines += ["\n", *(f"described: {line}\n" for line in described)]
    text = MANY_OPTIONS.sub(_shortened, "".join(lines))
    for pattern, blank in VOLATILE:
        text = pattern.sub(blank, text)
    return HOURS.sub("          - rows of hours\n", text)


def _without_addresses(block: str) -> str:
    """A part of the frame as it is on every page; its links may lead to the same page in another language."""
    return re.sub(r"^ *- /url: .*\n?", "", block.rstrip("\n") + "\n", flags=re.MULTILINE)


def _shortened(options: re.Match[str]) -> str:
    lines = options[0].splitlines(keepends=True)
    return f"{lines[0]}{lines[0].partition('-')[0]}- and {len(lines) - 1} options more\n"


@pytest.fixture(scope="module")
def frames(places: Places, tab: Page) -> dict[str, str]:
    """Head and foot of the home pages, by what they say."""
    return {said: line for name in FRAMES for said, line in _frame(places, tab, name)}


@pytest.fixture(scope="module")
def known(places: Places, tab: Page, frames: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The same, and what the desk's pages have: their foot says something else."""
    return frames, dict(_frame(places, tab, "desk", opened=True))


def _frame(places: Places, tab: Page, name: str, *, opened: bool = False) -> Iterator[tuple[str, str]]:
    places.show(tab, name)
    if opened:
        tab.locator("details").evaluate_all("all => all.forEach(e => { e.open = true })")
    for block in re.split(r"^(?=- )", tab.locator("body").aria_snapshot(), flags=re.MULTILINE):
        for part in ("banner", "contentinfo"):
            if block.startswith(f"- {part}:"):
                yield _without_addresses(block), f"- {part} as on {name}\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_screen_reader_is_told_what_was_reviewed(
    name: str,
    places: Places,
    tab: Page,
    known: tuple[dict[str, str], dict[str, str]],
    request: pytest.FixtureRequest,
) -> None:
    tab.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    places.show(tab, name)
    told = tree(tab, {} if name in (*FRAMES, "desk") else known[name in DESK])
    file = TREES / f"{name}.txt"
    if request.config.getoption("--write-trees"):
        file.write_text(told, encoding="utf-8")
    assert told.splitlines() == (file.read_text(encoding="utf-8") if file.exists() else "").splitlines()


def test_there_is_a_tree_for_each_page_and_no_other(request: pytest.FixtureRequest) -> None:
    written = {file.stem: file for file in TREES.glob("*.txt")}
    for gone in set(written) - set(NAMES) if request.config.getoption("--write-trees") else ():
        written.pop(gone).unlink()
    assert set(written) == set(NAMES)
