"""Telling whether one kind of answer takes longer than another, on a machine that others use as well."""

import random
from collections.abc import Mapping, Sequence

Times = Mapping[
    str, Sequence[float]
]  # seconds by kind; the n-th of every kind were taken one after the other
SHUFFLES = 300
BY_CHANCE = 0.01  # what comes out so often although nothing differs proves nothing
MEDIAN, LATE = (0.5, 1.05), (0.95, 1.10)  # which time of all, and how far apart the kinds may be in it


def at(seconds: Sequence[float], share: float) -> float:
    """The time within which this share of answers came."""
    return sorted(seconds)[int(len(seconds) * share)]


def spread(times: Times, share: float) -> float:
    """How far apart the slowest and the quickest kind are: 1.05 is five percent."""
    reached = [at(seconds, share) for seconds in times.values()]
    return max(reached) / min(reached)


def differ(times: Times, share: float, most: float, *, seed: int = 7) -> bool:
    """Whether the kinds are further apart than they may be, and further than chance brings them.

    A permutation test: within each round the times are given to the kinds anew, as if the kind meant nothing.
    """
    measured = spread(times, share)
    if measured <= most:
        return False
    rounds = list(zip(*times.values(), strict=True))
    order = random.Random(seed)  # noqa: S311 - which time is whose, nothing secret
    as_far = 0
    for _ in range(SHUFFLES):
        shuffled = zip(*(order.sample(one, len(one)) for one in rounds), strict=True)
        as_far += spread(dict(zip(times, shuffled, strict=True)), share) >= measured
    return as_far < BY_CHANCE * SHUFFLES


def would_be_seen(times: Times, share: float, most: float) -> bool:
    """Whether these very times show it if one kind is slowed by as much again as may be: else they prove nothing."""
    kind = sorted(times, key=lambda kind: at(times[kind], share))[len(times) // 2]  # slowed from the middle
    slowed = [seconds + at(times[kind], share) * (most - 1) * 2 for seconds in times[kind]]
    return differ({**times, kind: slowed}, share, most)
