"""What PostgreSQL reaches alone: pgbench writing the rows of signings into tables of the site's own making."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg

from undersigned.bench.postgres import Postgres
from undersigned.bench.processes import Trouble
from undersigned.bench.shape import Shape

CLIENTS = 16
BATCH = 100
BATCH_CLIENTS = 4
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
# Before 18 PostgreSQL makes no ids of version 7: the time, then what a random id has.
_NEW_ID_BEFORE_18 = (
    "CREATE FUNCTION uuidv7() RETURNS uuid LANGUAGE sql VOLATILE AS $$ SELECT (lpad(to_hex((extract(epoch "
    "FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(r, 14, 3) || substr(r, 17, 16))::uuid "
    "FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS r) AS one $$"
)


class Pgbench:
    """Writes rows of given shapes into a database with the site's tables that nobody else uses."""

    def __init__(self, server: Postgres, database: str, shapes: Sequence[Shape]) -> None:
        self.server = server
        self.database = database
        self.shapes = shapes
        self.url = server.url_of(database)
        with psycopg.connect(self.url, autocommit=True) as connection:
            if connection.info.server_version < 180000:
                connection.execute(_NEW_ID_BEFORE_18.encode())

    def signings(self, seconds: float) -> float:
        """P1: signings a second, each in a transaction of its own, 16 at a time, prepared."""
        lines = [f"{shape.insert_sql()};" for shape in self.shapes]
        return self._run("one", ["BEGIN;", *lines, "COMMIT;"], CLIENTS, seconds)

    def signings_in_one_trip(self, seconds: float) -> float:
        """The same with all statements of a transaction sent at once."""
        lines = [f"{shape.insert_sql()};" for shape in self.shapes]
        return self._run(
            "trip", ["\\startpipeline", "BEGIN;", *lines, "COMMIT;", "\\endpipeline"], CLIENTS, seconds
        )

    def in_batches(self, seconds: float) -> float:
        """P2: signings a second, a hundred in a transaction."""
        lines = [f"{shape.insert_sql(BATCH)};" for shape in self.shapes]
        return BATCH * self._run("batch", ["BEGIN;", *lines, "COMMIT;"], BATCH_CLIENTS, seconds)

    def _run(self, name: str, lines: Sequence[str], clients: int, seconds: float) -> float:
        script = self.server.folder / f"{self.database}-{name}.sql"
        script.write_text("\n".join(lines) + "\n")
        script.chmod(0o644)
        done = subprocess.run(
            self._command(script, clients, seconds),
            capture_output=True,
            text=True,
            timeout=seconds + 60,
            user=self.server.owner,
            cwd="/",
            check=False,
        )
        found = TPS.search(done.stdout)
        if done.returncode != 0 or not found:
            raise Trouble(f"pgbench: {(done.stderr.strip() or 'no figure').splitlines()[-1]}")
        return float(found[1])

    def _command(self, script: Path, clients: int, seconds: float) -> list[str]:
        return [
            str(self.server.programs / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={clients}",
            "--jobs=2", f"--time={max(1, round(seconds))}", f"--file={script}",
            f"--host={self.server.folder}", "--username=postgres", self.database,
        ]  # fmt: skip


def settle(url: str) -> None:
    """Write out what is dirty, so that no run pays for the one before it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
