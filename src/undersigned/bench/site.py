"""A site of the benchmark's own: `undersigned serve` in a new folder, and the commands beside it."""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from undersigned.bench.processes import Trouble, begin, descendants, end, free_port, last_line, surroundings

STARTS_IN = 60.0  # seconds: migrating an empty database on a busy machine
COMMAND = [sys.executable, "-m", "undersigned"]
# Every request names its own client, as behind a reverse proxy on this machine. The worker hands over one mail a
# second, as to a slow relay: it is there and works, and what is measured is signing, not the writing of mail.
SETTINGS = {"UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.0/8", "UNDERSIGNED_MAIL_RATE": "1"}
PETITION = Path(__file__).parent / "petition.txt"


@dataclass
class Site:
    """A site in the folder `home`; on SQLite unless `settings` names a database."""

    home: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes and its commands see."""
        own = {"UNDERSIGNED_HOME": str(self.home), "PORT": str(self.port)}
        return surroundings(**(SETTINGS | own | self.settings))

    @property
    def database_url(self) -> str:
        """Its PostgreSQL database; "" for SQLite."""
        return self.settings.get("DATABASE_URL", "")

    def start(self) -> None:
        """Start it, and wait until it has written its address, as it does once it answers. Raises Trouble."""
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "url").unlink(missing_ok=True)
        log = self.home / "serve.log"
        self.process = begin([*COMMAND, "serve"], log, environment=self.environment, folder=self.home)
        deadline = time.monotonic() + STARTS_IN
        while not (self.home / "url").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Trouble(f"the site did not start: {last_line(log)}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it; it ends its own two processes."""
        if self.process is not None:
            end(self.process)
            self.process = None

    def run(self, *args: str, patience: float = 600) -> subprocess.CompletedProcess[str]:
        """Run one of its commands, whatever its exit code is."""
        return subprocess.run(
            [*COMMAND, *args],
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )

    def make_tables(self) -> None:
        """Make the tables of a site that is not to run. Raises Trouble."""
        self.home.mkdir(parents=True, exist_ok=True)
        done = self.run("migrate", "--verbosity", "0", "--no-input")
        if done.returncode != 0:
            raise Trouble(f"the tables were not made: {done.stderr.strip()[-300:]}")

    def import_petition(self) -> str:
        """Open a petition; return its slug."""
        done = self.run("import", str(PETITION), "--country", "GB")
        if done.returncode != 0:
            raise Trouble(f"the petition was not imported: {done.stderr.strip()}")
        return done.stdout.strip().rpartition("/")[2]

    def pids(self) -> dict[str, list[int]]:
        """The processes that run it by what they do: web, worker, and what watches over both."""
        found: dict[str, list[int]] = {"web": [], "worker": [], "serve": []}
        for pid in descendants(self.process.pid) if self.process else []:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            kind = "web" if b"granian" in words else "worker" if b"worker" in words else "serve"
            found[kind].append(pid)
        return found
