"""The least that the ASGI server can be asked to do: what is compared with is what it reaches alone."""

import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

# Set by whoever starts it: how long the constant body is.
BODY = b"x" * int(os.environ.get("BENCH_BODY_BYTES") or 0)


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """POST: parse the form and say how many fields there were. /page: a constant body. Else a bare answer."""
    if scope["type"] != "http":
        return
    if scope["method"] == "POST":
        await _answer(send, str(len(await _fields(receive))).encode())
    else:
        await _answer(send, BODY if scope["path"] == "/page" else b"ok")


async def _fields(receive: Receive) -> dict[str, str]:
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body"):
            return dict(parse_qsl(body.decode(), keep_blank_values=True))


async def _answer(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
