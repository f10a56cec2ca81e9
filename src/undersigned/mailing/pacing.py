"""When the next mail may leave: the rate that a relay allows, and the rest after it went away."""

import logging
import random
import threading
import time

log = logging.getLogger(__name__)


class Pace:
    """Keeps all connections of a worker together to so many mails a second; 0 for no limit."""

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, stop: threading.Event) -> bool:
        """Wait for the next free moment; False if the worker was told to stop meanwhile."""
        if not self._gap:
            return not stop.is_set()
        with self._lock:
            moment = max(self._next, time.monotonic())
            self._next = moment + self._gap
        return not stop.wait(max(0.0, moment - time.monotonic()))


class Outage:
    """Something that all connections wait for while it is away; told once when it goes and once when it is back."""

    def __init__(self, what: str, *, first: float, longest: float) -> None:
        self._what = what
        self._first, self._longest = first, longest  # seconds
        self._pause = 0.0
        self._until = 0.0
        self._lock = threading.Lock()

    def note(self, problem: str) -> None:
        """It failed: everyone rests, twice as long each time. Others that met the same failure add nothing."""
        with self._lock:
            if time.monotonic() < self._until:
                return
            if not self._pause:
                log.warning("%s: %s; trying again", self._what, problem)
            self._pause = min(self._longest, self._pause * 2 or self._first)
            self._until = time.monotonic() + self._pause * random.uniform(0.8, 1.2)  # noqa: S311 - to spread

    def over(self) -> None:
        """It worked."""
        if self._pause:
            with self._lock:
                log.warning("%s no longer", self._what)
                self._pause = self._until = 0.0

    def wait(self, stop: threading.Event) -> None:
        """Rest as long as it is thought to be away."""
        stop.wait(max(0.0, self._until - time.monotonic()))
