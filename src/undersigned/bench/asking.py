"""One request, one answer, on a connection of its own."""

import socket

from undersigned.bench.answers import Answer, Reader
from undersigned.bench.processes import Trouble


def ask(port: int, request: bytes, *, patience: float = 60.0) -> Answer:
    """The whole answer of a server on this machine. Raises Trouble if there is none."""
    reader = Reader()
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        connection.sendall(request)
        while data := connection.recv(1 << 16):
            if answer := reader.feed(data):
                return answer
    raise Trouble(f"no answer to {request[:60]!r}")
