"""What the web processes of a site tell each other of the gate: once a second, through a table, in the background.

Each writes rows of its own alone, with all its posts in a window: none waits for another, and what is written twice
does no harm. A network that posts little is told to nobody. A process that is alone neither writes nor reads.
"""

import secrets
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import Error
from django.db.models import QuerySet, Sum

from undersigned.ops.rounds import Round, keep_going
from undersigned.signing.gate import WINDOW, Gate, Key
from undersigned.signing.models import GatePosts

EVERY: Final = 1.0  # seconds
AT_ONCE: Final = 1000  # rows in a statement
KEPT_FOR: Final = timedelta(minutes=3)


def share(gate: Gate, *, processes: int) -> None:
    """Let a gate know of its neighbours from its first post on.

    What they do not tell is, of all processes together, about a quarter of the limit.
    """
    gate.tells_after = max(1, gate.limit // (4 * processes))
    gate.when_turned = Neighbour(gate).ensure_running


class Neighbour:
    """The thread that speaks for this process. It starts with a post: before any, the server may fork."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def ensure_running(self) -> None:
        """Start it, unless it runs."""
        if self._stop.is_set() or (self._thread and self._thread.is_alive()):
            return
        number = secrets.randbits(63)  # this process, until it ends
        talk = Round("telling of the gate", EVERY, lambda now: exchange(self._gate, number, now))
        self._thread = threading.Thread(target=keep_going, args=(talk, self._stop), name="gate", daemon=True)
        with suppress(RuntimeError):  # no thread to be had just now: with the next window it is tried again
            self._thread.start()

    def stop(self) -> None:
        """Stop it for good and wait until it has closed its connection."""
        self._stop.set()
        if self._thread and self._thread.is_alive():
            self._thread.join()


def exchange(gate: Gate, process: int, now: datetime) -> None:
    """Tell what is new, and hear what the others counted. Raises what the database raises; nothing is lost then."""
    window = int(now.timestamp()) // WINDOW
    news = gate.take_news(now.timestamp())
    rows = [
        GatePosts(window=counted_in, key=key, process=process, posts=posts)
        for (counted_in, key), posts in sorted(news.items())
    ]
    try:
        GatePosts.objects.bulk_create(
            rows,
            AT_ONCE,
            update_conflicts=True,
            unique_fields=["window", "key", "process"],
            update_fields=["posts"],
        )
    except Error:
        gate.give_back(news)
        raise
    heard = GatePosts.objects.filter(window__in=(window - 1, window)).exclude(process=process)
    others: dict[int, dict[Key, int]] = {window - 1: {}, window: {}}
    for counted_in, key, posts in heard.values_list("window", "key").annotate(Sum("posts")):
        others[counted_in][bytes(key)] = posts
    for counted_in, counted in others.items():
        gate.hear(counted_in, counted)


def old(now: datetime) -> QuerySet[GatePosts]:
    """Rows of windows that nobody asks for any more."""
    return GatePosts.objects.filter(window__lt=int((now - KEPT_FOR).timestamp()) // WINDOW)
