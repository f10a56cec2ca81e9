"""A crowd at full rate: many connections at once, each sending its next request when the last one was answered."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.live import Site
from tests.visitor import FIELDS

GIVES_UP_AFTER = 20.0  # seconds without an answer


@dataclass(frozen=True, slots=True)
class Post:
    """One form: where it goes, its fields, and by what it is remembered."""

    name: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    head: str
    body: str


@dataclass
class Crowd:
    """`answered` holds the last answer to each post by its name, `cut` the names of those that were never answered."""

    port: int
    posts: Iterator[Post]
    tries_again: bool
    answered: dict[str, Answer] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    is_leaving: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def with_status(self, *statuses: int) -> set[str]:
        """The names of the posts that were answered so."""
        return {name for name, answer in self.answered.items() if answer.status in statuses}

    async def walk(self) -> None:
        """One visitor after the other, over one connection while it lasts."""
        line: Line | None = None
        while not self.is_leaving and (post := next(self.posts, None)):
            is_done = False
            while not is_done and not self.is_leaving:
                try:
                    line = line or await Line.to(self.port)
                except OSError:  # nobody listens just now: nothing was sent
                    await asyncio.sleep(0.02)
                    continue
                try:
                    answer = await asyncio.wait_for(line.send(post), GIVES_UP_AFTER)
                except (OSError, EOFError, TimeoutError):
                    self.cut.add(post.name)
                    line.drop()
                    line = None
                    is_done = not self.tries_again
                    continue
                self.answered[post.name] = answer
                self.cut.discard(post.name)
                self.statuses[answer.status] += 1
                is_done = answer.status != 503 or not self.tries_again
                if not is_done:
                    await asyncio.sleep(0.1)
                if "connection: close" in answer.head:
                    line.drop()
                    line = None
        if line:
            line.drop()


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> "Line":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def send(self, post: Post) -> Answer:
        """Send a form; what is answered. Raises OSError or EOFError where the connection ends."""
        body = urlencode(post.fields).encode()
        head = (
            f"POST {post.path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\n" * bool(body)
            + "\r\n"
        )
        self._writer.write(head.encode() + body)
        await self._writer.drain()
        answered = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        named = dict(line.lower().split(": ", 1) for line in answered.split("\r\n")[1:] if ": " in line)
        text = await self._reader.readexactly(int(named.get("content-length", "0")))
        return Answer(int(answered.split(" ", 2)[1]), answered.lower(), text.decode())

    def drop(self) -> None:
        """Hang up."""
        self._writer.close()


@contextmanager
def crowd(
    site: Site, posts: Iterable[Post], *, connections: int = 24, tries_again: bool = False
) -> Iterator[Crowd]:
    """A crowd that posts for as long as the block lasts, or until there is nothing left to post."""
    people = Crowd(int(site.environment["PORT"]), iter(posts), tries_again)

    async def all_of_them() -> None:
        await asyncio.gather(*(people.walk() for _ in range(connections)))

    thread = threading.Thread(target=asyncio.run, args=[all_of_them()], daemon=True)
    thread.start()
    try:
        yield people
    finally:
        people.is_leaving = True
        thread.join(GIVES_UP_AFTER + 5)
    assert not thread.is_alive()


def signings(slug: str, number: int = 1_000_000) -> Iterator[Post]:
    """Everybody signs once; the name of each is their address."""
    for n in range(number):
        email = f"sam{n}@example.org"
        yield Post(email, f"/p/{slug}/sign", FIELDS | {"email": email})
