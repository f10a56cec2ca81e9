"""What the worker does every so often, beside its mail: each round in a thread of its own."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """Something to do now and every so many seconds; it takes the moment and must bear being done twice at once."""

    what: str
    every: float
    run: Callable[[datetime], object]


_rounds: dict[str, Round] = {}
_stops: set[threading.Event] = set()


def register(one: Round) -> None:
    """Make a round known; called when its application is ready."""
    _rounds[one.what] = one


def registered() -> Iterable[Round]:
    """All rounds that applications registered."""
    return _rounds.values()


def is_stopping() -> bool:
    """Whether this process was told to stop: a round that takes long ends then, and is done again later."""
    return any(stop.is_set() for stop in _stops)


def keep_going(one: Round, stop: threading.Event) -> None:
    """Do a round now and every so often, until `stop` is set. One that fails is logged and done again later."""
    _stops.add(stop)
    while not stop.is_set():
        try:
            one.run(datetime.now(UTC))
        except Exception as error:  # whatever is wrong now may be right the next time
            log.error("%s failed: %s", one.what, type(error).__name__)
        connection.close()
        stop.wait(one.every)
