"""The rule that tells a difference in time from noise: it sees what is there, and nothing else."""

import random

import pytest

from tests.timing import LATE, MEDIAN, differ, would_be_seen

KINDS = ("unknown", "pending", "confirmed")


def noisy(seed: int, number: int = 400) -> dict[str, list[float]]:
    """Times as a busy machine gives them: mostly alike, now and then much longer, for all kinds alike."""
    chance = random.Random(seed)  # noqa: S311
    return {
        kind: [
            chance.gauss(0.010, 0.001) + (chance.random() < 0.1) * 0.01 * chance.random()
            for _ in range(number)
        ]
        for kind in KINDS
    }


@pytest.mark.parametrize("seed", range(8))
def test_noise_alone_is_no_difference(seed: int) -> None:
    assert not any(differ(noisy(seed), *limit) for limit in (MEDIAN, LATE))


@pytest.mark.parametrize("seed", range(8))
def test_one_kind_that_is_slower_is_found(seed: int) -> None:
    times = noisy(seed)
    times["pending"] = [seconds * 1.08 for seconds in times["pending"]]
    assert differ(times, *MEDIAN)


@pytest.mark.parametrize("seed", range(8))
def test_one_kind_that_is_late_more_often_is_found(seed: int) -> None:
    times = noisy(seed)
    times["confirmed"] = [
        seconds * (1.8 if n % 6 == 0 else 1) for n, seconds in enumerate(times["confirmed"])
    ]
    assert differ(times, *LATE)


def test_a_few_wild_times_prove_nothing() -> None:
    chance = random.Random(7)  # noqa: S311
    wild = {kind: [0.01 * chance.paretovariate(0.8) for _ in range(30)] for kind in KINDS}
    assert not would_be_seen(wild, *LATE)
