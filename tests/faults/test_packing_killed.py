"""The worker is killed while it makes a pack: the next one makes it whole, and nothing of the first is left."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.live import Site
from tests.mailing.signers import ROOT

ASK = """
import sys, django; django.setup()
from datetime import UTC, datetime
from tests.delivery.packs import signed_by
from tests.desk.members import account
from tests.people import ada_opens
from undersigned.delivery import book, making, packs
from undersigned.delivery.models import Pack
now = datetime.now(UTC)
"""
BEGIN = """
petition = ada_opens(now, hands_over="names")
signed_by(petition, now, [(f"Sam{n}", "Okafor") for n in range(30)])
packs.ask(petition, by=account("ada", now), now=now)
book.AT_ONCE = 5
draw, parts = book.Book._draw, []
def dies(self):
    draw(self)
    parts.append(1)
    if len(parts) == 3:
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
book.Book._draw = dies
making.make_waiting(now)
"""
AGAIN = """
pack = Pack.objects.get()
assert (pack.state, pack.tries, pack.file) == ("making", 1, ""), pack.state
assert making.make_waiting(datetime.now(UTC)) == 0
late = datetime.now(UTC) + making.LEASE
assert making.make_waiting(late) == 1
pack.refresh_from_db()
assert (pack.state, pack.tries, pack.signatures) == ("ready", 2, 30), pack.problem
assert sum(map(len, packs.fetch(pack, by=account("dee", now), now=datetime.now(UTC)))) == pack.size
"""


def run(home: Path, environment: dict[str, str], code: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", ASK + code],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode <= 0, done.stderr
    return done.returncode


def test_a_killed_worker_leaves_nothing_and_the_next_one_makes_the_pack(site: Site) -> None:
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    site.stop()
    assert run(site.home, environment, BEGIN) == -signal.SIGKILL
    left = [path for path in site.home.rglob("*") if path.is_file() and "packs" in path.parts]
    assert not left
    assert not list(site.home.rglob("tmp*"))
    assert run(site.home, environment, AGAIN) == 0
