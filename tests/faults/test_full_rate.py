"""At full rate something is killed, stopped or held: whoever was answered is there once, and it goes on by itself."""

import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.beside import kept
from tests.conftest import RIVERSIDE
from tests.crowd import Crowd, Post, crowd, signings
from tests.live import Site, running_site
from tests.postgres import postgres
from tests.visitor import FIELDS, ask
from undersigned.bench.postgres import Postgres

CONFIRMED = 1


@pytest.fixture
def site_settings() -> dict[str, str]:
    """All sign from this machine, and the worker takes no time from them; two processes where there may be two."""
    both = {"UNDERSIGNED_WEB_PROCESSES": "2"} if "DATABASE_URL" in os.environ else {}
    return both | {"UNDERSIGNED_GATE_NETWORK": "0", "UNDERSIGNED_MAIL_RATE": "1"}


def web_processes(site: Site) -> list[psutil.Process]:
    """What answers on its port."""
    assert site.process is not None
    family = psutil.Process(site.process.pid).children(recursive=True)
    return [one for one in family if "worker" not in one.cmdline()]


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> float:
    """How long it took. Fails if it takes longer."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds
        time.sleep(0.02)
    return time.monotonic() - began


def more_than(people: Crowd, number: int) -> Callable[[], bool]:
    """Whether so many more were taken than by now."""
    before = sum(people.statuses[status] for status in (200, 302))
    return lambda: sum(people.statuses[status] for status in (200, 302)) > before + number


def signed_once(site: Site, people: Crowd) -> None:
    """Everyone who was answered is there, and nobody twice."""
    emails = [one.email for one in kept(site)]
    assert len(emails) == len(set(emails))
    assert people.with_status(200) <= set(emails)
    assert set(people.statuses) <= {200, 503}


def confirmed_once(site: Site, slug: str, people: Crowd, posts: list[Post]) -> None:
    """Everyone confirmed, each with a number of their own, and every number is what a recount gives."""
    assert people.with_status(302) == {post.name for post in posts}
    confirmed = [one.number for one in kept(site) if one.state == CONFIRMED]
    assert sorted(number or 0 for number in confirmed) == list(range(1, len(posts) + 1))
    assert "0 numbers differ" in site.run("recount").stdout
    wait_until(lambda: json.loads(ask(site.url, f"/p/{slug}/count.json").body)["signatures"] == len(posts), 3)


def confirmations(site: Site) -> list[Post]:
    """A post to the private link of everyone who did not confirm."""
    return [Post(one.email, one.link) for one in kept(site) if one.state != CONFIRMED]


def signing_goes_on_after(harm: Callable[[], None], site: Site, slug: str, *, times: int) -> None:
    with crowd(site, signings(slug)) as people:
        for _ in range(times):
            wait_until(more_than(people, 200))
            harm()
        wait_until(more_than(people, 100))
    signed_once(site, people)


def confirming_goes_on_after(harm: Callable[[], None], site: Site, slug: str, *, times: int) -> None:
    posts = confirmations(site)
    with crowd(site, posts, tries_again=True) as people:
        for time_number in range(times):
            wait_until(more_than(people, len(posts) // (times + 2) if time_number else 50))
            harm()
        wait_until(lambda: len(people.with_status(302)) == len(posts), 60)
    assert set(people.statuses) <= {302, 503}
    confirmed_once(site, slug, people, posts)


def kill_web(site: Site) -> None:
    for process in web_processes(site):
        process.kill()


def web_is_killed(site: Site, slug: str, *, times: int) -> None:
    signing_goes_on_after(lambda: kill_web(site), site, slug, times=times)
    confirming_goes_on_after(lambda: kill_web(site), site, slug, times=times)
    assert "starting it again" in site.log


def test_the_web_process_is_killed_while_hundreds_sign_and_confirm(site: Site, slug: str) -> None:
    web_is_killed(site, slug, times=1)


@pytest.mark.soak
def test_the_web_process_is_killed_again_and_again(site: Site, slug: str) -> None:
    web_is_killed(site, slug, times=3)


def kill_what_answers(site: Site) -> None:
    """The server's own child, not the process that watches over it."""
    family = web_processes(site)
    for process in family:
        if process.ppid() in {one.pid for one in family}:
            process.kill()


def test_what_answers_is_killed_and_its_own_watcher_starts_it_again(site: Site, slug: str) -> None:
    signing_goes_on_after(lambda: kill_what_answers(site), site, slug, times=1)


