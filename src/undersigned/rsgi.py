"""The site as the server runs it: the fast lane first, everything else to Django in threads.

UNDERSIGNED_LANE=off leaves all of it to Django.
"""

import asyncio
import gc
import os
import re
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from undersigned.kit.bridge import Bridge, Full, Scope, Wire, whole_body

_DESK = re.compile(rf"(?:/(?:{'|'.join(settings.LANGUAGE_CODES)}))?/desk/")
WAITING = 256  # requests that may wait for a thread; at the usual rate the last of them waits a second


LARGE_AT_ONCE = 4
LARGE_COMES_IN = 120.0  # seconds


def _is_large(scope: Scope, usual: int) -> bool:
    """Whether a post says that it is larger than a visitor's, and goes where it may be: a desk, a recipient's page."""
    said = scope.headers.get("content-length") or ""
    if not (said.isdigit() and len(said) < 10 and int(said) > usual):
        return False
    from undersigned.delivery.uploads import takes_document  # noqa: PLC0415 - it reads models, which Django has now

    return bool(_DESK.match(scope.path)) or takes_document(scope.path, now=datetime.now(UTC))


class Site:
    """One web process."""

    def __init__(self) -> None:
        wsgi = get_wsgi_application()
        from undersigned.signing.lane.app import Lane  # noqa: PLC0415 - it reads models, which Django has now

        self._bridge = Bridge(wsgi, threads=settings.UNDERSIGNED_THREADS, waiting=WAITING)
        self._lane = Lane()
        # Django looks its settings up anew at each use.
        self._has_lane = settings.UNDERSIGNED_LANE
        self._longest = settings.VISITORS_POST
        self._large = LARGE_AT_ONCE

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by the server before the first request."""
        self._lane.start(loop)
        # What is loaded by now stays: looking through it for garbage would hold up everyone for a tenth of a second.
        gc.collect()
        gc.freeze()
        # What a request leaves is gone by itself; looking for circles after every tenth request costs all of them.
        gc.set_threshold(10_000, 20, 20)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """Called after the last request was answered."""
        self._lane.close()
        self._bridge.close()
        from django.db import connection  # noqa: PLC0415

        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()

    async def __rsgi__(self, scope: Scope, wire: Wire) -> None:
        """Answer one request."""
        is_reading = scope.method in ("GET", "HEAD")
        if is_reading and self._has_lane and (ready := self._lane.at_hand(scope)):
            wire.response_bytes(ready.status, ready.headers, ready.body)
            return
        if not is_reading and _is_large(scope, self._longest):
            await self._take_large(scope, wire)
            return
        body = b"" if is_reading else await whole_body(scope, wire, most=self._longest)
        await self._answer(scope, wire, body, is_reading=is_reading)

    async def _take_large(self, scope: Scope, wire: Wire) -> None:
        """A picture or a document: each is held in memory, so few at a time."""
        if not self._large:
            busy = self._lane.busy(scope, b"")
            wire.response_bytes(busy.status, busy.headers, busy.body)
            return
        self._large -= 1
        try:
            body = await asyncio.wait_for(whole_body(scope, wire, most=settings.DESKS_POST), LARGE_COMES_IN)
            await self._answer(scope, wire, body, is_reading=False)
        finally:
            self._large += 1

    async def _answer(self, scope: Scope, wire: Wire, body: bytes, *, is_reading: bool) -> None:
        answer = await self._lane.answer(scope, body) if self._has_lane else None
        if answer is None:
            try:
                await self._bridge.answer(scope, body, wire)
            except Full:
                answer = self._lane.busy(scope, body)
            if not is_reading:
                self._lane.marks.bump()
        if answer is not None:
            wire.response_bytes(answer.status, answer.headers, answer.body)


application: Any = Site()
