"""The goal, the step on the way to a far goal, and the milestones: from the count alone."""

from bisect import bisect_right

LADDER = (
    *(10, 25, 50, 100, 200, 500, 1_000, 1_500, 2_500, 5_000, 7_500, 10_000, 15_000, 25_000, 35_000, 50_000),
    *(75_000, 150_000, 200_000, 300_000, 500_000, 1_000_000, 1_500_000),
)
STRIDE = 1_500_000  # above the ladder
MILESTONES = (10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000)
MILESTONE_STRIDE = 1_000_000
FAR = 10  # times the count


def goal(peak: int, own: int | None) -> int:
    """The number to reach. `peak` is the highest public count so far, so a fall of the count moves no goal.

    `own`, the campaigner's, holds while it is above the peak. Raises ValueError for what is no count.
    """
    _check(peak, 0 if own is None else own)
    return own if own is not None and own > peak else _step_above(peak)


def next_step(peak: int, own: int | None) -> int | None:
    """The step to show before an own goal more than ten times the count; None where the goal is near enough.

    A step that is not below the goal itself would be no step on the way, so it is not shown.
    """
    _check(peak, 0 if own is None else own)
    step = _step_above(peak)
    return step if own is not None and own > FAR * peak and step < own else None


def milestones(before: int, after: int) -> list[int]:
    """The milestones above `before` and not above `after`; pass peaks, and none is told twice."""
    _check(before, after)
    listed = list(MILESTONES[bisect_right(MILESTONES, before) : bisect_right(MILESTONES, after)])
    first_million = max(before // MILESTONE_STRIDE + 1, 2)
    return listed + list(range(first_million * MILESTONE_STRIDE, after + 1, MILESTONE_STRIDE))


def told(count: int) -> tuple[int, bool]:
    """The number that a picture tells, which is kept for long, and whether the count is above it.

    Exact up to 100; beyond, the highest number of two digits and noughts below the count, so that "more than 1,200"
    is true and stays so while hundreds follow.
    """
    _check(count)
    if count <= 100:
        return count, False
    step = 10 ** (len(str(count - 1)) - 2)
    return (count - 1) // step * step, True


def _step_above(peak: int) -> int:
    if peak < LADDER[-1]:
        return LADDER[bisect_right(LADDER, peak)]
    return (peak // STRIDE + 1) * STRIDE


def _check(*counts: int) -> None:
    for count in counts:
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise ValueError(f"a count is a whole number from 0, not {count!r}")
