"""Nobody learns from an answer who has signed: not from its status, its words, nor the time it took."""

import http.client
import random
import statistics
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.conftest import RIVERSIDE
from tests.live import Site, running_site
from tests.visitor import FIELDS, ask, blanked, link_in, sign

CLASSES = ("unknown", "pending", "confirmed", "withdrawn", "suppressed")


def people(kind: str, number: int) -> list[str]:
    """Addresses of one length, whatever their kind."""
    return [f"{CLASSES.index(kind)}{n:05}@example.org" for n in range(number)]


def prepare(site: Site, slug: str, number: int) -> None:
    """So many people of each kind, each brought there as people are."""
    known = {email: kind for kind in CLASSES[1:] for email in people(kind, number)}
    for email in known:
        sign(site.url, slug, email=email)
    for mail in site.wait_for_mails(len(known), seconds=300):
        link, kind = link_in(mail), known[str(mail["to"])]
        if kind in ("confirmed", "withdrawn"):
            assert ask(site.url, link, {}).status == 302
        if kind == "withdrawn":
            assert ask(site.url, f"{link}/withdraw", {}).status == 200
        if kind == "suppressed":
            assert ask(site.url, f"{link}/not-me", {}).status == 200


def posts(site: Site, slug: str, number: int) -> tuple[dict[str, list[float]], set[tuple[int, str]]]:
    """Seconds of each post by kind, interleaved in random order; and every different answer."""
    times: dict[str, list[float]] = {kind: [] for kind in CLASSES}
    answers = set()
    order = random.Random(7)  # noqa: S311 - the order of posts, nothing secret
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    port = urlsplit(site.url).port
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        for n in range(number):
            for kind in order.sample(CLASSES, len(CLASSES)):
                email = people(kind, number)[n]
                start = time.perf_counter()
                connection.request("POST", f"/p/{slug}/sign", urlencode(FIELDS | {"email": email}), headers)
                response = connection.getresponse()
                body = response.read().decode()
                times[kind].append(time.perf_counter() - start)
                answers.add((response.status, blanked(body).replace(email, "")))
    return times, answers


def test_status_and_words_are_the_same_for_everyone(site: Site, slug: str) -> None:
    prepare(site, slug, 3)
    _, answers = posts(site, slug, 3)
    assert len(answers) == 1
    asked = set()
    for kind in CLASSES:
        [email] = people(kind, 1)
        answer = ask(site.url, "/mine", {"email": email})
        asked.add((answer.status, answer.body.replace(email, "")))
    assert len(asked) == 1


@pytest.mark.soak
def test_the_time_it_takes_is_the_same_for_everyone(tmp_path: Path) -> None:
    number = 400
    with running_site(tmp_path / "home", UNDERSIGNED_MAIL_PER_ADDRESS="1000") as site:
        slug = site.run("import", "-", text=RIVERSIDE).stdout.strip().rpartition("/")[2]
        prepare(site, slug, number)
        times, answers = posts(site, slug, number)
    assert len(answers) == 1
    medians = {kind: statistics.median(seconds) for kind, seconds in times.items()}
    late = {kind: sorted(seconds)[int(number * 0.95)] for kind, seconds in times.items()}
    assert max(medians.values()) <= 1.05 * min(medians.values()), medians
    assert max(late.values()) <= 1.10 * min(late.values()), late
