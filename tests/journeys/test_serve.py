"""Starting and stopping the site as an operator does."""

import json
import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.live import COMMAND, Site, free_port, site_from_nothing
from tests.visitor import ask, link_in, sign


@pytest.fixture
def fresh_site(tmp_path: Path) -> Iterator[Site]:
    """A site that begins with an empty folder and an empty database."""
    with site_from_nothing(tmp_path / "home") as running:
        yield running


def serve(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`undersigned serve` where it must not start."""
    return subprocess.run(
        [COMMAND, "serve"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def start(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The same in a folder of its own, with settings that cannot be used."""
    return serve(
        os.environ | {"UNDERSIGNED_HOME": str(tmp_path / "home"), "PORT": str(free_port())} | settings
    )


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"PORT": "eighty"}, "PORT: must be a whole number"),
        ({"UNDERSIGNED_URL": "petitions"}, "UNDERSIGNED_URL: must be like https://"),
        ({"UNDERSIGNED_BIND": "::"}, "UNDERSIGNED_URL: needed"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL: must begin with postgres://"),
        ({"UNDERSIGNED_SMTP_URL": "smtp://mail.example.org"}, "UNDERSIGNED_MAIL_FROM: needed"),
        ({"UNDERSIGNED_LANGUAGE": "xx"}, "UNDERSIGNED_LANGUAGE: must be one of"),
        (
            {"UNDERSIGNED_WEB_PROCESSES": "65"},
            "UNDERSIGNED_WEB_PROCESSES: must be a whole number from 1 to 64",
        ),
        (
            {"UNDERSIGNED_WEB_PROCESSES": "2", "DATABASE_URL": ""},
            "UNDERSIGNED_WEB_PROCESSES: more than 1 needs",
        ),
        ({"UNDERSIGNED_GATE_NETWORK": "-1"}, "UNDERSIGNED_GATE_NETWORK: must be a whole number"),
        ({"UNDERSIGNED_KEY_LINK": "short"}, "the link key is not of the form"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, "the database does not answer"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, settings: dict[str, str], line: str
) -> None:
    done = start(tmp_path, **settings)
    assert done.returncode == (1 if "database does not answer" in line else 2)
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.any_engine
def test_a_port_in_use_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start(tmp_path, PORT=str(port))
    assert f"port {port} is in use: PORT={port + 1} make run" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_it_prints_where_everything_is_and_stops_on_ctrl_c(fresh_site: Site) -> None:
    site = fresh_site
    assert site.process is not None
    assert "making the tables" in site.log
    for word in ("site", "petition", "mail", "data", "stop"):
        assert f"  {word} " in site.log
    assert (site.home / "url").read_text().strip() == f"http://localhost:{site.environment['PORT']}"
    os.kill(site.process.pid, signal.SIGINT)
    assert site.process.wait(12) == 0
    assert not (site.home / "url").exists()
    assert "Traceback" not in site.log
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", int(site.environment["PORT"])))


@pytest.mark.any_engine
def test_the_data_folder_is_its_owners_alone(shared_site: Site) -> None:
    keys = shared_site.home / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in keys.iterdir()} == {0o600}


def test_a_restart_keeps_everything_and_old_links_work(site: Site, slug: str) -> None:
    sign(site.url, slug)
    link = link_in(site.wait_for_mails(1)[0])
    site.stop()
    site.start()
    assert ask(site.url, link, {}).status == 302
    assert json.loads(ask(site.url, f"/p/{slug}/count.json").body)["signatures"] == 1


@pytest.mark.any_engine
def test_lost_keys_are_refused_rather_than_made_anew(site: Site, slug: str) -> None:
    sign(site.url, slug)
    site.stop()
    (site.home / "keys" / "sealing").rename(site.home / "sealing.lost")
    done = serve(site.environment)
    assert done.returncode != 0
    assert "put them back from your backup" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    (site.home / "sealing.lost").rename(site.home / "keys" / "sealing")
    site.start()


def test_a_killed_web_process_comes_back(used_site: Site, used_slug: str) -> None:
    assert used_site.process is not None
    for process in psutil.Process(used_site.process.pid).children(recursive=True):
        if "granian" in " ".join(process.cmdline()):
            process.kill()
    for _ in range(100):
        try:
            assert ask(used_site.url, f"/p/{used_slug}").status == 200
            break
        except OSError:
            time.sleep(0.1)
    else:
        raise AssertionError(used_site.log)


@pytest.mark.any_engine
def test_the_front_page_of_a_fresh_site_says_what_to_try(site: Site) -> None:
    page = ask(site.url, "/").body
    assert "This is an example" in page
    assert "undersigned import" in page
    site.run("import", "-", text="The Mayor must act\n\nA story of one line that is long enough.\n")
    assert "This is an example" not in ask(site.url, "/").body
