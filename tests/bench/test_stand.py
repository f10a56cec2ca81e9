"""Every answer is held against the database: a missing row, a wrong count or a refusal is named."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from undersigned.bench.database import FILE
from undersigned.bench.measuring import Bench, Plan, bench
from undersigned.bench.stand import Stand


@pytest.fixture(scope="module")
def work() -> Iterator[Bench]:
    with bench(Plan()) as begun:
        yield begun


@pytest.fixture(scope="module")
def shared(work: Bench) -> Iterator[Stand]:
    with work.stand("home") as running:
        yield running


@pytest.fixture
def stand(shared: Stand) -> Iterator[Stand]:
    yield shared
    shared.wrong.clear()
    with closing(sqlite3.connect(shared.site.home / FILE)) as connection:
        connection.execute("DROP TRIGGER IF EXISTS sabotage")


def sabotage(stand: Stand, trigger: str) -> None:
    with closing(sqlite3.connect(stand.site.home / FILE)) as connection:
        connection.execute(f"CREATE TRIGGER sabotage {trigger}")


def test_people_who_sign_and_confirm_are_all_found(stand: Stand) -> None:
    [mail, signature] = stand.probe()
    assert (mail.table, signature.table) == ("mailing_message", "signing_signature")
    signed = stand.sign(connections=4, seconds=20, most=20)
    confirmed = stand.confirm(connections=4, seconds=20, most=20)
    stand.recount()
    assert stand.wrong == []
    assert (signed.statuses(), confirmed.statuses()) == ({200: 20}, {302: 20})
    assert stand.counted() >= 20


def test_an_answer_whose_row_is_missing_is_named(stand: Stand) -> None:
    sabotage(
        stand,
        "AFTER INSERT ON signing_signature WHEN NEW.shows_name "
        "BEGIN DELETE FROM signing_signature WHERE id = NEW.id; END",
    )
    stand.sign(connections=2, seconds=20, most=6)
    assert len([line for line in stand.wrong if line.startswith("an answer without its row: signer.")]) == 1
    assert any(line.startswith("mails: ") for line in stand.wrong)


def test_a_confirmation_that_was_not_counted_is_named(stand: Stand) -> None:
    sabotage(
        stand,
        "AFTER UPDATE ON signing_tally WHEN NEW.kind = 'total' "
        "BEGIN UPDATE signing_tally SET signatures = signatures - 1 WHERE id = NEW.id; END",
    )
    stand.sign(connections=2, seconds=20, most=5)
    stand.wrong.clear()
    stand.confirm(connections=1, seconds=20, most=3)
    assert any(line.startswith("the count: says ") for line in stand.wrong)
    stand.recount()
    assert stand.wrong[-1].startswith("recount: ")


def test_a_refusal_is_named(stand: Stand) -> None:
    stand.site.run("petition", "pause", stand.slug)
    stand.sign(connections=2, seconds=20, most=5)
    stand.site.run("petition", "resume", stand.slug)
    assert [line.partition(":")[0] for line in stand.wrong] == ["signing was answered with 409"]
    assert stand.wrong[0].endswith(" and 2 more")


def test_where_there_is_no_postgres_that_is_told_once_and_the_rest_goes_on(
    work: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("undersigned.bench.postgres.WHEEL", "no_such_wheel")
    monkeypatch.setattr("undersigned.bench.postgres.system_places", lambda: iter([tmp_path]))
    assert (work.database("a"), work.database("b")) == ("", "")
    assert [note.partition(":")[0] for note in work.notes] == ["nothing is measured on PostgreSQL"]
