"""Who claims: a name with a lock on a file, which the system lets go when its process dies, however it dies.

A worker that was killed would otherwise keep its few messages until their lease is over. A worker on another
host, with a data folder of its own, is not seen here: for that one the lease holds.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4


@contextmanager
def claimant(folder: Path) -> Iterator[UUID]:
    """A new name to claim under, alive for as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = uuid4()
    part = folder / f"{name}.part"
    with part.open("x") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # Only a file that is locked already gets a name that others look at.
        part.rename(folder / str(name))
        yield name
        (folder / str(name)).unlink(missing_ok=True)


def dead_claimants(folder: Path) -> Iterator[UUID]:
    """The names whose process is gone. Each is forgotten once the caller asks for the next one."""
    for path in folder.glob("*-*-*-*-????????????"):
        with suppress(FileNotFoundError), path.open() as file:
            if _is_free(file):
                yield UUID(path.name)
                path.unlink(missing_ok=True)


def _is_free(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
