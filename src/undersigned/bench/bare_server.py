"""Starting the web server with the plain app: one process, by the server's own and fastest interface."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from undersigned.bench.processes import begin, end, free_port, surroundings, wait_until_it_listens


@contextmanager
def bare_server(folder: Path, *, body_length: int = 0) -> Iterator[int]:
    """The port of a running server with `plain.app`, whose /page has a body of so many bytes."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--loop", "auto", "--no-ws", "--http", "1",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--log-level", "error",
        "undersigned.bench.plain:app",
    ]  # fmt: skip
    log = folder / "bare.log"
    environment = surroundings() | {"BENCH_BODY_BYTES": str(body_length)}
    process = begin(command, log, environment=environment, folder=folder)
    try:
        wait_until_it_listens(process, port, log, patience=20)
        yield port
    finally:
        end(process)
