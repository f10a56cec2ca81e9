"""A site with a logo and colours of its own, in a real browser: by day, by night, readable and light."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.axe import violations
from tests.browser.test_promises import FIRST_VIEW_BYTES
from tests.conftest import RIVERSIDE
from tests.live import Site, running_site
from tests.site.test_logo import drawn

DAY, NIGHT = "rgb(138, 28, 74)", "rgb(255, 158, 198)"


@pytest.fixture(scope="module")
def dressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the heaviest logo there can be."""
    folder: Path = tmp_path_factory.mktemp("dressed")
    with running_site(folder / "home") as site:
        (folder / "logo.png").write_bytes(drawn(mode="RGBA"))
        site.run("site", "logo", str(folder / "logo.png"))
        site.run("site", "set", "name=Riverside Petitions", "colour=#8a1c4a", "colour_dark=#ff9ec6")
        site.run("import", "-", text=RIVERSIDE)
        site.stop()
        site.start()
        yield site


@pytest.mark.parametrize(("scheme", "colour"), [("light", DAY), ("dark", NIGHT)])
def test_what_acts_has_the_colour_of_the_time_of_day(
    dressed: Site, browser: Browser, scheme: str, colour: str
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(dressed.url)
    page.locator(".cards h2 a").click()
    button = page.locator("form#sign button")
    assert button.evaluate("e => getComputedStyle(e).backgroundColor") == colour
    assert page.locator(".top .languages a").first.evaluate("e => getComputedStyle(e).color") == colour
    assert violations(page) == []
    context.close()


def test_the_logo_is_seen_has_a_name_and_leaves_the_page_light(dressed: Site, page: Page) -> None:
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", note)
    page.goto(f"{dressed.url}/privacy", wait_until="networkidle")
    logo = page.get_by_role("link", name="Riverside Petitions").get_by_role("img")
    assert logo.evaluate("e => [e.complete, e.width, e.height]") == [True, 180, 40]
    sizes = [request.sizes() for request in requests]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= FIRST_VIEW_BYTES
