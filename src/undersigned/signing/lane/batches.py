"""Writing what many requests bring in few transactions: while one batch is written, the next fills."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")
R = TypeVar("R")
log = logging.getLogger(__name__)
PATIENCE = 5.0  # seconds that a batch may take before whoever waits is told to come again
LOOKS_EVERY = 1.0  # seconds


class Overloaded(Exception):
    """As many wait to be written as may, or the database is away: nothing was kept, try again."""


class Batches(Generic[T, R]):
    """A thread of its own writes batches of at most `most`; no more than `waiting` requests wait for theirs.

    No timer gathers them: the batch that is being written is what the next one waits for. `write` gives a result for
    each item, and may be called again with the same ones, after a failure or in halves: twice must do no harm.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], Sequence[R]],
        *,
        name: str,
        most: int = 256,
        waiting: int = 4096,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write
        self._most = most
        self._room = waiting
        self._name = name
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        # Whoever lets go of the interpreter may wait long to have it back: the thread is woken once a batch.
        self._wanted = threading.Semaphore(0)
        self._is_woken = False
        self._is_closing = False
        self._clock = clock
        self._writing: Sequence[tuple[T, asyncio.Future[R]]] = ()
        self._began_at = float("inf")
        self._is_held = False
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin; called once, in the process that answers."""
        self._loop = loop
        self._thread = threading.Thread(target=self._run, args=[loop], name=self._name, daemon=True)
        self._thread.start()
        loop.call_later(LOOKS_EVERY, self._look)

    def put(self, item: T) -> "asyncio.Future[R]":
        """Have an item written; the result comes once it is safe on disk. Raises Overloaded.

        The future raises Overloaded where the database is away, and what the database said of a bad item.
        """
        if self._room <= 0 or self._is_held or self._loop is None:
            raise Overloaded
        self._room -= 1
        result: asyncio.Future[R] = self._loop.create_future()
        self._waiting.append((item, result))
        if not self._is_woken:
            # Once what has arrived by now is taken: it is written together.
            self._is_woken = True
            self._loop.call_soon(self._wanted.release)
        return result

    def close(self) -> None:
        """Write what was taken, then end; whoever waits is answered."""
        self._is_closing = True
        if self._thread is not None:
            self._wanted.release()
            self._thread.join()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting or not self._is_closing:
            if not self._waiting:
                self._is_woken = False
                if not self._waiting:  # nor since then
                    self._wanted.acquire()
            number = min(len(self._waiting), self._most)
            batch = [self._waiting.popleft() for _ in range(number)]
            if batch:
                self._writing, self._began_at = batch, self._clock()
                results = self._results([item for item, _ in batch])
                self._writing, self._began_at = (), float("inf")
                loop.call_soon_threadsafe(self._deliver, [future for _, future in batch], results)
        connection.close()

    def _results(self, items: Sequence[T]) -> Sequence[R | Exception]:
        try:
            return self._written(items, may_retry=True)
        except Exception as error:  # such as of closing a lost connection; the thread must go on
            log.warning("a batch of %d was not written: %s", len(items), type(error).__name__)
            return [Overloaded() for _ in items]

    def _look(self) -> None:
        """Once a second: where the database stands still, nobody waits for it without end.

        What was taken is still written once it goes on: whoever tries again meanwhile does no harm.
        """
        if self._loop is None or self._is_closing:
            return
        self._loop.call_later(LOOKS_EVERY, self._look)
        self._is_held = self._clock() - self._began_at > PATIENCE
        if self._is_held:
            for _, future in [*self._writing, *list(self._waiting)]:
                if not future.done():
                    future.set_exception(Overloaded())

    def _written(self, items: Sequence[T], *, may_retry: bool) -> list[R | Exception]:
        """The result of each; a batch that fails is halved until the bad item stands alone."""
        if not items:
            return []
        try:
            return list(self._write(items))
        except (OperationalError, InterfaceError) as error:
            # The connection is gone, or two waited for each other. Once more, on a new one.
            connection.close()
            if may_retry:
                return self._written(items, may_retry=False)
            log.warning("a batch of %d was not written: %s", len(items), type(error).__name__)
            return [Overloaded() for _ in items]
        except Exception as error:
            if len(items) == 1:
                # Its text may quote the row.
                log.warning("one item was not written: %s", type(error).__name__)
                return [error]
            half = len(items) // 2
            return [
                *self._written(items[:half], may_retry=may_retry),
                *self._written(items[half:], may_retry=may_retry),
            ]

    def _deliver(self, futures: Sequence["asyncio.Future[R]"], results: Sequence[R | Exception]) -> None:
        self._room += len(futures)
        for future, result in zip(futures, results, strict=True):
            if future.done():  # the reader has gone
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
