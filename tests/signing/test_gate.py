"""The gate's count: its limit, its windows, its memory, and many threads at once."""

import os
import threading
import time

import pytest

from undersigned.signing import gate
from undersigned.signing.gate import WINDOW, Gate

START = 1_800_000_000.0  # a window begins
SAM, ZED = b"sam's 00", b"zed's 00"


def posts(
    counting: Gate, number: int, now: float, network: bytes | None = SAM, petition: int = 1
) -> list[int]:
    """What so many posts of one moment are told."""
    return [counting.allows(petition, network, now) for _ in range(number)]


def test_thirty_go_on_and_the_next_is_asked_to_wait() -> None:
    told = posts(Gate(limit=30), 31, START + 10)
    assert told[:30] == [0] * 30
    assert told[30] > 0


def test_other_networks_and_other_petitions_go_on() -> None:
    counting = Gate(limit=30)
    posts(counting, 31, START)
    assert posts(counting, 1, START, ZED) == [0]
    assert posts(counting, 1, START, petition=2) == [0]


def test_all_whose_network_cannot_be_told_are_one() -> None:
    counting = Gate(limit=30)
    assert posts(counting, 30, START, None) == [0] * 30
    assert posts(counting, 1, START, None)[0] > 0
    assert posts(counting, 1, START, b"")[0] > 0


@pytest.mark.parametrize("limit", [1, 2, 30, 1000])
@pytest.mark.parametrize("after", [0, 0.25, 29.5, 59.999])
def test_whoever_waits_as_long_as_told_goes_on_and_nobody_is_told_too_long(limit: int, after: float) -> None:
    counting, now = Gate(limit=limit), START + after
    for _ in range(5):
        while not (wait := counting.allows(1, SAM, now)):
            pass
        assert wait <= 2 * WINDOW + 1
        assert counting.allows(1, SAM, now + wait - 1.001) > 0
        now += wait
        assert counting.allows(1, SAM, now) == 0


def test_whoever_is_asked_to_wait_is_not_counted() -> None:
    counting = Gate(limit=30)
    posts(counting, 30, START)
    wait = posts(counting, 10_000, START)[-1]
    assert counting.allows(1, SAM, START + wait) == 0


def test_in_any_minute_hardly_more_than_the_limit_get_through_however_steadily_it_is_tried() -> None:
    counting = Gate(limit=30)
    passed = [START + n / 10 for n in range(6000) if not counting.allows(1, SAM, START + n / 10)]
    assert 285 <= len(passed) <= 330  # ten minutes
    assert max(sum(first <= other < first + WINDOW for other in passed) for first in passed) <= 32


def test_the_window_slides() -> None:
    counting = Gate(limit=30)
    posts(counting, 30, START + 50)
    assert posts(counting, 1, START + WINDOW)[0] > 0
    assert posts(counting, 16, START + 1.5 * WINDOW) == [0] * 15 + [
        posts(counting, 1, START + 1.5 * WINDOW)[0]
    ]
    assert posts(counting, 30, START + 3 * WINDOW) == [0] * 30


def test_a_gate_of_zero_is_open() -> None:
    counting = Gate(limit=0)
    assert posts(counting, 10_000, START) == [0] * 10_000


def test_a_clock_that_is_set_back_shuts_nobody_out_and_a_slow_thread_lets_nobody_in() -> None:
    counting = Gate(limit=30)
    posts(counting, 30, START)
    assert posts(counting, 1, START - 0.01)[0] > 0
    assert posts(counting, 30, START - 3600) == [0] * 30
    assert posts(counting, 30, START + 3600) == [0] * 30


def test_the_memory_of_a_million_networks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST", 1000)
    counting = Gate(limit=30)
    refused = sum(counting.allows(n % 50, n.to_bytes(8, "little"), START) > 0 for n in range(100_000))
    assert refused == 0
    assert len(counting._posts) <= 1000 + 65_537


def test_beyond_the_bound_a_network_is_still_asked_to_wait_and_those_before_are_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "MOST", 2)
    counting = Gate(limit=30)
    posts(counting, 1, START)
    posts(counting, 1, START, ZED)
    late, same, other = b"ab000000", b"ab111111", b"cd000000"
    assert posts(counting, 31, START, late)[29:][0] == 0
    assert posts(counting, 1, START, late)[0] > 0
    assert posts(counting, 1, START, same)[0] > 0  # shares the first two bytes
    assert posts(counting, 1, START, other) == [0]
    assert posts(counting, 29, START) == [0] * 29


def test_threads_together_get_no_more_than_the_limit() -> None:
    counting = Gate(limit=500)
    passed: list[int] = []

    def post() -> None:
        passed.extend(told for told in posts(counting, 300, START + 5) if not told)

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 500


def test_asking_costs_next_to_nothing() -> None:
    counting, networks = Gate(limit=30), [os.urandom(8) for _ in range(1000)]
    taken = []
    for turn in range(20):
        begun = time.perf_counter()
        for network in networks:
            counting.allows(1, network, START + turn)
        taken.append(time.perf_counter() - begun)
    assert min(taken) / len(networks) < 20e-6  # some 1.5 on a machine with nothing else to do


def test_only_who_posts_much_is_news_and_only_once() -> None:
    counting = Gate(limit=30, tells_after=3)
    posts(counting, 3, START)
    posts(counting, 5, START, ZED)
    key = (1).to_bytes(4, "big") + ZED
    assert counting.take_news(START) == {(START // WINDOW, key): 5}
    assert counting.take_news(START) == {}
    posts(counting, 1, START, ZED)
    assert counting.take_news(START + WINDOW) == {(START // WINDOW, key): 6}


def test_news_that_could_not_be_told_are_kept_for_two_windows_and_no_longer() -> None:
    counting = Gate(limit=30, tells_after=0)
    posts(counting, 2, START)
    lost = counting.take_news(START)
    posts(counting, 1, START)
    counting.give_back(lost)
    assert list(counting.take_news(START).values()) == [3]
    counting.give_back(lost)
    assert list(counting.take_news(START + WINDOW).values()) == [2]
    counting.give_back(lost)
    assert counting.take_news(START + 2 * WINDOW) == {}


def test_what_others_counted_counts_here_too() -> None:
    counting = Gate(limit=30)
    key, window = (1).to_bytes(4, "big") + SAM, int(START // WINDOW)
    posts(counting, 10, START)
    counting.hear(window, {key: 15})
    counting.hear(window, {key: 18})  # in place of what was heard before
    assert posts(counting, 3, START)[1:][0] == 0
    assert posts(counting, 1, START)[0] > 0
    posts(counting, 1, START + WINDOW)
    counting.hear(window, {key: 300})
    assert posts(counting, 1, START + 1.5 * WINDOW)[0] > 0
    counting.hear(window - 7, {key: 300})  # of no window that matters
    assert posts(counting, 1, START + 5 * WINDOW) == [0]
