"""Marks: another one whenever this process changed something, or on SQLite anyone did."""

import sqlite3
from pathlib import Path

import pytest
from pytest_django import Settings

from undersigned.signing.lane import marks as module
from undersigned.signing.lane.marks import LOOKED, Marks


class Engine:
    """Stands for Django's connection."""

    vendor = "sqlite"


@pytest.fixture
def file(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of this test alone, which marks look at."""
    monkeypatch.setattr(module, "connection", Engine())
    file = tmp_path / "trial.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE trial (n INTEGER)")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(file))
    return file


def write(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("INSERT INTO trial VALUES (1)")


def test_what_this_process_changed_shows_at_once(file: Path) -> None:
    marks = Marks(lambda: 0.0)
    before = marks.now()
    marks.bump()
    assert marks.now() > before
    marks.close()


def test_what_anyone_wrote_into_the_file_shows_a_moment_later(file: Path) -> None:
    seconds = [0.0]
    marks = Marks(lambda: seconds[0])
    assert marks.sees_others
    before = marks.now()
    write(file)
    assert marks.now() == before  # it has just looked
    seconds[0] += LOOKED * 1.1
    after = marks.now()
    assert after > before
    seconds[0] += 1
    assert marks.now() == after
    marks.close()


def test_where_nothing_can_be_told_everything_counts_as_changed(file: Path) -> None:
    seconds = [0.0]
    marks = Marks(lambda: seconds[0])
    marks.now()
    marks.close()
    file.unlink()
    file.mkdir()
    seen = set()
    for _ in range(3):
        seconds[0] += 1
        seen.add(marks.now())
    assert len(seen) == 3


def test_on_postgresql_a_mark_tells_of_this_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine()
    engine.vendor = "postgresql"
    monkeypatch.setattr(module, "connection", engine)
    marks = Marks()
    assert not marks.sees_others
    before = marks.now()
    assert marks.now() == before
    marks.bump()
    assert marks.now() > before
    marks.close()
