"""Two web processes of one site: a network that has used up its posts at one has none left at the other."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.live import Site, free_port, running_site
from tests.visitor import ask

TOLD_AFTER = 3.0  # seconds: a second each to tell and to hear, and a busy machine
SETTINGS = {"UNDERSIGNED_WEB_PROCESSES": "2"}


@pytest.fixture
def site_settings() -> dict[str, str]:
    """There is another web process, which the test starts itself."""
    return SETTINGS


@contextmanager
def neighbour(site: Site) -> Iterator[str]:
    """A second web process of a running site: its address."""
    port = str(free_port())
    server = ["--interface", "wsgi", "--port", port, "--blocking-threads", "4", "--log-level", "error"]
    command = [sys.executable, "-m", "granian", *server, "undersigned.wsgi:application"]
    with (site.home / "neighbour.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=site.environment, cwd=site.home, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield f"http://127.0.0.1:{port}"
            process.terminate()
            assert process.wait(10) == 0
        finally:
            process.kill()
    assert "Traceback" not in (site.home / "neighbour.log").read_text()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            ask(url, "/")
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def statuses(url: str, slug: str, number: int) -> list[int]:
    """What so many posts with a mistake are answered."""
    return [ask(url, f"/p/{slug}/sign", {"email": "x"}).status for _ in range(number)]


@pytest.mark.postgres
def test_the_limit_is_one_for_all_web_processes(site: Site, slug: str) -> None:
    with neighbour(site) as other:
        wait_for(other)
        assert statuses(site.url, slug, 20) == [422] * 20
        assert statuses(other, slug, 1) == [422]  # it begins to listen, if it did not yet
        time.sleep(TOLD_AFTER)
        at_other = statuses(other, slug, 20)
        assert 9 <= at_other.count(422) <= 14  # 9, or more if a window turned meanwhile
        time.sleep(TOLD_AFTER)
        assert 429 in statuses(site.url, slug, 9)
        [rows] = _rows(site)
        assert 1 <= rows <= 4
    assert site.stop() == 0


@pytest.mark.postgres
def test_who_signs_once_leaves_no_row(site: Site, slug: str) -> None:
    assert statuses(site.url, slug, 1) == [422]
    time.sleep(TOLD_AFTER)
    assert _rows(site) == [0]


def _rows(site: Site) -> list[int]:
    with psycopg.connect(site.environment["DATABASE_URL"]) as database:
        return [int(row[0]) for row in database.execute("SELECT count(*) FROM signing_gateposts")]


def test_a_site_alone_writes_no_row_and_asks_all_the_same(tmp_path: Path) -> None:
    with running_site(tmp_path / "alone") as site:
        slug = (
            site.run("import", "-", text="The Mayor must act\n\nIt is dark.\n")
            .stdout.strip()
            .rpartition("/")[2]
        )
        assert 429 in statuses(site.url, slug, 34)
        assert "telling of the gate" not in site.log
