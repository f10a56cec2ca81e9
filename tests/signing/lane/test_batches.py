"""Batches: what is taken is written and answered, one bad item stands alone, and nobody waits without end."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from undersigned.signing.lane.batches import LOOKS_EVERY, PATIENCE, Batches, Overloaded

BAD = -13


@dataclass
class Ledger:
    """Keeps what is written; may be stopped, lose its connection, or refuse an item."""

    batches: list[list[int]] = field(default_factory=list)
    losses: list[type[Exception]] = field(default_factory=list)  # what the next writes raise
    gate: threading.Event = field(default_factory=threading.Event)

    def write(self, items: Sequence[int]) -> list[int]:
        self.gate.wait(10)
        if self.losses:
            raise self.losses.pop(0)("gone")
        if BAD in items:
            raise IntegrityError("thirteen")
        self.batches.append(list(items))
        return [item * 2 for item in items]


Steps = Callable[[Batches[int, int], Ledger], Coroutine[Any, Any, None]]


def run(steps: Steps, clock: Callable[[], float] = time.monotonic, **bounds: int) -> Ledger:
    ledger = Ledger()
    ledger.gate.set()
    batches: Batches[int, int] = Batches(ledger.write, name="trial", clock=clock, **bounds)

    async def whole() -> None:
        batches.start(asyncio.get_running_loop())
        try:
            await steps(batches, ledger)
        finally:
            ledger.gate.set()
            batches.close()
            await asyncio.sleep(0)

    asyncio.run(whole())
    return ledger


async def results(futures: Sequence["asyncio.Future[int]"]) -> list[Any]:
    return await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), 5)


def test_what_comes_together_is_written_together_in_its_order() -> None:
    async def steps(batches: Batches[int, int], _: Ledger) -> None:
        assert await results([batches.put(n) for n in range(10)]) == [n * 2 for n in range(10)]

    assert run(steps).batches == [list(range(10))]


def test_while_one_batch_is_written_the_next_fills() -> None:
    async def steps(batches: Batches[int, int], ledger: Ledger) -> None:
        ledger.gate.clear()
        first = batches.put(0)
        await asyncio.sleep(0.05)
        others = [batches.put(n) for n in range(1, 8)]
        await asyncio.sleep(0.05)
        ledger.gate.set()
        assert await results([first, *others]) == [0, 2, 4, 6, 8, 10, 12, 14]

    assert run(steps, most=4).batches == [[0], [1, 2, 3, 4], [5, 6, 7]]


@pytest.mark.parametrize("place", [0, 1, 7, 99])
def test_one_bad_item_fails_alone(place: int) -> None:
    async def steps(batches: Batches[int, int], _: Ledger) -> None:
        items = [100 + n for n in range(100)]
        items[place] = BAD
        answers = await results([batches.put(item) for item in items])
        assert isinstance(answers.pop(place), IntegrityError)
        assert answers == [item * 2 for item in items if item != BAD]

    written = list(chain(*run(steps).batches))
    assert len(written) == len(set(written)) == 99


def test_several_bad_items_fail_alone() -> None:
    async def steps(batches: Batches[int, int], _: Ledger) -> None:
        answers = await results([batches.put(item) for item in (BAD, 1, 2, BAD, BAD, 3)])
        assert [isinstance(answer, IntegrityError) for answer in answers] == [
            True,
            False,
            False,
            True,
            True,
            False,
        ]

    run(steps)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_connection_that_is_lost_is_made_once_more(error: type[Exception]) -> None:
    async def steps(batches: Batches[int, int], ledger: Ledger) -> None:
        ledger.losses = [error]
        assert await results([batches.put(1), batches.put(2)]) == [2, 4]

    assert run(steps).batches == [[1, 2]]


def test_while_the_database_is_away_everyone_is_told_to_come_again_and_then_it_goes_on() -> None:
    async def steps(batches: Batches[int, int], ledger: Ledger) -> None:
        ledger.losses = [OperationalError] * 2
        assert [type(answer) for answer in await results([batches.put(1), batches.put(2)])] == [
            Overloaded
        ] * 2
        assert await results([batches.put(3)]) == [6]

    assert run(steps).batches == [[3]]


def test_no_more_wait_than_may_and_there_is_room_again_once_they_are_answered() -> None:
    async def steps(batches: Batches[int, int], ledger: Ledger) -> None:
        ledger.gate.clear()
        waiting = [batches.put(n) for n in range(3)]
        for _ in range(2):
            with pytest.raises(Overloaded):
                batches.put(9)
        ledger.gate.set()
        assert await results(waiting) == [0, 2, 4]
        assert await results([batches.put(n) for n in range(3)]) == [0, 2, 4]

    run(steps, waiting=3)


def test_failures_give_their_room_back_too() -> None:
    async def steps(batches: Batches[int, int], ledger: Ledger) -> None:
        for _ in range(5):
            assert isinstance((await results([batches.put(BAD)]))[0], IntegrityError)
            ledger.losses = [OperationalError] * 2
            assert isinstance((await results([batches.put(1)]))[0], Overloaded)
        assert await results([batches.put(1)]) == [2]

    run(steps, waiting=1)


def test_closing_writes_what_was_taken_and_answers_it() -> None:
    async def steps(batches: Batches[int, int], ledger: Ledger) -> None:
        ledger.gate.clear()
        taken = [batches.put(n) for n in range(20)]
        threading.Timer(0.1, ledger.gate.set).start()
        batches.close()
        assert await results(taken) == [n * 2 for n in range(20)]

    assert list(chain(*run(steps, most=3).batches)) == list(range(20))


def test_whoever_left_is_written_all_the_same_and_nobody_else_is_disturbed() -> None:
    async def steps(batches: Batches[int, int], ledger: Ledger) -> None:
        ledger.gate.clear()
        leaving, staying = batches.put(1), batches.put(2)
        leaving.cancel()
        ledger.gate.set()
        assert await results([staying]) == [4]

    assert run(steps, waiting=2).batches == [[1, 2]]


def test_nothing_is_taken_before_it_begins() -> None:
    batches: Batches[int, int] = Batches(lambda items: items, name="trial")
    with pytest.raises(Overloaded):
        batches.put(1)
    batches.close()


def test_where_the_database_stands_still_nobody_waits_without_end_and_it_recovers_by_itself() -> None:
    seconds = [0.0]

    async def steps(batches: Batches[int, int], ledger: Ledger) -> None:
        ledger.gate.clear()
        writing = batches.put(1)
        await asyncio.sleep(0.05)
        waiting = batches.put(2)
        seconds[0] += PATIENCE + 0.1
        assert [type(answer) for answer in await results([writing, waiting])] == [Overloaded] * 2
        with pytest.raises(Overloaded):
            batches.put(3)
        ledger.gate.set()
        await asyncio.sleep(LOOKS_EVERY + 0.2)
        assert await results([batches.put(4)]) == [8]

    run(steps, clock=lambda: seconds[0], waiting=3)


def test_thousands_from_many_tasks_are_each_answered_with_their_own() -> None:
    async def steps(batches: Batches[int, int], _: Ledger) -> None:
        async def one(n: int) -> None:
            await asyncio.sleep(n % 7 / 1000)
            assert await batches.put(n) == n * 2

        await asyncio.gather(*(one(n) for n in range(100, 4100)))

    written = list(chain(*run(steps).batches))
    assert sorted(written) == list(range(100, 4100))
