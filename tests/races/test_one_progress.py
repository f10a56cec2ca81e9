"""Two workers count at once who signed: each signature is in the tally once, on either engine."""

import subprocess
import sys

from tests.live import STARTS_IN, Site

SIGNERS, THREADS = 50, 6
TOGETHER = """
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
import django
django.setup()
from django.db import connection
from tests.people import ada_opens, signs
from undersigned.signing import progress

progress.AT_ONCE = 3
now, together = datetime.now(UTC) + timedelta(days=1), Barrier({threads}, timeout=30)
petition = ada_opens(now)
progress.count_signed(now)
for number in range({signers}):
    signs(petition, now, email=f"sam{{number}}@example.org")

def count(_):
    connection.ensure_connection()
    together.wait()
    try:
        return progress.count_signed(now + timedelta(minutes=1))
    finally:
        connection.close()

with ThreadPoolExecutor({threads}) as pool:
    counted = sum(pool.map(count, range({threads})))
print(counted, progress.progress(petition).signed)
"""


def test_workers_that_count_at_once_count_each_signature_once(site: Site) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOGETHER.format(signers=SIGNERS, threads=THREADS)],
        env=site.environment | {"DJANGO_SETTINGS_MODULE": "undersigned.settings"},
        capture_output=True,
        text=True,
        timeout=STARTS_IN,
        check=False,
    )
    assert not done.returncode, done.stderr
    assert done.stdout.split() == [str(SIGNERS), str(SIGNERS)]
