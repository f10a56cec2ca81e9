"""Signing in by a provider in a real browser, with the page's own policy in force, with and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.issuer import Issuer, issuer
from tests.live import Site, running_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    """One that vouches for Sam."""
    with issuer() as found:
        found.says = {"sub": "0815", "email": "sam@example.org", "email_verified": True}
        yield found


@pytest.fixture(scope="module")
def site(provider: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that it is set on."""
    home = tmp_path_factory.mktemp("provider") / "home"
    with running_site(home, **provider.settings) as running:
        running.run("account", "create", "sam@example.org")
        yield running


@pytest.mark.parametrize("script", [True, False])
def test_a_press_of_one_button_leads_there_and_back(site: Site, browser: Browser, *, script: bool) -> None:
    context = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 844})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((site.home / "url").read_text().strip() + "/fr/sign-in?next=/fr/account/sessions")
    page.get_by_role("button", name="Riverside ID").click()
    page.wait_for_url("**/fr/account/sessions", timeout=15_000)
    page.goto((site.home / "url").read_text().strip() + "/account/")
    assert "sam@example.org" in page.inner_text("main")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert not said
    context.close()


def test_a_provider_that_is_set_by_halves_is_refused_at_start(site: Site) -> None:
    halves = Site(site.home, {**site.environment, "UNDERSIGNED_OIDC_CLIENT": ""})
    assert "UNDERSIGNED_OIDC_CLIENT: needed" in halves.run("check", code=2).stderr
