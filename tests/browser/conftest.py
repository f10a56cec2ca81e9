"""The site that the tests of every page share, and a tab that shows its pages one after another."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.places import Places
from tests.browser.together import places_of_all


@pytest.fixture(scope="session")
def places() -> Iterator[Places]:
    """Every page and state, of one site that lives as long as the tests."""
    with places_of_all() as shared:
        yield shared


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab for all tests of a file; what a test brings into a page goes with the next page."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()
