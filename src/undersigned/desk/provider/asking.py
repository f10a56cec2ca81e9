"""Asks the provider: a page waits a few seconds in all, few pages at once, and never for a long answer."""

import json
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import requests

# What a page waits for the provider in all, not each time it asks: a provider may send a byte now and then for ever.
SECONDS = 5.0
AT_ONCE = 3  # of the threads that make pages: while a provider hangs, the others go on
MOST_BYTES = 256 * 1024
T = TypeVar("T")
_places = threading.BoundedSemaphore(AT_ONCE)


class Away(Exception):
    """The provider did not answer in time, or not with what it should."""


class Asking:
    """One page's questions, which have their time together."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._until = time.monotonic() + seconds

    def get(self, url: str, **how: Any) -> Any:
        """The JSON that is there. Raises Away."""
        return _within(self._left(), lambda left: _asked("GET", url, left, **how))

    def post(self, url: str, **how: Any) -> Any:
        """The JSON that answers a form. Raises Away."""
        return _within(self._left(), lambda left: _asked("POST", url, left, **how))

    def _left(self) -> float:
        return max(0.0, self._until - time.monotonic())


def _within(seconds: float, act: Callable[[float], T]) -> T:
    """What `act` returns, if it does in time; what is late may end by itself, in its place of the few."""
    places = _places
    if seconds <= 0 or not places.acquire(timeout=seconds / 2):
        raise Away("too many wait for the provider")
    answers: SimpleQueue[tuple[T | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            answers.put((act(seconds), None))
        except Exception as error:  # whatever it is, who waits is told
            answers.put((None, error))
        finally:
            places.release()

    threading.Thread(target=run, daemon=True, name="provider").start()
    try:
        answer, error = answers.get(timeout=seconds)
    except Empty:
        raise Away("the provider did not answer in time") from None
    if error is not None:
        raise Away(type(error).__name__) from error
    return answer  # type: ignore[return-value] # None only beside an error


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No password of this machine's own is sent along."""
    return request


def _asked(method: str, url: str, seconds: float, **how: Any) -> Any:
    until = time.monotonic() + seconds
    with (
        requests.Session() as session,
        session.request(
            method, url, timeout=seconds, stream=True, allow_redirects=False, **({"auth": _as_it_is} | how)
        ) as answer,
    ):
        if answer.status_code != 200:
            raise Away(f"status {answer.status_code}")
        body = bytearray()
        for piece in answer.iter_content(8192):
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > until:
                raise Away("too long an answer")
    return json.loads(body)
