"""How old a count is: as old as the first confirmation that it lacks."""

from undersigned.bench.freshness import exact_in_the_end, staleness
from undersigned.bench.load import Hit, Run

CONFIRMED = Run(0.0, 9.0, [Hit(n, 302, 0.0, float(n)) for n in (1, 2, 3)])


def seen(number: int, at: float) -> Hit:
    return Hit(0, 200, at, at, f'2c\r\n{{"signatures": {number}, "goal": 50}}\r\n0\r\n\r\n'.encode())


def test_a_count_that_has_all_answered_confirmations_or_more_is_fresh() -> None:
    samples = Run(0.0, 9.0, [seen(10, 0.5), seen(11, 1.5), seen(13, 2.5), seen(13, 8.0)])
    assert staleness(CONFIRMED, samples, before=10) == 0


def test_a_count_that_lacks_some_is_as_old_as_the_first_of_them() -> None:
    samples = Run(0.0, 9.0, [seen(10, 1.25), seen(11, 3.5)])
    assert staleness(CONFIRMED, samples, before=10) == 1.5


def test_the_last_count_must_be_exact() -> None:
    samples = Run(0.0, 9.0, [seen(12, 4.0), seen(13, 5.0)])
    assert exact_in_the_end(samples, 13) == []
    assert exact_in_the_end(samples, 14) == ["the count after quiet was 13, counted are 14"]


def test_a_count_that_was_not_told_is_named() -> None:
    assert exact_in_the_end(Run(0.0, 9.0, [Hit(0, 503, 0.0, 1.0)]), 0)
