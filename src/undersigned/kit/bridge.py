"""A WSGI application behind granian's own interface (RSGI): each request has a thread of a bounded pool.

WSGI in threads answers more pages a second than the same application through its asynchronous handler, and the
bound is what keeps a crowd from piling up: beyond it a request is told so at once (docs/decisions/0006).
"""

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

Headers = list[tuple[str, str]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
AT_ONCE = 1 << 18  # bytes that are gathered before anything is sent
QUICK = (
    1 << 12
)  # the same of the second piece of an answer that is made while it is sent; the first goes out as it is
PATIENCE = 60.0  # seconds that a reader who takes nothing may hold a thread
LONGEST = 15.0  # seconds after which nobody waits for the first byte: the database may stand still


class Scope(Protocol):
    """What the server says of a request (RSGI 1.6)."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Any  # a mapping of names in lower case, with get_all(name) for every value of one


class Transport(Protocol):
    """An answer that is sent piece by piece."""

    def send_bytes(self, data: bytes) -> Awaitable[None]:
        """Send a piece, once the reader has room for it."""


class Wire(Protocol):
    """The request's body and the way to answer."""

    def __call__(self) -> Awaitable[bytes]: ...

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer as a whole."""

    def response_empty(self, status: int, headers: Headers) -> None:
        """Answer without a body."""

    def response_stream(self, status: int, headers: Headers) -> Transport:
        """Begin an answer of several pieces."""


class Full(Exception):
    """Every thread is at work and as many wait as may; or the answer is too long in coming, or a bare 503."""


class Bridge:
    """`threads` requests are at work at once and `waiting` more in line; each begins its answer in `longest` seconds.

    What is at work goes on when nobody waits for it any more: a form may be taken that says it was not.
    """

    def __init__(self, application: Wsgi, *, threads: int, waiting: int, longest: float = LONGEST) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._room = threads + waiting
        self._longest = longest

    async def answer(self, scope: Scope, body: bytes, wire: Wire) -> None:
        """Answer one request. Raises Full."""
        if self._room <= 0:
            raise Full
        self._room -= 1
        loop = asyncio.get_running_loop()
        run = _Run(loop, wire)
        work = loop.run_in_executor(self._pool, run.through, self._application, environ(scope, body))
        work.add_done_callback(self._make_room)
        await asyncio.wait([work], timeout=self._longest)
        if not work.done() and run.is_silent:
            run.is_given_up = True
            work.cancel()  # if it still waits in line
            raise Full
        await work
        if run.is_silent and run.has_no_answer:
            raise Full
        await run.finish()

    def _make_room(self, work: "asyncio.Future[None]") -> None:
        self._room += 1
        if not work.cancelled():
            work.exception()  # somebody may have looked at it, or nobody waits any more

    def close(self) -> None:
        """Let what is at work end, and take no more."""
        self._pool.shutdown(wait=True)


class _Run:
    """One request on its way through the application, in a thread; what is long is sent while it is made."""

    def __init__(self, loop: asyncio.AbstractEventLoop, wire: Wire) -> None:
        self._loop = loop
        self._wire = wire
        self._transport: Transport | None = None
        self._status = 500
        self._headers: Headers = []
        self._rest = b""
        self.is_given_up = False

    @property
    def is_silent(self) -> bool:
        """Whether nothing was sent yet."""
        return self._transport is None

    @property
    def has_no_answer(self) -> bool:
        """Whether the application could not answer now, and has no words for it."""
        return self._status == 503 and not self._rest

    def through(self, application: Wsgi, surroundings: dict[str, Any]) -> None:
        """Run it; called in a thread."""
        answer = application(surroundings, self._start)
        try:
            self._rest = self._gather(iter(answer), at_first=1 if self._is_endless(answer) else AT_ONCE)
        finally:
            if close := getattr(answer, "close", None):
                close()

    def _start(self, status: str, headers: Headers, _exc_info: object = None) -> None:
        self._status = int(status[:3])
        self._headers = [(name.lower(), value) for name, value in headers]

    def _is_endless(self, answer: object) -> bool:
        """Whether it is made while it is sent, as Django says of it, and nobody knows yet how long it will be."""
        return getattr(answer, "streaming", False) and "content-length" not in dict(self._headers)

    def _gather(self, parts: Iterator[bytes], *, at_first: int) -> bytes:
        """Send what has come to AT_ONCE, the first piece from `at_first` bytes on."""
        gathered: list[bytes] = []
        size, enough = 0, at_first
        for part in parts:
            gathered.append(part)
            size += len(part)
            if size >= enough:
                self._hand_over(b"".join(gathered))
                gathered, size, enough = [], 0, min(AT_ONCE, enough * QUICK)
        return b"".join(gathered)

    def _hand_over(self, piece: bytes) -> None:
        """Send a piece from the thread, which waits for the reader: nothing piles up in memory."""
        self._ask_whether_somebody_waits()
        sending = asyncio.run_coroutine_threadsafe(self._send(piece), self._loop)
        sending.result(PATIENCE)

    def _ask_whether_somebody_waits(self) -> None:
        if self.is_given_up:
            raise ConnectionAbortedError("nobody waits for this answer any more")

    async def _send(self, piece: bytes) -> None:
        self._ask_whether_somebody_waits()  # again: since then the time may have run out
        if self._transport is None:
            self._transport = self._wire.response_stream(self._status, self._headers)
        await self._transport.send_bytes(piece)

    async def finish(self) -> None:
        """Send what is left."""
        if self._transport is None:
            self._wire.response_bytes(self._status, self._headers, self._rest)
        elif self._rest:
            await self._send(self._rest)


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """What PEP 3333 wants to know of a request.

    A header with an underscore in its name is left out: it would pass for the one with a hyphen, which a
    proxy in front may have set itself.
    """
    host, _, port = scope.server.rpartition(":")
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": peer(scope),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        found[key] = f"{found[key]},{value}" if key in found else value
    if body and "CONTENT_LENGTH" not in found:
        found["CONTENT_LENGTH"] = str(len(body))  # it came in chunks
    return found


def peer(scope: Scope) -> str:
    """The address at the other end of the connection."""
    return scope.client.rpartition(":")[0].strip("[]")


async def whole_body(scope: Scope, wire: Wire, *, most: int) -> bytes:
    """The body of a request; b"" of one that says it is longer than `most` bytes, and of one that proves to be
    `most` bytes and one more.
    """
    said = scope.headers.get("content-length")
    if said is not None and said.isdigit() and len(said) < 10:
        return await wire() if 0 < int(said) <= most else b""
    if said is None and scope.headers.get("transfer-encoding") is None:
        return b""
    parts: list[bytes] = []
    size = 0
    async for part in wire:
        parts.append(part)
        size += len(part)
        if size > most:
            break
    return b"".join(parts)[: most + 1]
