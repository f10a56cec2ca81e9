"""What SQLite reaches alone: the rows of one signing a transaction, one after the other, in a process of its own."""

import pickle
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from undersigned.bench.database import FILE
from undersigned.bench.processes import Trouble, surroundings
from undersigned.bench.shape import Row, Shape, new_rows

# As the site opens its database; a test compares the two.
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
FAST_ENOUGH = 12_000  # signings that are made ready for each second


@dataclass(frozen=True, slots=True)
class Writing:
    """What the process is to do: the statements of one signing, the rows of many, and for how long."""

    file: str
    statements: list[str]
    signings: list[list[Row]]
    seconds: float


class SqliteAlone:
    """A database with the site's tables, in the folder `home`, that nobody else uses."""

    def __init__(self, home: Path, shapes: Sequence[Shape]) -> None:
        self.file = home / FILE
        self.shapes = list(shapes)

    def signings(self, seconds: float) -> float:
        """P4: signings a second, each in a transaction of its own; the rows are made before the clock starts."""
        statements = [shape.insert_marks() for shape in self.shapes]
        rows = list(new_rows(self.shapes, int(FAST_ENOUGH * seconds)))
        done = subprocess.run(
            [sys.executable, "-m", "undersigned.bench.sqlite_alone"],
            input=pickle.dumps(Writing(str(self.file), statements, rows, seconds)),
            stdout=subprocess.PIPE,
            env=surroundings(),
            timeout=seconds + 60,
            check=False,
        )
        if done.returncode != 0:
            raise Trouble("the process that writes to SQLite alone ended with an error")
        return float(done.stdout)


def main() -> None:
    """Read the work, do it, print signings a second."""
    work: Writing = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the benchmark that started this process
    with closing(sqlite3.connect(work.file, isolation_level=None)) as connection:
        connection.executescript(PRAGMAS)
        done, started_at = 0, time.monotonic()
        for rows in work.signings:
            connection.execute("BEGIN IMMEDIATE")
            for statement, values in zip(work.statements, rows, strict=True):
                connection.execute(statement, values)
            connection.execute("COMMIT")
            done += 1
            if time.monotonic() - started_at >= work.seconds:
                break
        elapsed = time.monotonic() - started_at
    sys.stdout.write(str(done / elapsed))


if __name__ == "__main__":
    main()
