"""The site that the tests of every page share, and a tab that shows its pages one after another."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.places import Places, set_up
from tests.issuer import issuer
from tests.live import running_site


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Every page and state, of one site that lives as long as the tests."""
    with (
        issuer() as provider,
        running_site(tmp_path_factory.mktemp("places") / "home", **provider.settings) as site,
    ):
        yield set_up(site)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab for all tests of a file; what a test brings into a page goes with the next page."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()
