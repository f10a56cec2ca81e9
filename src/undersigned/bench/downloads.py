"""Downloading what is made while it is sent: when its first byte came, when its last, and what it was."""

import socket
import time
import zlib
from dataclasses import dataclass

from undersigned.bench.answers import HEAD_ENDS
from undersigned.bench.processes import Trouble

CHUNK = 1 << 18
PATIENCE = 120.0  # seconds without a byte
IDENTITY, PACKED = "Accept-Encoding: identity\r\n", "Accept-Encoding: gzip, deflate, br\r\n"
LAST = "Connection: close\r\n"
GZIP = 31  # what zlib calls it


@dataclass(frozen=True, slots=True)
class Download:
    """A whole answer: seconds to the first byte that was waited for and to the last, and the body, unpacked."""

    first: float
    seconds: float
    body: bytes


def download(port: int, request: bytes, *, passing: int = 0) -> Download:
    """Send a request that closes its connection; read until it does. Raises Trouble for any answer but 200.

    `first` is the moment of the first byte after so many that pass.
    """
    pieces: list[bytes] = []
    first = 0.0
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        started_at = time.perf_counter()
        connection.sendall(request)
        while piece := connection.recv(CHUNK):
            pieces.append(piece)
            if not first and _has_more(pieces, passing):
                first = time.perf_counter() - started_at
        seconds = time.perf_counter() - started_at
    head, _, body = b"".join(pieces).partition(HEAD_ENDS)
    if not head.startswith(b"HTTP/1.1 200 "):
        raise Trouble(f"a sheet was answered with {head[:40]!r}")
    lower = head.lower()
    whole = _joined(body) if b"transfer-encoding: chunked" in lower else body
    return Download(
        first, seconds, zlib.decompress(whole, GZIP) if b"content-encoding: gzip" in lower else whole
    )


def _has_more(pieces: list[bytes], passing: int) -> bool:
    beginning = b"".join(pieces)
    ends = beginning.find(HEAD_ENDS)
    return 0 <= ends < len(beginning) - len(HEAD_ENDS) - passing


def _joined(body: bytes) -> bytes:
    """The chunks in one. Raises Trouble if the last one is missing: the answer broke off."""
    found: list[bytes] = []
    at = 0
    while (line_ends := body.find(b"\r\n", at)) >= 0:
        size = int(body[at:line_ends].partition(b";")[0], 16)
        if size == 0:
            return b"".join(found)
        found.append(body[line_ends + 2 : line_ends + 2 + size])
        at = line_ends + 2 + size + 2
    raise Trouble("a sheet broke off")
