"""The command as it is run: one figure on SQLite in a few seconds, and nothing left behind, also after Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from undersigned.bench import run as whole
from undersigned.bench.measuring import Plan
from undersigned.bench.postgres import FORGETFUL, Postgres
from undersigned.bench.processes import Trouble, surroundings
from undersigned.bench.sqlite_alone import PRAGMAS

COMMAND = [sys.executable, "-m", "undersigned", "bench", "--quick", "--only"]
PATIENCE = 150  # seconds: two sites and a PostgreSQL are started, perhaps beside much else


def left_of(folder: Path) -> list[int]:
    """The processes that work for a benchmark whose temporary folder was below `folder`."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TMPDIR") == str(folder) and process.pid != os.getpid():
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def test_one_short_run_prints_and_writes_its_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    plan = Plan(rounds=1, seconds=0.5, only=frozenset({"G2"}), quick=True)
    assert whole.run(plan, json_file=tmp_path / "figures.json") == 0
    told = json.loads((tmp_path / "figures.json").read_text())
    [line] = [line for line in told["goals"] if line["goal"] == "G2"]
    assert line["figure"] > 0
    assert line["ratio"] == line["figure"] / line["reference"]
    assert told["wrong"] == []
    assert "all there" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["figures.json"]


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder that everyone may enter: as root PostgreSQL runs as another user."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_that_only_root_may_enter_is_told_in_one_line(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    if os.geteuid() == 0:
        with pytest.raises(Trouble, match="let TMPDIR be one that everyone may enter"):
            Postgres(closed, FORGETFUL)


@pytest.mark.parametrize(
    ("number", "goal", "moment", "least"),
    [(signal.SIGINT, "G14", "signing at", 6), (signal.SIGTERM, "G2", "the server alone", 1)],
    ids=["Ctrl-C while people sign", "SIGTERM at the start"],
)
def test_nothing_is_left_of_a_benchmark_that_was_stopped(
    temporary: Path, number: signal.Signals, goal: str, moment: str, least: int
) -> None:
    said, own = temporary / "said", temporary / "own"
    own.mkdir()
    with begun(goal, own, said) as process:
        wait_for(moment, said)
        assert len(left_of(own)) >= least
        process.send_signal(number)
        assert process.wait(PATIENCE) == 130
    assert "nothing is left" in said.read_text()
    assert list(own.iterdir()) == []
    assert left_of(own) == []


@contextmanager
def begun(goal: str, temporary: Path, said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A benchmark of one goal in a process of its own."""
    environment = surroundings(TMPDIR=str(temporary))
    with said.open("wb") as out, subprocess.Popen([*COMMAND, goal], env=environment, stderr=out) as process:
        try:
            yield process
        finally:
            process.terminate()


def wait_for(moment: str, said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while moment not in said.read_text():
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.05)


def test_sqlite_alone_is_opened_as_the_site_opens_it() -> None:
    asked = (
        "from undersigned import settings; print(settings.DATABASES['default']['OPTIONS']['init_command'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=surroundings(),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.strip() == PRAGMAS
