"""Nobody learns from an answer who has signed: not from its status, its words, nor the time it took."""

import http.client
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from tests.conftest import RIVERSIDE
from tests.live import Site, running_site
from tests.timing import LATE, MEDIAN, Times, at, differ, would_be_seen
from tests.visitor import FIELDS, ask, blanked, link_in, sign, waiting_in

# "unknown" signed once and was erased: nothing of them is left but the page that they still have open.
KINDS = ("unknown", "pending", "confirmed", "withdrawn", "suppressed")
# Signing comes last: it makes every kind a pending one.
POSTS = ("code", "mine", "resend", "sign")
LIMITS = (MEDIAN, LATE)
ROUNDS = 3  # how often it is measured at most, on a machine that is too busy to tell at once


@pytest.fixture
def site_settings() -> dict[str, str]:
    """All sign from this machine."""
    return {"UNDERSIGNED_GATE_NETWORK": "0"}


def people(kind: str, number: int) -> list[str]:
    """Addresses of one length, whatever their kind."""
    return [f"{KINDS.index(kind)}{n:05}@example.org" for n in range(number)]


def prepare(site: Site, slug: str, number: int) -> dict[str, str]:
    """So many people of each kind, each brought there as people are; what the page that each left open carries."""
    waiting = {}
    for kinds in (KINDS[:1], KINDS[1:]):
        known = {email: kind for kind in kinds for email in people(kind, number)}
        for email in known:
            waiting[email] = waiting_in(sign(site.url, slug, email=email).body)
        there = len(waiting) - len(known)
        for mail in site.wait_for_mails(len(waiting), seconds=600)[there:]:
            bring(site, link_in(mail), known[str(mail["to"])])
        if kinds == KINDS[:1]:
            erase_all(site)
    return waiting


def bring(site: Site, link: str, kind: str) -> None:
    """One person, who has the mail, to their kind."""
    if kind in ("confirmed", "withdrawn"):
        assert ask(site.url, link, {}).status == 302
    if kind == "withdrawn":
        assert ask(site.url, f"{link}/withdraw", {}).status == 200
    if kind == "suppressed":
        assert ask(site.url, f"{link}/not-me", {}).status == 200


def erase_all(site: Site) -> None:
    """What erasing leaves of each signature, which is nothing, without waiting for a link each."""
    if url := site.environment.get("DATABASE_URL"):
        with psycopg.connect(url) as postgres:
            postgres.execute("DELETE FROM signing_signature")
        return
    with closing(sqlite3.connect(site.home / "undersigned.sqlite3", timeout=20)) as database, database:
        database.execute("DELETE FROM signing_signature")


def form_of(post: str, slug: str, email: str, waiting: str) -> tuple[str, dict[str, str]]:
    """Where a stranger posts, and what, to learn something about an address."""
    return {
        "code": (f"/p/{slug}/code", {"waiting": waiting, "code": "000000"}),
        "mine": ("/mine", {"email": email}),
        "resend": (f"/p/{slug}/resend", {"waiting": waiting}),
        "sign": (f"/p/{slug}/sign", FIELDS | {"email": email}),
    }[post]


def asking(site: Site) -> Iterator[Callable[[str, dict[str, str]], tuple[float, int, str]]]:
    """Posts over one connection: seconds, status, body."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    port = urlsplit(site.url).port
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:

        def post(path: str, form: dict[str, str]) -> tuple[float, int, str]:
            start = time.perf_counter()
            connection.request("POST", path, urlencode(form), headers)
            response = connection.getresponse()
            body = response.read().decode()
            return time.perf_counter() - start, response.status, body

        yield post


def measure(
    site: Site, slug: str, post: str, number: int, waiting: dict[str, str]
) -> tuple[dict[str, list[float]], set[tuple[int, str]]]:
    """Seconds of each post by kind, interleaved in random order; and every different answer."""
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    answers = set()
    order = random.Random(7)  # noqa: S311 - the order of posts, nothing secret
    for send in asking(site):
        for n in range(number):
            for kind in order.sample(KINDS, len(KINDS)):
                email = people(kind, number)[n]
                seconds, status, body = send(*form_of(post, slug, email, waiting[email]))
                times[kind].append(seconds)
                answers.add((status, blanked(body).replace(email, "")))
    return times, answers


def test_status_and_words_are_the_same_for_everyone(site: Site, slug: str) -> None:
    waiting = prepare(site, slug, 3)
    for post in POSTS:
        _, answers = measure(site, slug, post, 3, waiting)
        assert len(answers) == 1, post
        assert {status for status, _ in answers} == {422 if post == "code" else 200}


@pytest.mark.soak
def test_the_time_it_takes_is_the_same_for_everyone(tmp_path: Path) -> None:
    times: dict[str, dict[str, list[float]]] = {post: {kind: [] for kind in KINDS} for post in POSTS}
    unclear: tuple[str, ...] = POSTS
    for round_number in range(ROUNDS):
        measure_more(tmp_path / f"round-{round_number}", times, unclear, number=400)
        unclear = tuple(post for post in POSTS if not all(would_be_seen(times[post], *one) for one in LIMITS))
        if not unclear:
            break
    for post in POSTS:
        report(post, times[post])
    assert not [(post, limit) for post in POSTS for limit in LIMITS if differ(times[post], *limit)]
    assert not unclear, "this machine is too busy to tell: such times would not show a difference"


def measure_more(
    home: Path, times: dict[str, dict[str, list[float]]], posts: Sequence[str], *, number: int
) -> None:
    """Add the times of some kinds of post, on a site and with people of their own."""
    with running_site(home, UNDERSIGNED_MAIL_PER_ADDRESS="1000", UNDERSIGNED_GATE_NETWORK="0") as site:
        slug = site.run("import", "-", text=RIVERSIDE).stdout.strip().rpartition("/")[2]
        waiting = prepare(site, slug, number)
        for post in posts:
            measured, answers = measure(site, slug, post, number, waiting)
            assert len(answers) == 1, post
            for kind, seconds in measured.items():
                times[post][kind] += seconds


def report(post: str, times: Times) -> None:
    """One line a kind of post, for whoever runs it with -s: median and 95th of a hundred in milliseconds."""
    each = (
        f"{kind} {at(seconds, 0.5) * 1000:.2f} / {at(seconds, 0.95) * 1000:.2f}"
        for kind, seconds in times.items()
    )
    engine = "PostgreSQL" if "DATABASE_URL" in os.environ else "SQLite"
    sys.stdout.write(f"\n{engine} {post}: {', '.join(each)}")
