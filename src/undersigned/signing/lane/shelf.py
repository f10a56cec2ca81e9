"""What the lane keeps ready: made by one thread at a time for each key, and never older than it may be."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from undersigned.signing.lane.marks import Mark, Marks

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
log = logging.getLogger(__name__)

UNCHANGED_FOR = 30.0  # seconds: days and hours on a page go on without a change in the database
UNSEEN_FOR = 1.0  # where other processes' changes are not seen
OLDEST = 1.9  # what is older is not shown while a newer one is made
IN_NEED = 300.0  # but where none can be made
LONGEST = 2.0  # for which anybody waits until a value is made
BURST = 5.0  # how often a value is made anew at once, before it is once a second


@dataclass(slots=True)
class _Entry(Generic[V]):
    value: V | None = None
    mark: Mark = (-1, -1)
    made_at: float = float("-inf")
    tries: float = BURST
    tried_at: float = 0.0
    has_failed: bool = False  # the last time that it was made
    making: "asyncio.Task[None] | None" = field(default=None)


class Shelf(Generic[K, V]):
    """Values by key. `make` runs in `pool`; None says that the key is not the lane's, and is kept as well."""

    def __init__(
        self,
        make: Callable[[K], V | None],
        *,
        pool: Executor,
        marks: Marks,
        most: int = 512,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make = make
        self._pool = pool
        self._marks = marks
        self._most = most
        self._clock = clock
        self._fresh_for = UNCHANGED_FOR if marks.sees_others else UNSEEN_FOR
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()

    def at_hand(self, key: K) -> V | None:
        """The value, if it is there and nothing changed since."""
        entry = self._entries.get(key)
        if entry is None or entry.mark != self._marks.now():
            return None
        return entry.value if self._clock() - entry.made_at < self._fresh_for else None

    async def get(self, key: K) -> V | None:
        """The value: at hand, a moment old while a newer one is made, or made now."""
        entry = self._entry(key)
        wanted = self._marks.now()
        while True:
            now = self._clock()
            age = now - entry.made_at
            is_unchanged = entry.mark >= wanted
            if is_unchanged and age < self._fresh_for:
                break
            if entry.making is None and self._may_try(entry, now):
                entry.making = asyncio.create_task(self._remake(key, entry))
            elif entry.making is None and age >= OLDEST:
                break  # it could not be made just now
            if age < OLDEST and (is_unchanged or entry.tries < 1 or entry.making is None):
                break
            if entry.has_failed and entry.value is not None and age <= IN_NEED:
                break  # nobody waits for what may take long to fail again
            if making := entry.making:
                await asyncio.wait([making], timeout=LONGEST)
                # Where the database stands still nothing fails, and nothing comes.
                entry.has_failed = entry.has_failed or not making.done()
                if entry.has_failed:
                    break
        return entry.value if self._clock() - entry.made_at <= IN_NEED else None

    def forget(self, key: K) -> None:
        """Make it anew at the next use."""
        self._entries.pop(key, None)

    def _entry(self, key: K) -> _Entry[V]:
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Entry()
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)
        else:
            self._entries.move_to_end(key)
        return entry

    def _may_try(self, entry: _Entry[V], now: float) -> bool:
        """In a rush once a second; otherwise at once."""
        entry.tries = min(BURST, entry.tries + (now - entry.tried_at))
        entry.tried_at = now
        if entry.tries < 1:
            return False
        entry.tries -= 1
        return True

    async def _remake(self, key: K, entry: _Entry[V]) -> None:
        mark, began = self._marks.now(), self._clock()  # of the moment before it was read
        try:
            entry.value = await asyncio.get_running_loop().run_in_executor(self._pool, self._make, key)
            entry.mark, entry.made_at, entry.has_failed = mark, began, False
        except Exception as error:
            entry.has_failed = True
            log.warning("nothing could be kept ready: %s", type(error).__name__)
        finally:
            entry.making = None
