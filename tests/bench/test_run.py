"""The command as it is run: one figure on SQLite in a few seconds, and nothing left behind, also after Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from undersigned.bench import run as whole
from undersigned.bench.measuring import Plan
from undersigned.bench.processes import surroundings
from undersigned.bench.sqlite_alone import PRAGMAS

COMMAND = [sys.executable, "-m", "undersigned", "bench", "--quick", "--only", "G2"]


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


@pytest.mark.parametrize(
    ("number", "moment", "least"),
    [(signal.SIGINT, "SQLite, round 1", 3), (signal.SIGTERM, "the server alone", 1)],
    ids=["Ctrl-C while people sign", "SIGTERM at the start"],
)
def test_nothing_is_left_of_a_benchmark_that_was_stopped(
    tmp_path: Path, number: signal.Signals, moment: str, least: int
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    said = tmp_path / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(COMMAND, env=surroundings(TMPDIR=str(temporary)), stdout=out, stderr=out)
    deadline = time.monotonic() + 60
    while moment not in said.read_text() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(left_of(temporary)) >= least
    process.send_signal(number)
    assert process.wait(30) == 130
    assert "nothing is left" in said.read_text()
    assert list(temporary.iterdir()) == []
    assert left_of(temporary) == []


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
