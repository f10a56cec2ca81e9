"""A PostgreSQL of the tests' own, in a temporary folder, reached by a socket there."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from undersigned.bench.postgres import FORGETFUL, Postgres


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A new server for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="undersigned-pg-"))
    try:
        server = Postgres(folder, FORGETFUL)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
