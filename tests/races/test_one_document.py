"""One document, imported many times at once: one petition, and everyone is told which, on either engine."""

import json
import subprocess
import sys

from tests.live import STARTS_IN, Site

ROUNDS, THREADS = 5, 8
IMPORTERS = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
import django
django.setup()
from django.db import connection
from undersigned.people.actions import site_team
from undersigned.petitions.document import read
from undersigned.petitions.importing import import_document

rounds, threads = int(sys.argv[1]), int(sys.argv[2])
now, together = datetime.now(UTC), Barrier(threads, timeout=30)
team = site_team(now=now)

def one(number):
    data = f"The Mayor must plant tree {number}\\n\\nOur streets are hot.\\n\\nThere is no shade.".encode()
    document = read(data)
    connection.ensure_connection()
    together.wait()
    try:
        done = import_document(data, document, team=team, as_draft=False, now=now)
        return [done.petition.public_number, done.is_new]
    finally:
        connection.close()

with ThreadPoolExecutor(threads) as pool:
    print(json.dumps([list(pool.map(one, [number] * threads)) for number in range(rounds)]))
"""


def test_one_document_imported_many_times_at_once_is_one_petition(site: Site) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTERS, str(ROUNDS), str(THREADS)],
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=STARTS_IN,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rounds = json.loads(done.stdout)
    assert len(rounds) == ROUNDS
    for answers in rounds:
        assert len(answers) == THREADS
        assert len({number for number, _ in answers}) == 1
        assert [is_new for _, is_new in answers].count(True) == 1
    assert f"{ROUNDS + 1} petitions compared" in site.run("recount").stdout  # and the example
