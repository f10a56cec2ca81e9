"""The least that the web server can be asked to do: what is compared with is what it reaches alone."""

import os
from typing import Protocol
from urllib.parse import parse_qsl

# Set by whoever starts it: how long the constant body is.
BODY = b"x" * int(os.environ.get("BENCH_BODY_BYTES") or 0)
TYPE = ("content-type", "text/html; charset=utf-8")


class Asked(Protocol):
    """What the server tells of a request (RSGI)."""

    method: str
    path: str


class Asking(Protocol):
    """How the server gives the body, and takes the answer (RSGI)."""

    async def __call__(self) -> bytes:
        """The whole body."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """The whole answer."""


async def app(scope: Asked, protocol: Asking) -> None:
    """POST: parse the form and say how many fields there were. /page: a constant body. Else a bare answer."""
    if scope.method == "POST":
        fields = dict(parse_qsl((await protocol()).decode(), keep_blank_values=True))
        body = str(len(fields)).encode()
    else:
        body = BODY if scope.path == "/page" else b"ok"
    protocol.response_bytes(200, [TYPE, ("content-length", str(len(body)))], body)
