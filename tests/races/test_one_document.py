"""One document, imported many times at once: it is taken once, and everyone is told, on either engine."""

import json
import subprocess
import sys
from typing import Any

from tests.live import STARTS_IN, Site

ROUNDS, THREADS = 5, 8
# Runs `one(number)` in many threads at the same moment, for each number, each thread with its own connection.
TOGETHER = """
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
import django
django.setup()
from django.db import connection
from undersigned.people.actions import site_team
from undersigned.petitions.document import read
from undersigned.petitions.importing import import_document
from undersigned.petitions.models import Petition
from undersigned.petitions.translating import TranslationRefused, add_translation

now, together = datetime.now(UTC), Barrier({threads}, timeout=30)
team = site_team(now=now)

def written(number):
    return f"The Mayor must plant tree {{number}}\\n\\nOur streets are hot.\\n\\nThere is no shade.".encode()

def imported(data):
    return import_document(data, read(data), team=team, as_draft=False, now=now)

{body}

def at_once(number):
    connection.ensure_connection()
    together.wait()
    try:
        return one(number)
    finally:
        connection.close()

with ThreadPoolExecutor({threads}) as pool:
    print(json.dumps([list(pool.map(at_once, [number] * {threads})) for number in range({rounds})]))
"""
IMPORT = """
def one(number):
    done = imported(written(number))
    return [done.petition.public_number, done.is_new]
"""
TRANSLATE = """
petitions = [imported(written(number)).petition for number in range({rounds})]
french = read("Le maire doit planter des arbres\\n\\nNos rues sont chaudes.\\n\\nSans ombre.".encode())

def one(number):
    try:
        return add_translation(petitions[number], french, language="fr", now=now).pk
    except TranslationRefused:
        return None
"""


def _at_once(site: Site, body: str) -> list[list[Any]]:
    """What each thread answered, a list for each round."""
    code = TOGETHER.format(threads=THREADS, rounds=ROUNDS, body=body.format(rounds=ROUNDS))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=STARTS_IN,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rounds = json.loads(done.stdout)
    assert [len(answers) for answers in rounds] == [THREADS] * ROUNDS
    return list(rounds)


def test_one_document_imported_many_times_at_once_is_one_petition(site: Site) -> None:
    for answers in _at_once(site, IMPORT):
        assert len({number for number, _ in answers}) == 1
        assert [is_new for _, is_new in answers].count(True) == 1
    assert f"{ROUNDS + 1} petitions compared" in site.run("recount").stdout  # and the example


def test_one_translation_added_many_times_at_once_is_added_once(site: Site) -> None:
    for answers in _at_once(site, TRANSLATE):
        assert answers.count(None) == THREADS - 1
