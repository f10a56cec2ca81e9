"""What every page promises: no cookie, nobody else asked, few bytes, accessible, fits a phone, light and dark."""

import json
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Request

from tests.conftest import RIVERSIDE
from tests.live import Site
from tests.visitor import FIELDS, ask, link_in, sign

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FIRST_VIEW_BYTES = 35 * 1024
PHONE, DESKTOP = (390, 844), (1280, 900)


@pytest.fixture(scope="module")
def pages(shared_site: Site) -> dict[str, str]:
    """Every page that a visitor meets, by name, on a site with a life behind it."""
    site = shared_site
    slug = site.run("import", "-", text=RIVERSIDE).stdout.strip().rpartition("/")[2]
    closed = (
        site.run("import", "-", text=RIVERSIDE.replace("reopen", "repair")).stdout.strip().rpartition("/")[2]
    )
    draft = site.run("import", "-", "--draft", text=RIVERSIDE.replace("reopen", "paint")).stdout.strip()
    site.run("petition", "close", closed)
    for text in ("We hold what you type.", "## What is held\n\nOnly what you type."):
        site.run("site", "page", "privacy", text=text)
    sign(site.url, slug, comment="I learned to read there.", show_name="on")
    sign(site.url, slug, email="dee@example.org", given_name="Dee")
    links = [link_in(mail) for mail in site.wait_for_mails(2)]
    ask(site.url, links[0], {})
    [waiting] = json.loads(site.run("comments", slug, "--json").stdout)
    site.run("comments", slug, "--approve", waiting["reference"])
    name = sorted(file.name for file in (site.home / "mail").glob("*.eml"))[0]
    return {
        "home": "/",
        "home in French": "/fr/",
        "petition": f"/p/{slug}",
        "petition in French": f"/fr/p/{slug}",
        "closed petition": f"/p/{closed}",
        "draft": "/p/" + draft.rpartition("/")[2],
        "confirm": links[1],
        "confirmed": links[0],
        "withdraw": f"{links[0]}/withdraw",
        "broken link": "/c/nonsense",
        "inbox": "/inbox",
        "mail": f"/inbox/{name}",
        "nowhere": "/p/nowhere-at-all",
        "about": "/about",
        "imprint in French": "/fr/imprint",
        "privacy": "/privacy",
        "past privacy": "/privacy?version=1",
    } | lists(slug, closed)


def lists(slug: str, closed: str) -> dict[str, str]:
    """The pages that a petition's page leads to, by name."""
    return {
        "signers": f"/p/{slug}/signers",
        "signers in French": f"/fr/p/{slug}/signers",
        "signers of none": f"/p/{closed}/signers",
        "reasons": f"/p/{slug}/reasons",
        "timeline": f"/p/{slug}/timeline",
    }


PAGES = (
    *("home", "home in French", "petition", "petition in French", "closed petition", "draft", "confirm"),
    *("confirmed", "withdraw", "broken link", "inbox", "mail", "nowhere", "about", "imprint in French"),
    *("privacy", "past privacy"),
    *("signers", "signers in French", "signers of none", "reasons", "timeline"),
)


@pytest.fixture(params=["light", "dark"])
def tab(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A phone's tab, by day and by night."""
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, color_scheme=request.param, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def serious(page: Page) -> list[str]:
    """What axe finds wrong on the page, as rule and place."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, shared_site: Site, pages: dict[str, str], tab: Page) -> None:
    tab.goto(shared_site.url + pages[name])
    assert serious(tab) == []
    tab.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    assert serious(tab) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_and_a_zoomed_screen(
    name: str, shared_site: Site, pages: dict[str, str], page: Page
) -> None:
    page.goto(shared_site.url + pages[name])
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_no_cookie_no_foreign_request_and_few_bytes(
    name: str, shared_site: Site, pages: dict[str, str], page: Page
) -> None:
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", note)
    page.on("requestfailed", note)
    page.goto(shared_site.url + pages[name], wait_until="networkidle")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert {request.url.startswith(shared_site.url) for request in requests} == {True}
    sizes = [request.sizes() for request in requests]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= FIRST_VIEW_BYTES


def test_errors_and_the_waiting_page_are_accessible(
    shared_site: Site, pages: dict[str, str], tab: Page
) -> None:
    tab.goto(shared_site.url + pages["petition"])
    tab.locator("form#sign").evaluate("form => form.noValidate = true")
    tab.get_by_role("button", name="Sign this petition").click()
    assert serious(tab) == []
    for field in ("given_name", "family_name", "email"):
        tab.locator(f"form#sign [name={field}]").fill(FIELDS[field])
    tab.locator("form#sign [name=country]").select_option("GB")
    tab.get_by_role("button", name="Sign this petition").click()
    assert "Check your mail" in tab.content()
    assert serious(tab) == []


def test_nothing_moves_for_those_who_want_no_motion(
    shared_site: Site, pages: dict[str, str], browser: Browser
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(shared_site.url + pages["petition"])
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => {const s = getComputedStyle(e);"
        " return parseFloat(s.transitionDuration) > 0.01 || parseFloat(s.animationDuration) > 0.01}).length"
    )
    assert moving == 0
    context.close()
