"""A draft from many tabs at once: one page begins one draft, and of those who save from one version one is kept."""

import json
import subprocess
import sys
from typing import Any

from tests.live import STARTS_IN, Site

THREADS = 8
# Runs `one(number)` in many threads at the same moment, each with its own connection.
TOGETHER = """
import json, uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
import django
django.setup()
from django.db import connection
from undersigned.people.actions import site_team
from undersigned.petitions.drafting import Stale, as_typed, save, start, version_of
from undersigned.petitions.models import Manuscript, Petition

now, together, key = datetime.now(UTC), Barrier({threads}, timeout=30), uuid.uuid4()
team = site_team(now=now)
typed = {{"title": "The Mayor must plant trees", "story": "It is hot.", "hands_over": "number"}}

def begins(number):
    return start(typed, key=key, team=team, now=now).petition.pk

def saves(number):
    try:
        save(Petition.objects.get(manuscript__key=key), typed | {{"call": f"{{number}}"}}, version=1, now=now)
    except Stale:
        return None
    return f"{{number}}"

def at_once(one):
    def runs(number):
        connection.ensure_connection()
        together.wait()
        try:
            return one(number)
        finally:
            connection.close()
    with ThreadPoolExecutor({threads}) as pool:
        return list(pool.map(runs, range({threads})))

begun, saved = at_once(begins), at_once(saves)
kept = Petition.objects.get(manuscript__key=key)
print(json.dumps([begun, saved, as_typed(kept)["call"], version_of(kept)]))
"""


def _together(site: Site) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", TOGETHER.format(threads=THREADS)],
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=STARTS_IN,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_many_tabs_at_once_begin_one_draft_and_keep_one_version(site: Site) -> None:
    begun, saved, call, version = _together(site)
    assert len(begun) == THREADS
    assert len(set(begun)) == 1
    assert [answer for answer in saved if answer is not None] == [call]
    assert version == 2
