"""The example goes on as far as a visitor wants to see it."""

import json

import pytest

from tests.live import Site
from tests.visitor import ask


@pytest.fixture
def path(site: Site) -> str:
    """The example's page."""
    return (
        site.run("example", "--signatures", "120")
        .stdout.strip()
        .rpartition("made up: ")[2]
        .replace(site.url, "")
    )


def counted(site: Site, path: str) -> int:
    return int(json.loads(ask(site.url, f"{path}/count.json").body)["signatures"])


def test_the_example_is_signed_handed_over_and_answered(site: Site, path: str) -> None:
    assert counted(site, path) == 120
    assert "are made up" in ask(site.url, path).body
    for stage in ("delivered", "delivered", "answered", "answered"):
        site.run("example", "--stage", stage, "--signatures", "120")
    assert counted(site, path) == 142
    timeline = ask(site.url, f"{path}/timeline").body
    for line in ("The petition closed.", "The petition was handed over.", "made a promise"):
        assert timeline.count(line) == 1, line
    assert "0 numbers differ" in site.run("recount").stdout
