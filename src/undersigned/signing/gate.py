"""The gate: how fast one network may post signatures to one petition; beyond that it is asked to wait.

It is asked thousands of times a second, so it counts in this process's memory and never waits for a database; what the
processes of one site tell each other is `gate_news`.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings

WINDOW: Final = 60  # seconds
# Networks that are told apart in one window. Those that come after so many share their counts: all whose digests begin
# with the same two bytes, whatever the petition. So 65,536 counts more are the end of it: 25 MB in two full windows.
MOST: Final = 100_000
NOBODY: Final = 1 << 62  # posts after which a process that is alone tells others

Key = bytes  # 4 bytes of petition, 8 of network digest: nothing that is or was an address
News = dict[tuple[int, Key], int]  # posts by window (whole ones since 1970) and key


class Gate:
    """Counts posts by petition and network, in windows that follow each other; for all threads of a process.

    A network's posts of the last minute are taken to be those of the window that runs and, of the one before, the
    share that is not yet a minute old. Whoever is asked to wait is not counted: waiting helps, however impatient.
    """

    def __init__(self, *, limit: int, tells_after: int = NOBODY) -> None:
        self.limit = limit  # posts a window; 0: the gate is open
        self.tells_after = tells_after  # posts a window, up to which a network is nobody else's business
        self.when_turned: Callable[[], object] = lambda: None  # called with each new window, the lock held
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """As if nobody had posted yet."""
        self._window, self._start, self._end = -1, 0, 0
        self._posts: dict[Key, int] = {}
        self._others: Mapping[Key, int] = {}  # the same of all other processes
        self._earlier: dict[Key, int] = {}
        self._others_earlier: Mapping[Key, int] = {}
        self._news: News = {}

    def allows(self, petition_id: int, network: bytes | None, now: float) -> int:
        """0: the post goes on, and is counted. Otherwise the whole seconds after which another one may.

        `network` is its digest (8 bytes); all whose network cannot be told are one. `now` is in seconds since 1970.
        """
        if not self.limit:
            return 0
        key = petition_id.to_bytes(4, "big") + (network or b"")
        with self._lock:
            if not self._start <= now < self._end:
                self._turn(now)
            posts = self._posts.get(key)
            if posts is None:
                key = key if len(self._posts) < MOST else key[4:6]
                posts = self._posts.get(key, 0)
            present = posts + self._others.get(key, 0)
            earlier = self._earlier.get(key, 0) + self._others_earlier.get(key, 0)
            if present + 1 + (earlier and earlier * self._share_of_earlier(now)) > self.limit:
                return self._wait(present, earlier, now)
            self._posts[key] = posts + 1
            if posts >= self.tells_after:
                self._news[self._window, key] = posts + 1
        return 0

    def _share_of_earlier(self, now: float) -> float:
        # A thread that read the clock just before another turned the page is not yet in this window.
        return (self._end - now) / WINDOW if now > self._start else 1.0

    def _turn(self, now: float) -> None:
        window = int(now // WINDOW)
        if window == self._window - 1:
            return
        follows = window == self._window + 1  # else nobody posted for long, or the clock was set
        self._earlier, self._others_earlier = (self._posts, self._others) if follows else ({}, {})
        self._posts, self._others = {}, {}
        self._window, self._start, self._end = window, window * WINDOW, (window + 1) * WINDOW
        self._news = self._still_new(self._news)
        self.when_turned()

    def _still_new(self, news: News) -> News:
        return {place: posts for place, posts in news.items() if self._window - 1 <= place[0] <= self._window}

    def _wait(self, present: int, earlier: int, now: float) -> int:
        """Whole seconds until one more post fits, if nobody else posts meanwhile."""
        room = self.limit - 1 - present
        if room >= 0:  # enough of the window before must pass out of sight
            wait = (self._share_of_earlier(now) - room / earlier) * WINDOW
        else:  # this window must end, and enough of it pass out of sight
            wait = self._end - now + (1 - (self.limit - 1) / present) * WINDOW
        return int(wait) + 1

    def take_news(self, now: float) -> News:
        """What the other processes do not know yet: all posts in a window of each network that posted much."""
        with self._lock:
            if not self._start <= now < self._end:
                self._turn(now)  # also while nobody posts here: else what is heard of this window is lost
            news, self._news = self._news, {}
        return news

    def give_back(self, news: News) -> None:
        """These could not be told; what came since is truer."""
        with self._lock:
            self._news = self._still_new(news | self._news)

    def hear(self, window: int, others: Mapping[Key, int]) -> None:
        """What all other processes together counted in this window or the one before; replaces what they said last."""
        with self._lock:
            if window == self._window:
                self._others = others
            elif window == self._window - 1:
                self._others_earlier = others


GATE: Final = Gate(limit=settings.UNDERSIGNED_GATE_NETWORK)
allows: Final = GATE.allows
