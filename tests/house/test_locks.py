"""The locks pin all that is asked for, by hash, and name no address."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.sources import ROOT

LOCKS = [ROOT / "requirements" / name for name in ("run.txt", "dev.txt")]
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==(\S+)", re.MULTILINE)


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def _asked_for(*sources: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = [line for source in sources for line in (ROOT / "requirements" / source).read_text().splitlines()]
    return {
        _name(line)
        for line in [*project["project"]["dependencies"], *project["build-system"]["requires"], *lines]
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: Path) -> None:
    other = re.compile(
        r"[a-z0-9][a-z0-9.-]*(\[[a-z0-9,-]+\])?==[\w.!+]+( ; [^\\/@:]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    assert not [line for line in lock.read_text().splitlines() if not other.fullmatch(line)]


def test_what_the_project_asks_for_is_pinned() -> None:
    run, dev = ({name for name, _ in PIN.findall(lock.read_text())} for lock in LOCKS)
    assert _asked_for("build.in") <= run
    assert _asked_for("build.in", "dev.in") <= dev


def test_tests_run_with_the_very_packages_that_the_site_runs_with() -> None:
    run, dev = (dict(PIN.findall(lock.read_text())) for lock in LOCKS)
    assert run.items() <= dev.items()
