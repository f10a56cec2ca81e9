"""People who have signed and wait for their mail, in a data folder of their own, and real workers to send it.

Run as `python -m tests.mailing.signers N`, it lets N people sign in the data folder of the environment.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import django
from django.db import transaction

from tests import prepared
from tests.live import COMMAND, Site, own_database, surroundings

ROOT = Path(__file__).resolve().parents[2]
Worker = subprocess.Popen[bytes]


@dataclass
class Office(Site):
    """A site without its web server, whose workers the test starts and ends."""

    workers: list[Worker] = field(default_factory=list)

    def start_worker(self) -> Worker:
        """Start `undersigned worker`; what it says goes to the log."""
        with (self.home / "serve.log").open("ab") as log:
            self.workers.append(
                Worker([COMMAND, "worker"], env=self.environment, cwd=self.home, stdout=log, stderr=log)
            )
        return self.workers[-1]

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 30) -> None:
        """Wait for something; fail with what the workers said if it does not come."""
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, self.log
            time.sleep(0.02)


@contextmanager
def office(home: Path, port: int, *, signers: int, database: str = "", **settings: str) -> Iterator[Office]:
    """So many people wait for a mail that is to leave through the mail server at `port`; on the suite's engine."""
    suite = os.environ.get("DATABASE_URL")
    ready = prepared.database_like()
    with own_database(suite, ready) if suite and not database else nullcontext(database) as url:
        mail = {
            "UNDERSIGNED_SMTP_URL": f"smtp+plain://127.0.0.1:{port}",
            "UNDERSIGNED_MAIL_FROM": "petitions@example.org",
        }
        environment = surroundings(home) | ({"DATABASE_URL": url} if url else {}) | mail | settings
        home.mkdir(parents=True, exist_ok=True)
        prepared.put_into(home)
        (home / "serve.log").touch()
        running = Office(home, environment)
        sign = [sys.executable, "-m", "tests.mailing.signers", str(signers)]
        subprocess.run(sign, env=environment, cwd=ROOT, check=True, timeout=60, stdout=subprocess.DEVNULL)
        try:
            yield running
        finally:
            for worker in running.workers:
                worker.kill()
                worker.wait(10)


def _sign(number: int) -> None:
    from tests.people import ada_opens, signs  # noqa: PLC0415 - models exist only now
    from undersigned.management.prepare import prepare  # noqa: PLC0415

    prepare(print)
    petition = ada_opens(datetime.now(UTC))
    with transaction.atomic():
        for n in range(number):
            signs(petition, datetime.now(UTC), email=f"sam{n}@example.org")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
    django.setup()
    _sign(int(sys.argv[1]))
