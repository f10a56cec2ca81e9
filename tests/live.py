"""A site that runs as its users run it: the real command in a process, talked to by HTTP and mail."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests import prepared

COMMAND = str(Path(sys.executable).parent / "undersigned")
STARTS_IN = 60  # seconds: migrating an empty database on a busy machine
STOPS_IN = 15


@dataclass
class Site:
    """`home` is its data folder, `environment` what its process and its commands see."""

    home: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.environment['PORT']}"

    @property
    def log(self) -> str:
        """All that it has printed so far."""
        return (self.home / "serve.log").read_text()

    def start(self) -> None:
        """Start `undersigned serve`; wait until it has written its address, as it does once it answers."""
        (self.home / "url").unlink(missing_ok=True)
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [COMMAND, "serve"],
                env=self.environment,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_IN
        while not (self.home / "url").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the site did not start:\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask it to stop; return its exit code. Raises TimeoutExpired, and kills it, if it does not."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(STOPS_IN)
        finally:
            self.process.kill()

    def run(self, *args: str, text: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run an `undersigned` command beside the site with `text` as its input; it must end with `code`."""
        done = subprocess.run(
            [COMMAND, *args],
            env=self.environment,
            cwd=self.home,
            input=text,
            capture_output=True,
            text=True,
            timeout=STARTS_IN,
            check=False,
        )
        assert done.returncode == code, f"{args} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done

    def mails(self) -> list[EmailMessage]:
        """What it has sent into its mail folder, oldest first."""
        files = sorted(
            (self.home / "mail").glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name)
        )
        parser = BytesParser(EmailMessage, policy=policy.default)
        return [parser.parsebytes(file.read_bytes()) for file in files]

    def put_mails_away(self) -> None:
        """None of the mails so far is among those of the next test."""
        read = self.home / "mail" / "read"
        for file in (self.home / "mail").glob("*.eml"):
            read.mkdir(exist_ok=True)
            file.rename(read / file.name)

    def wait_for_mails(self, number: int, seconds: float = 30) -> list[EmailMessage]:
        """Its mails once there are so many; fails if they do not come in time."""
        deadline = time.monotonic() + seconds
        while len(mails := self.mails()) < number:
            assert time.monotonic() < deadline, f"{len(mails)} of {number} mails came:\n{self.log}"
            time.sleep(0.1)
        return mails


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(home: Path) -> dict[str, str]:
    """The environment of an `undersigned` command with the data folder `home` and, for now, on SQLite."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {"UNDERSIGNED_HOME": str(home), "PORT": str(free_port())}


@contextmanager
def own_database(server: str, like: str = "") -> Iterator[str]:
    """The URL of a new database on the server that `server` names, dropped at the end; a copy of the one at `like`."""
    name = f"site_{uuid.uuid4().hex}"
    copied = urlsplit(like).path.rpartition("/")[2] or "template1"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {copied}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_site(home: Path, **settings: str) -> Iterator[Site]:
    """A started site in the new folder `home`; with a database of its own if the suite runs on PostgreSQL.

    Its tables and public files are copies: only its keys and the example are still to make.
    """
    home.mkdir(parents=True)
    prepared.put_into(home)
    with _started(home, settings, like=prepared.database_like()) as site:
        yield site


@contextmanager
def site_from_nothing(home: Path, **settings: str) -> Iterator[Site]:
    """The same, begun with an empty folder and an empty database, as on somebody's first day."""
    home.mkdir(parents=True)
    with _started(home, settings) as site:
        yield site


@contextmanager
def _started(home: Path, settings: dict[str, str], *, like: str = "") -> Iterator[Site]:
    server = os.environ.get("DATABASE_URL")
    with own_database(server, like) if server else nullcontext() as database:
        environment = surroundings(home) | ({"DATABASE_URL": database} if database else {})
        running = Site(home, environment | settings)
        running.start()
        try:
            yield running
        finally:
            running.stop()
