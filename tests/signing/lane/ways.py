"""One of the two ways, as a process of its own: takes requests from its input, gives answers and rows back.

`python -m tests.signing.lane.ways` answers as the site itself does, with the lane or without it, by its setting.
"""

import asyncio
import gzip
import os
import pickle
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator, KeysView, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

import brotli

from tests.signing.lane.strangers import Link, Request

MINTED = re.compile(r"/c/[\w-]{60,}")  # a link that the site has just made
WAITING = re.compile(rb'(name="waiting" value=")[^"]+')


class Headers:
    """Headers as the server gives them: a value that is not ASCII is nowhere but among the names."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._names = dict.fromkeys(name for name, _ in pairs)
        self._pairs = [pair for pair in pairs if pair[1].isascii()]

    def get(self, name: str, default: str | None = None) -> str | None:
        return next((value for known, value in self._pairs if known == name), default)

    def get_all(self, name: str) -> list[str]:
        return [value for known, value in self._pairs if known == name]

    def keys(self) -> KeysView[str]:
        return self._names.keys()

    def items(self) -> Any:
        return list(self._pairs)


@dataclass
class Scope:
    """What the server says of a request."""

    method: str
    path: str
    query_string: str
    headers: Any
    client: str = "127.0.0.1:40000"
    server: str = "127.0.0.1:8000"
    scheme: str = "http"
    http_version: str = "1.1"


class Wire:
    """The body, and the answer once it is given."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.sent = b""

    async def __call__(self) -> bytes:
        return self.body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), 1000):
            yield self.body[start : start + 1000]

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        assert self.status == 0, "answered twice"
        self.status, self.headers, self.sent = status, headers, body

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.response_bytes(status, headers, b"")

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> "Wire":
        self.response_bytes(status, headers, b"")
        return self

    async def send_bytes(self, data: bytes) -> None:
        self.sent += data


Answered = tuple[int, list[tuple[str, str]], bytes]


def plain(status: int, headers: Sequence[tuple[str, str]], body: bytes, token: str) -> Answered:
    """An answer without what differs each time, and not compressed: a reader cannot tell the two ways apart by it."""
    named = dict(headers)
    assert len(named) == len(headers), "a header is there twice"
    assert not body or named.get("content-length", str(len(body))) == str(len(body))
    coding = named.pop("content-encoding", "")
    if body and coding:
        body = gzip.decompress(body) if coding == "gzip" else brotli.decompress(body)
    kept = sorted(
        (name, value) for name, value in named.items() if name not in ("content-length", "etag", "date")
    )
    if token:
        kept = [(name, value.replace(token, "TOKEN")) for name, value in kept]
        body = body.replace(token.encode(), b"TOKEN")
    kept = [(name, MINTED.sub("/c/MINTED", value)) for name, value in kept]
    return status, kept, WAITING.sub(rb"\1", body)


class Way:
    """The site in this process."""

    def __init__(self) -> None:
        from undersigned.rsgi import Site  # noqa: PLC0415 - it reads its settings from the environment

        self.site = Site()
        self.rows: list[Any] = []  # the signatures that links lead to
        self._seen: set[Any] = set()

    async def answers(self, requests: Sequence[Request], *, together: bool) -> list[Answered]:
        """The answers, one after the other or all at once."""
        if together:
            return list(await asyncio.gather(*map(self._answer, requests)))
        return [await self._answer(request) for request in requests]

    async def _answer(self, request: Request) -> Answered:
        token = self._token(request.link) if request.link else ""
        path = request.path % token if request.link else request.path
        scope = Scope(request.method, path, request.query, Headers(request.headers))
        wire = Wire(request.body)
        await self.site.__rsgi__(scope, wire)
        sent = b"" if request.method == "HEAD" else wire.sent  # the server sends none then
        return plain(wire.status, wire.headers, sent, token)

    def _token(self, link: Link) -> str:
        from undersigned.kit import tokens  # noqa: PLC0415
        from undersigned.ops import keyring  # noqa: PLC0415

        row_id, serial = self.rows[link.row]
        purpose = "mine" if link.mangled == "mine" else "confirm"
        now = datetime.now(UTC)
        expires_at = now + timedelta(days=link.days)
        counted = iter(range(1, 1000))  # the text of a link is of the same letters in both ways
        token = tokens.mint(
            keyring.current("link"),
            purpose,
            row_id,
            serial=serial + link.serial,
            expires_at=expires_at,
            random=lambda n: next(counted).to_bytes(n, "big"),
        )
        mangled = {
            "cut": token[:-3],
            "longer": token + "AAAA",
            "swapped": token.swapcase(),
            "other": "A" * 68,
        }
        return mangled.get(link.mangled, token)

    def remember_rows(self) -> int:
        """The signatures there are, in an order that is the same in both ways."""
        from undersigned.signing.models import Signature  # noqa: PLC0415

        order = ("petition_id", "ask_number", "address_digest")
        self.rows = list(Signature.objects.order_by(*order).values_list("id", "link_serial"))
        return len(self.rows)


def serve(commands: BinaryIO, answers: BinaryIO) -> None:
    """Do as the parent process says until it closes the line."""
    import django  # noqa: PLC0415

    django.setup()
    from tests.signing.lane.rows import everything, new_mails  # noqa: PLC0415

    way = Way()
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        way.site.__rsgi_init__(loop)
        steps: dict[str, Callable[[Any], Any]] = {
            "one by one": lambda requests: runner.run(way.answers(requests, together=False)),
            "together": lambda requests: runner.run(way.answers(requests, together=True)),
            "links": lambda _: way.remember_rows(),
            "rows": lambda _: everything(),
            "mails": lambda _: new_mails(),
        }
        for name, given in _commands(commands):
            pickle.dump(steps[name](given), answers)
            answers.flush()
        way.site.__rsgi_del__(loop)


def _commands(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    while True:
        try:
            yield pickle.load(stream)  # noqa: S301 - our own parent process
        except EOFError:
            return


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # whatever is printed is no answer
        serve(sys.stdin.buffer, out)