@contextmanager
def site_on(server: Postgres, home: Path, settings: dict[str, str]) -> Iterator[tuple[Site, str]]:
    with running_site(home, DATABASE_URL=server.create("site"), **settings) as site:
        yield site, site.run("import", "-", text=RIVERSIDE).stdout.strip().rpartition("/")[2]


def postgres_is_killed(tmp_path: Path, settings: dict[str, str], *, times: int) -> None:
    with postgres() as server, site_on(server, tmp_path / "home", settings) as (site, slug):

        def kill_and_start() -> None:
            server.kill()
            server.start()

        signing_goes_on_after(kill_and_start, site, slug, times=times)
        confirming_goes_on_after(kill_and_start, site, slug, times=times)


@pytest.mark.postgres
def test_postgresql_is_killed_while_hundreds_sign_and_confirm(
    tmp_path: Path, site_settings: dict[str, str]
) -> None:
    postgres_is_killed(tmp_path, site_settings, times=1)


@pytest.mark.postgres
@pytest.mark.soak
def test_postgresql_is_killed_again_and_again(tmp_path: Path, site_settings: dict[str, str]) -> None:
    postgres_is_killed(tmp_path, site_settings, times=3)


def test_a_site_that_is_told_to_stop_answers_what_it_took(site: Site, slug: str) -> None:
    with crowd(site, signings(slug)) as people:
        wait_until(more_than(people, 200))
        assert site.stop() == 0
    assert set(people.statuses) == {200}
    # Neither is anybody there who was not answered, nor the other way round.
    assert {one.email for one in kept(site)} == people.with_status(200)


@contextmanager
def database_held(site: Site) -> Iterator[None]:
    """Nobody else can write while the block lasts."""
    if url := site.environment.get("DATABASE_URL"):
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE signing_signature IN ACCESS EXCLUSIVE MODE")
            yield
        return
    with (site.home / "undersigned.sqlite3-turn").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def postgres_stopped(site: Site, server: Postgres) -> Iterator[None]:
    """The whole server stands still while the block lasts."""
    family = [psutil.Process(server.process.pid)]
    family += family[0].children(recursive=True)
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in family:
            process.resume()


TYPED = FIELDS | {"comment": 'Ünïcode & "quotes" <b>', "show_name": "on"}


def is_told_to_come_again(site: Site, slug: str, held: Callable[[], object]) -> None:
    memory = sum(one.memory_info().rss for one in web_processes(site))
    posts = (
        Post(f"zed{n}", f"/p/{slug}/sign", TYPED | {"email": f"zed{n}@example.org"}) for n in range(2000)
    )
    with held(), crowd(site, posts, connections=200) as people:  # type: ignore[attr-defined]
        wait_until(lambda: len(people.answered) == 2000)
    assert set(people.statuses) == {503}
    assert sum(one.memory_info().rss for one in web_processes(site)) < memory + 60_000_000
    told = people.answered["zed7"]
    assert "retry-after: " in told.head
    assert (
        "content-security-policy: default-src 'none'" in told.head or "content-security-policy" in told.head
    )
    again = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', told.body))
    assert again.keys() == TYPED.keys()
    assert f'action="/p/{slug}/sign"' in told.body
    with crowd(site, signings(slug, 50), connections=10, tries_again=True) as people:
        wait_until(lambda: len(people.with_status(200)) == 50)
    signed_once(site, people)


def test_while_the_database_is_held_everyone_is_told_to_come_again(site: Site, slug: str) -> None:
    ask(site.url, f"/p/{slug}/sign", TYPED)
    is_told_to_come_again(site, slug, lambda: database_held(site))


@pytest.mark.postgres
def test_while_postgresql_stands_still_everyone_is_told_to_come_again(
    tmp_path: Path, site_settings: dict[str, str]
) -> None:
    with postgres() as server, site_on(server, tmp_path / "home", site_settings) as (site, slug):
        for _ in range(20):  # so each of its processes has it
            page = ask(site.url, f"/p/{slug}")
        ask(site.url, f"/p/{slug}/sign", TYPED)
        is_told_to_come_again(site, slug, lambda: postgres_stopped(site, server))
        with postgres_stopped(site, server):
            time.sleep(2)
            assert ask(site.url, f"/p/{slug}").body == page.body
