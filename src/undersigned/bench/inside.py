"""What no page does: the worker's claim, forgetting, recounting, timed in a process with the site's settings."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from uuid import uuid4

from undersigned.mailing import outbox
from undersigned.ops.retention import count_due
from undersigned.petitions.models import Petition
from undersigned.signing.recounting import recount

BATCH = 20


def time_inside(slug: str) -> None:
    """Print how long each takes, in ms, and how many numbers a recount finds wrong, as JSON."""
    petition = Petition.objects.get(slugs__slug=slug)
    differences: list[object] = []

    def recounts() -> None:
        differences[:] = recount(petition, mend=False, now=datetime.now(UTC))

    times = {
        "claim": _median(_claim, 5),
        "forget": _median(lambda: count_due(datetime.now(UTC)), 3),
        "recount": _median(recounts, 1),
    }
    sys.stdout.write(json.dumps(times | {"differences": len(differences)}) + "\n")


def _claim() -> None:
    outbox.give_back(outbox.claim(uuid4(), now=datetime.now(UTC), size=BATCH))


def _median(act: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started_at = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - started_at))
    return median(taken)
