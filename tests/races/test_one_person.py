"""One person, many posts at once: one signature, one mail, on a real site with either engine."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import pytest

from tests.live import Site
from tests.visitor import ask, link_in, sign

SPELLINGS = [
    spelling
    for name in ("sam.okafor", "samokafor", "s.a.m.okafor", "SAM.OKAFOR", "Sam.Okafor")
    for spelling in (
        f"{name}@gmail.com",
        f"{name}+one@gmail.com",
        f"{name}@GoogleMail.com",
        f"{name}+2@googlemail.com",
    )
]


@pytest.fixture
def site_settings() -> dict[str, str]:
    """All sign from this machine."""
    return {"UNDERSIGNED_GATE_NETWORK": "0"}


def test_200_posts_in_20_spellings_leave_one_signature(site: Site, slug: str) -> None:
    assert len(set(SPELLINGS)) == 20
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda email: sign(site.url, slug, email=email), islice(cycle(SPELLINGS), 200))
        )
    assert {answer.status for answer in answers} == {200}
    site.wait_for_mails(1)
    mails = site.mails()
    # A mail that left while others still posted may be followed by a second; each holds the same signature.
    assert len(mails) <= 5
    with ThreadPoolExecutor(10) as pool:
        links = [link_in(mail) for mail in mails] * 5
        confirmed = list(pool.map(lambda link: ask(site.url, link, {}).status, links))
    assert set(confirmed) == {302}
    assert ask(site.url, f"/p/{slug}/count.json").body == '{"signatures": 1, "goal": 500}'
    assert "0 numbers differ" in site.run("recount").stdout


def test_confirming_against_withdrawing_never_leaves_a_wrong_count(site: Site, slug: str) -> None:
    people = [f"sam{n}@example.org" for n in range(12)]
    for email in people:
        sign(site.url, slug, email=email)
    links = [link_in(mail) for mail in site.wait_for_mails(len(people))]
    paths = [path for link in links for path in (link, f"{link}/withdraw", link)]
    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(lambda path: ask(site.url, path, {}).status, paths))
    assert set(statuses) <= {200, 302, 410}
    assert "0 numbers differ" in site.run("recount").stdout
    assert ask(site.url, f"/p/{slug}/count.json").body == '{"signatures": 0, "goal": 500}'
