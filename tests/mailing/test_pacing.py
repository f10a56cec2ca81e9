"""Pacing: no faster than allowed, and a rest that grows while something is away."""

import threading
import time

import pytest

from undersigned.mailing.pacing import Outage, Pace


def test_threads_together_keep_to_the_rate() -> None:
    pace, stop, moments = Pace(100), threading.Event(), list[float]()

    def send() -> None:
        for _ in range(10):
            assert pace.wait(stop)
            moments.append(time.monotonic())

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(moments) == 30
    assert max(moments) - min(moments) >= 0.28


def test_whoever_waits_is_woken_to_stop() -> None:
    pace, stop = Pace(0.01), threading.Event()
    assert pace.wait(stop)
    threading.Timer(0.1, stop.set).start()
    started = time.monotonic()
    assert not pace.wait(stop)
    assert time.monotonic() - started < 2


def test_an_outage_is_told_once_when_it_begins_and_once_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outage = Outage("the mail server is away", first=0.05, longest=0.2)
    outage.over()
    for _ in range(4):
        outage.note("ConnectionRefusedError")
        outage.note("ConnectionRefusedError")  # of another connection, at the same moment
        outage.wait(threading.Event())
    outage.over()
    assert [record.getMessage() for record in caplog.records] == [
        "the mail server is away: ConnectionRefusedError; trying again",
        "the mail server is away no longer",
    ]


def test_each_rest_is_longer_up_to_a_limit() -> None:
    outage, rests = Outage("it is away", first=0.05, longest=0.2), list[float]()
    for _ in range(4):
        outage.note("gone")
        started = time.monotonic()
        outage.wait(threading.Event())
        rests.append(time.monotonic() - started)
    assert rests[1] > rests[0]
    assert rests[2] > rests[1]
    assert max(rests) < 0.5
