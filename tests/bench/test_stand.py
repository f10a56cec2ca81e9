"""Every answer is held against the database: a missing row, a wrong count or a refusal is named."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from undersigned.bench.database import FILE
from undersigned.bench.load import Run
from undersigned.bench.measuring import Bench, Plan, bench
from undersigned.bench.shape import Shape
from undersigned.bench.stand import Stand


@pytest.fixture(scope="module")
def work() -> Iterator[Bench]:
    with bench(Plan()) as begun:
        yield begun


@dataclass
class Whole:
    """A site before any sabotage: what its people left, and what was found wrong."""

    stand: Stand
    shapes: list[Shape]
    signed: Run
    confirmed: Run
    wrong: list[str]


@pytest.fixture(scope="module")
def whole(work: Bench) -> Iterator[Whole]:
    with work.stand("home") as stand:
        shapes = stand.probe()
        signed = stand.sign(connections=4, seconds=60, most=20)
        confirmed = stand.confirm(connections=4, seconds=60, most=20)
        stand.recount()
        yield Whole(stand, shapes, signed, confirmed, list(stand.wrong))


@pytest.fixture
def stand(whole: Whole) -> Iterator[Stand]:
    whole.stand.wrong.clear()
    yield whole.stand
    with closing(sqlite3.connect(whole.stand.site.home / FILE)) as connection:
        connection.execute("DROP TRIGGER IF EXISTS sabotage")


def sabotage(stand: Stand, trigger: str) -> None:
    with closing(sqlite3.connect(stand.site.home / FILE)) as connection:
        connection.execute(f"CREATE TRIGGER sabotage {trigger}")


def test_people_who_sign_and_confirm_are_all_found(whole: Whole) -> None:
    assert [shape.table for shape in whole.shapes] == ["mailing_message", "signing_signature"]
    assert (whole.signed.statuses(), whole.confirmed.statuses()) == ({200: 20}, {302: 20})
    assert whole.wrong == []


def test_an_answer_whose_row_is_missing_is_named(stand: Stand) -> None:
    sabotage(
        stand,
        "AFTER INSERT ON signing_signature WHEN NEW.shows_name "
        "BEGIN DELETE FROM signing_signature WHERE id = NEW.id; END",
    )
    stand.sign(connections=2, seconds=60, most=6)
    assert len([line for line in stand.wrong if line.startswith("an answer without its row: signer.")]) == 1
    assert any(line.startswith("mails: ") for line in stand.wrong)


def test_a_confirmation_that_was_not_counted_is_named(stand: Stand) -> None:
    sabotage(
        stand,
        "AFTER UPDATE ON signing_tally WHEN NEW.kind = 'total' "
        "BEGIN UPDATE signing_tally SET signatures = signatures - 1 WHERE id = NEW.id; END",
    )
    stand.sign(connections=2, seconds=60, most=5)
    stand.wrong.clear()
    stand.confirm(connections=1, seconds=60, most=3)
    assert any(line.startswith("the count: says ") for line in stand.wrong)
    stand.recount()
    assert stand.wrong[-1].startswith("recount: ")


def test_a_refusal_is_named(stand: Stand) -> None:
    stand.site.run("petition", "pause", stand.slug)
    time.sleep(2)  # after so long every process knows
    stand.sign(connections=2, seconds=60, most=5)
    stand.site.run("petition", "resume", stand.slug)
    [refused] = [line for line in stand.wrong if line.startswith("signing was answered with 409: request ")]
    assert refused.endswith(" and 2 more")


def test_where_there_is_no_postgres_that_is_told_once_and_the_rest_goes_on(
    work: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("undersigned.bench.postgres.WHEEL", "no_such_wheel")
    monkeypatch.setattr("undersigned.bench.postgres.system_places", lambda: iter([tmp_path]))
    assert (work.database("a"), work.database("b")) == ("", "")
    assert [note.partition(":")[0] for note in work.notes] == ["nothing is measured on PostgreSQL"]
