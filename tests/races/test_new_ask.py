"""A new ask while its signers press their buttons: each counts once, for what they read, on either engine."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import STARTS_IN, Site
from tests.visitor import ask, link_in, sign

PEOPLE = 8
CHANGE = """
from datetime import UTC, datetime
import django
django.setup()
from undersigned.petitions import drafting, versions
from undersigned.petitions.models import Slug

petition = Slug.objects.get(slug={slug!r}).petition
typed = drafting.as_typed(petition) | {{"title": "The Mayor must plant trees", "addressees": "The Mayor"}}
draft, errors = drafting.check(typed, languages=["en"])
versions.change_ask(petition, draft, of=1, now=datetime.now(UTC))
"""


@pytest.fixture
def site_settings() -> dict[str, str]:
    """All sign from this machine."""
    return {"UNDERSIGNED_GATE_NETWORK": "0"}


def change(site: Site, slug: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHANGE.format(slug=slug)],
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=STARTS_IN,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_whoever_confirms_while_the_ask_changes_counts_for_what_they_read(site: Site, slug: str) -> None:
    for n in range(PEOPLE):
        sign(site.url, slug, email=f"sam{n}@example.org")
    links = [link_in(mail) for mail in site.wait_for_mails(PEOPLE)]
    early, late = links[: PEOPLE // 2], links[PEOPLE // 2 :]
    assert {ask(site.url, link, {}).status for link in early} == {302}
    change(site, slug)
    # Both who had confirmed and who had not agree, each several times at once.
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda link: ask(site.url, link, {}).status, (early + late) * 3))
    # A link that never counted ends with the first agreement.
    assert set(statuses) <= {302, 410}
    assert statuses.count(302) >= PEOPLE
    body = ask(site.url, "/p/the-mayor-must-plant-trees/count.json").body
    assert body == f'{{"signatures": {PEOPLE}, "goal": 500}}'
    assert "0 numbers differ" in site.run("recount").stdout
    page = ask(site.url, "/p/the-mayor-must-plant-trees").body
    assert f"{PEOPLE // 2} signed what was asked before." in page
