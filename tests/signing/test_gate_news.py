"""What gates tell each other through the table, and when it is forgotten."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import Error
from pytest_django import DjangoAssertNumQueries

from undersigned.ops.retention import count_due, forget_due
from undersigned.signing import gate_news
from undersigned.signing.gate import GATE, Gate
from undersigned.signing.gate_news import Neighbour, exchange, share
from undersigned.signing.models import GatePosts

SAM = b"sam's 00"


@pytest.fixture
def gates() -> tuple[Gate, Gate]:
    """Those of two processes, each without its thread."""
    return Gate(limit=30, tells_after=3), Gate(limit=30, tells_after=3)


def passed(gate: Gate, number: int, now: datetime) -> int:
    """How many of so many posts go on."""
    return sum(not gate.allows(1, SAM, now.timestamp()) for _ in range(number))


@pytest.mark.django_db
def test_two_processes_share_one_limit(gates: tuple[Gate, Gate], now: datetime) -> None:
    here, there = gates
    assert passed(here, 20, now) == 20
    for _ in range(2):  # told twice, it is counted once
        exchange(here, 1, now)
        exchange(there, 2, now)
    assert passed(there, 40, now) == 10
    exchange(there, 2, now)
    exchange(here, 1, now)
    assert passed(here, 5, now) == 0
    assert {(row.process, row.posts) for row in GatePosts.objects.all()} == {(1, 20), (2, 10)}


@pytest.mark.django_db
def test_a_process_without_a_post_knows_the_last_minute_of_the_others(
    gates: tuple[Gate, Gate], now: datetime
) -> None:
    here, there = gates
    exchange(there, 2, now)
    passed(here, 30, now)
    exchange(here, 1, now)
    soon = now + timedelta(minutes=1)
    exchange(there, 2, soon)
    assert passed(there, 30, soon + timedelta(seconds=6)) == 3


@pytest.mark.django_db
def test_who_posts_little_is_in_no_table(
    gates: tuple[Gate, Gate], now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    passed(gates[0], 3, now)
    with django_assert_num_queries(1):
        exchange(gates[0], 1, now)
    assert not GatePosts.objects.exists()


@pytest.mark.django_db
def test_many_networks_are_told_in_few_statements(
    now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    gate = Gate(limit=30, tells_after=0)
    for n in range(2500):
        gate.allows(1, n.to_bytes(8, "big"), now.timestamp())
    with django_assert_max_num_queries(16):
        exchange(gate, 1, now)
    assert GatePosts.objects.count() == 2500


@pytest.mark.django_db
def test_what_the_database_did_not_take_is_told_later(
    gates: tuple[Gate, Gate], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed(gates[0], 9, now)
    with monkeypatch.context() as broken:
        broken.setattr(GatePosts.objects, "bulk_create", _away)
        with pytest.raises(Error):
            exchange(gates[0], 1, now)
    exchange(gates[0], 1, now)
    assert GatePosts.objects.get().posts == 9


def _away(*_: object, **__: object) -> None:
    raise Error


@pytest.mark.django_db
def test_rows_are_forgotten_after_minutes(now: datetime, gates: tuple[Gate, Gate]) -> None:
    passed(gates[0], 9, now)
    exchange(gates[0], 1, now)
    assert count_due(now + timedelta(minutes=3))["posts at the gate"] == 0
    assert forget_due(now + timedelta(minutes=4))["posts at the gate"] == 1
    assert not GatePosts.objects.exists()


def test_a_process_that_is_alone_tells_nobody() -> None:
    before = threading.active_count()
    for n in range(40):
        GATE.allows(1, SAM, 1_800_000_000 + n)
    assert GATE.take_news(1_800_000_040) == {}
    assert threading.active_count() == before


def test_with_more_processes_each_keeps_less_to_itself() -> None:
    kept = {}
    for processes in (2, 4, 64):
        gate = Gate(limit=30)
        share(gate, processes=processes)
        kept[processes] = gate.tells_after
    assert kept == {2: 3, 4: 1, 64: 1}


def test_its_thread_starts_with_the_first_post_outlives_a_failure_and_stops(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = threading.Semaphore(0)

    def fail(*_: object) -> None:
        tried.release()
        raise Error("a row")

    monkeypatch.setattr(gate_news, "exchange", fail)
    monkeypatch.setattr(gate_news, "EVERY", 0.01)
    gate = Gate(limit=30)
    neighbour = Neighbour(gate)
    gate.when_turned = neighbour.ensure_running
    assert "gate" not in _threads()
    for n in range(3):
        assert gate.allows(1, SAM, 1_800_000_000 + 60 * n) == 0
    assert _threads().count("gate") == 1
    assert all(tried.acquire(timeout=10) for _ in range(2))
    neighbour.stop()
    assert "gate" not in _threads()
    assert gate.allows(1, SAM, 1_800_000_000 + 600) == 0
    assert "gate" not in _threads()
    assert "telling of the gate failed: Error" in caplog.text
    assert "a row" not in caplog.text


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate()]
