"""The shelf: made by one at a time, never older than it may be, and kept where nothing newer can be made."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any, cast

import pytest

from undersigned.signing.lane.marks import Mark, Marks
from undersigned.signing.lane.shelf import IN_NEED, LONGEST, OLDEST, UNCHANGED_FOR, UNSEEN_FOR, Shelf


@dataclass
class Told:
    """Marks that a test moves by hand."""

    sees_others: bool = True
    mark: Mark = (0, 0)

    def now(self) -> Mark:
        return self.mark

    def change(self) -> None:
        self.mark = (self.mark[0] + 1, self.mark[1])


@dataclass
class Kitchen:
    """Makes a value that says how many were made before it; may be stopped, or fail."""

    made: int = 0
    at_work: int = 0
    most_at_work: int = 0
    fails: bool = False
    gate: Event = field(default_factory=Event)

    def make(self, key: str) -> str:
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        number = self.made
        self.made += 1
        self.gate.wait(5)
        self.at_work -= 1
        if self.fails:
            raise ConnectionError("the database is away")
        return f"{key}{number}"


@dataclass
class Trial:
    """A shelf with a clock that stands still."""

    kitchen: Kitchen
    marks: Told
    seconds: float = 1000.0
    most: int = 512

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(8)
        self.kitchen.gate.set()
        self.shelf: Shelf[str, str] = Shelf(
            self.kitchen.make,
            pool=self.pool,
            marks=cast("Marks", self.marks),
            most=self.most,
            clock=lambda: self.seconds,
        )

    async def asked(self, number: int, key: str = "a") -> list[str | None]:
        return [await self.shelf.get(key) for _ in range(number)]


def run(
    steps: Callable[[Trial], Coroutine[Any, Any, None]], *, sees_others: bool = True, most: int = 512
) -> None:
    trial = Trial(Kitchen(), Told(sees_others), most=most)
    try:
        asyncio.run(steps(trial))
    finally:
        trial.pool.shutdown()


def test_a_hundred_who_ask_at_once_have_one_made() -> None:
    async def steps(trial: Trial) -> None:
        trial.kitchen.gate.clear()
        asking = [asyncio.create_task(trial.shelf.get("a")) for _ in range(100)]
        await asyncio.sleep(0.02)
        trial.kitchen.gate.set()
        assert set(await asyncio.gather(*asking)) == {"a0"}
        assert (trial.kitchen.made, trial.kitchen.most_at_work) == (1, 1)

    run(steps)


def test_each_key_has_its_own() -> None:
    async def steps(trial: Trial) -> None:
        assert [await trial.shelf.get(key) for key in "aba"] == ["a0", "b1", "a0"]

    run(steps)


@pytest.mark.parametrize(("sees_others", "seconds"), [(True, UNCHANGED_FOR), (False, UNSEEN_FOR)])
def test_a_value_is_at_hand_until_its_time_is_over(sees_others: bool, seconds: float) -> None:  # noqa: FBT001
    async def steps(trial: Trial) -> None:
        assert trial.shelf.at_hand("a") is None
        await trial.shelf.get("a")
        trial.seconds += seconds - 0.01
        assert trial.shelf.at_hand("a") == "a0"
        trial.seconds += 0.02
        assert trial.shelf.at_hand("a") is None

    run(steps, sees_others=sees_others)


def test_after_a_change_nobody_is_given_the_value_from_before() -> None:
    async def steps(trial: Trial) -> None:
        await trial.shelf.get("a")
        trial.marks.change()
        assert trial.shelf.at_hand("a") is None
        assert await trial.asked(2) == ["a1", "a1"]

    run(steps)


def test_a_change_while_a_value_is_being_made_is_not_lost() -> None:
    async def steps(trial: Trial) -> None:
        trial.kitchen.gate.clear()
        before = asyncio.create_task(trial.shelf.get("a"))
        await asyncio.sleep(0.02)
        trial.marks.change()
        after = asyncio.create_task(trial.shelf.get("a"))
        await asyncio.sleep(0.02)
        trial.kitchen.gate.set()
        assert list(await asyncio.gather(before, after)) == ["a0", "a1"]
        assert trial.shelf.at_hand("a") == "a1"

    run(steps)


def test_in_a_rush_of_changes_a_value_is_made_a_few_times_and_then_once_a_second() -> None:
    async def steps(trial: Trial) -> None:
        for _ in range(40):  # four seconds, ten changes in each
            await trial.shelf.get("a")
            await asyncio.sleep(0.002)  # it is made in a thread
            trial.marks.change()
            trial.seconds += 0.1
        assert 5 + 2 <= trial.kitchen.made <= 5 + 5

    run(steps)


def test_in_a_rush_no_value_is_older_than_it_may_be() -> None:
    async def steps(trial: Trial) -> None:
        made_at: dict[str | None, float] = {}
        for _ in range(200):
            value = await trial.shelf.get("a")
            made_at.setdefault(value, trial.seconds)
            await asyncio.sleep(0)
            assert trial.seconds - made_at[value] <= OLDEST
            trial.marks.change()
            trial.seconds += 0.05

    run(steps)


def test_after_a_rush_the_next_who_asks_is_given_the_newest() -> None:
    async def steps(trial: Trial) -> None:
        for _ in range(20):
            trial.marks.change()
            await trial.shelf.get("a")
        trial.marks.change()
        trial.seconds += 2
        assert await trial.asked(1) == [f"a{trial.kitchen.made - 1}"]
        assert trial.shelf.at_hand("a") is not None

    run(steps)


def test_a_moment_old_is_shown_while_a_newer_one_is_made_but_not_longer() -> None:
    async def steps(trial: Trial) -> None:
        await trial.shelf.get("a")
        trial.seconds += UNSEEN_FOR + 0.1
        trial.kitchen.gate.clear()
        assert await trial.shelf.get("a") == "a0"  # and a1 is being made
        trial.seconds += OLDEST - UNSEEN_FOR
        late = asyncio.create_task(trial.shelf.get("a"))
        await asyncio.sleep(0.02)
        assert not late.done()
        trial.kitchen.gate.set()
        assert await late == "a1" or trial.kitchen.made == 3

    run(steps, sees_others=False)


def test_while_none_can_be_made_the_last_one_is_shown_at_once_for_minutes() -> None:
    async def steps(trial: Trial) -> None:
        await trial.shelf.get("a")
        trial.kitchen.fails = True
        for _ in range(20):
            trial.marks.change()
            trial.seconds += 10
            assert await asyncio.wait_for(trial.shelf.get("a"), 2) == "a0"
        trial.kitchen.gate.clear()  # failing takes long: nobody waits for it again
        trial.seconds += 10
        assert await asyncio.wait_for(trial.asked(50), 1) == ["a0"] * 50
        trial.kitchen.gate.set()

    run(steps)


def test_what_cannot_be_made_for_longer_is_shown_no_more() -> None:
    async def steps(trial: Trial) -> None:
        await trial.shelf.get("a")
        trial.kitchen.fails = True
        trial.seconds += IN_NEED + 1
        trial.marks.change()
        assert await trial.shelf.get("a") is None

    run(steps)


def test_where_the_database_stands_still_only_the_first_wait_and_not_for_long() -> None:
    async def steps(trial: Trial) -> None:
        await trial.shelf.get("a")
        trial.marks.change()
        trial.seconds += 10
        trial.kitchen.gate.clear()
        assert await asyncio.wait_for(trial.shelf.get("a"), LONGEST + 1) == "a0"
        assert await asyncio.wait_for(trial.asked(50), 1) == ["a0"] * 50
        trial.kitchen.gate.set()
        await asyncio.sleep(0.1)
        assert await trial.asked(1) == ["a1"]

    run(steps)


def test_what_was_never_made_is_tried_once_a_request_and_made_once_it_can_be() -> None:
    async def steps(trial: Trial) -> None:
        trial.kitchen.fails = True
        assert await trial.asked(2) == [None, None]
        assert trial.kitchen.made == 2
        trial.kitchen.fails = False
        trial.seconds += 1
        assert await trial.asked(1) == ["a2"]

    run(steps)


def test_someone_who_leaves_does_not_stop_what_others_wait_for() -> None:
    async def steps(trial: Trial) -> None:
        trial.kitchen.gate.clear()
        leaving, staying = (asyncio.create_task(trial.shelf.get("a")) for _ in range(2))
        await asyncio.sleep(0.02)
        leaving.cancel()
        await asyncio.sleep(0.02)
        trial.kitchen.gate.set()
        assert await staying == "a0"
        assert leaving.cancelled()

    run(steps)


def test_what_is_no_longer_asked_for_makes_room() -> None:
    async def steps(trial: Trial) -> None:
        for key in "abcd":
            await trial.shelf.get(key)
        assert [trial.shelf.at_hand(key) for key in "abcd"] == [None, None, "c2", "d3"]

    run(steps, most=2)


def test_a_value_that_was_forgotten_is_made_anew() -> None:
    async def steps(trial: Trial) -> None:
        await trial.shelf.get("a")
        trial.shelf.forget("a")
        trial.shelf.forget("b")
        assert await trial.asked(1) == ["a1"]

    run(steps)
