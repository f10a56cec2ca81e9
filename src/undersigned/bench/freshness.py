"""How old the count is that a reader is given while others confirm."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from undersigned.bench.load import Generator, Hit, Job, Run
from undersigned.bench.people import get
from undersigned.bench.stand import Stand

EVERY = 10.0  # samples a second
FOR_QUIET = 3.0  # seconds of sampling after the last confirmation


def confirm_and_watch(stand: Stand, *, connections: int, seconds: float) -> tuple[Run, float]:
    """Confirm while somebody else asks for the count ten times a second; the run, and the oldest count seen (s)."""
    before, seen = stand.counted(), list[Run]()
    watching = _watching(stand, seconds + FOR_QUIET, seen)
    run = stand.confirm(connections=connections, seconds=seconds, meanwhile=watching)
    stand.wrong += exact_in_the_end(seen[0], stand.counted())
    return run, staleness(run, seen[0], before=before)


@contextmanager
def _watching(stand: Stand, seconds: float, seen: list[Run]) -> Iterator[None]:
    # The watcher goes first, should the confirming be interrupted: the thread that waits for it then ends.
    with ThreadPoolExecutor(1) as beside, Generator(sampling(stand, seconds)) as watcher:
        watching = beside.submit(watcher.result)
        yield
        seen.append(watching.result())


def sampling(stand: Stand, seconds: float) -> Job:
    """Ask for the count ten times a second, whether or not the answer before has come."""
    request = get(f"/p/{stand.slug}/count.json", stand.site.port, client="10.255.255.1")
    return Job(stand.site.port, [request], 4, seconds, rate=EVERY, repeats=True, keeps=True)


def count_in(hit: Hit) -> int:
    """The number that an answer of count.json gave; -1 for none."""
    if hit.status != 200:
        return -1
    text = hit.body.decode()
    # A body in chunks has their sizes around it.
    found = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return int(found["signatures"])


def staleness(confirming: Run, samples: Run, *, before: int) -> float:
    """The greatest age, in seconds, of a count when it arrived.

    A count of n is as old as the answer to the confirmation that it lacks: the one after the n that it has.
    """
    answered_at = sorted(hit.answered_at for hit in confirming.good())
    oldest = 0.0
    for sample in samples.good():
        known = count_in(sample) - before
        answered = bisect_right(answered_at, sample.answered_at)
        if 0 <= known < answered:
            oldest = max(oldest, sample.answered_at - answered_at[known])
    return oldest


def exact_in_the_end(samples: Run, counted: int) -> list[str]:
    """What is wrong with the last count that was seen, once all was quiet."""
    good = sorted(samples.good(), key=lambda hit: hit.answered_at)
    if len(good) < len(samples.hits) or samples.unanswered or not good:
        return ["the count was asked for and not told: " + str(samples.statuses() or samples.unanswered)]
    last = count_in(good[-1])
    return [] if last == counted else [f"the count after quiet was {last}, counted are {counted}"]
