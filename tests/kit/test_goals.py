"""The goal, its next step, and the milestones."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit.goals import goal, milestones, next_step, told

counts = st.one_of(st.integers(0, 10**9), st.integers(0, 3_000))
goals = st.one_of(st.none(), st.integers(0, 10**10))


def steps(most: int) -> list[int]:
    """Every goal that is reached on the way from 0, one after the other."""
    found = [goal(0, None)]
    while found[-1] < most:
        found.append(goal(found[-1], None))
    return found


def test_the_steps_without_an_own_goal_are_these() -> None:
    assert steps(6_000_000) == [
        *(
            10,
            25,
            50,
            100,
            200,
            500,
            1_000,
            1_500,
            2_500,
            5_000,
            7_500,
            10_000,
            15_000,
            25_000,
            35_000,
            50_000,
        ),
        *(75_000, 150_000, 200_000, 300_000, 500_000, 1_000_000, 1_500_000, 3_000_000, 4_500_000, 6_000_000),
    ]


@pytest.mark.parametrize(
    ("peak", "own", "expected"),
    [
        (0, None, 10),
        (9, None, 10),
        (10, None, 25),
        (0, 50_000, 50_000),
        (49_999, 50_000, 50_000),
        (50_000, 50_000, 75_000),
        (60_000, 50_000, 75_000),
        (0, 0, 10),
        (0, 1, 1),
        (1_499_999, None, 1_500_000),
        (1_500_000, None, 3_000_000),
        (6_103_056, None, 7_500_000),
    ],
)
def test_the_goal_of(peak: int, own: int | None, expected: int) -> None:
    assert goal(peak, own) == expected


@given(counts, goals)
def test_the_goal_is_always_still_ahead(peak: int, own: int | None) -> None:
    assert goal(peak, own) > peak


@given(counts, goals)
def test_an_own_goal_holds_until_it_is_reached(peak: int, own: int | None) -> None:
    reached = own is None or peak >= own
    assert goal(peak, own) == (goal(peak, None) if reached else own)


@given(counts, st.integers(0, 10**6))
def test_the_goal_never_falls_while_the_peak_grows(peak: int, more: int) -> None:
    assert goal(peak, None) <= goal(peak + more, None)


@given(st.integers(100, 10**9))
def test_from_a_hundred_on_the_bar_is_at_least_two_fifths_full(peak: int) -> None:
    assert 5 * peak >= 2 * goal(peak, None)


def test_the_bar_is_at_least_two_fifths_full_at_the_foot_of_each_step() -> None:
    for peak in steps(10**9):  # a bar is shortest just after a step was reached
        assert peak < 100 or 5 * peak >= 2 * goal(peak, None)


@pytest.mark.parametrize(
    ("peak", "own", "expected"),
    [
        (0, 50_000, 10),
        (10, 50_000, 25),
        (4_999, 50_000, 5_000),
        (5_000, 50_000, None),
        (60_000, 50_000, None),
        (100, None, None),
        (0, 10, None),
        (0, 11, 10),
        (1, 11, 10),
    ],
)
def test_a_far_goal_has_a_next_step(peak: int, own: int | None, expected: int | None) -> None:
    assert next_step(peak, own) == expected


@given(counts, goals)
def test_a_next_step_lies_between_the_count_and_the_goal(peak: int, own: int | None) -> None:
    step = next_step(peak, own)
    if step is None:
        assert own is None or own <= 10 * peak or own <= goal(peak, None)
    else:
        assert peak < step < goal(peak, own)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (0, 9, []),
        (9, 10, [10]),
        (10, 10, []),
        (10, 11, []),
        (0, 100, [10, 50, 100]),
        (99_999, 1_000_000, [100_000, 500_000, 1_000_000]),
        (999_999, 3_000_001, [1_000_000, 2_000_000, 3_000_000]),
        (2_000_000, 2_999_999, []),
        (500, 400, []),
        (5_000_000, 3, []),
    ],
)
def test_each_milestone_that_was_crossed_is_named(before: int, after: int, expected: list[int]) -> None:
    assert milestones(before, after) == expected


@given(st.lists(st.integers(0, 5 * 10**6), min_size=2, max_size=20).map(sorted))
def test_milestones_are_told_once_however_the_count_grows(peaks: list[int]) -> None:
    told = [number for before, after in itertools.pairwise(peaks) for number in milestones(before, after)]
    assert told == milestones(peaks[0], peaks[-1])


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, (0, False)),
        (1, (1, False)),
        (100, (100, False)),
        (101, (100, True)),
        (110, (100, True)),
        (111, (110, True)),
        (1_000, (990, True)),
        (1_001, (1_000, True)),
        (1_299, (1_200, True)),
        (12_345, (12_000, True)),
        (6_103_056, (6_100_000, True)),
    ],
)
def test_a_picture_tells_a_round_number_below_the_count(count: int, expected: tuple[int, bool]) -> None:
    assert told(count) == expected


@given(st.integers(101, 10**9))
def test_what_a_picture_tells_is_true_for_long_and_never_far_off(count: int) -> None:
    shown, is_more = told(count)
    assert is_more
    assert shown < count <= shown * 1.1 + 1
    assert told(count + 1)[0] >= shown


@pytest.mark.parametrize("wrong", [-1, True, False, 1.0, "1"])
def test_what_is_no_count_is_refused(wrong: object) -> None:
    for attempt in (
        lambda: goal(wrong, None),  # type: ignore[arg-type]
        lambda: goal(0, wrong),  # type: ignore[arg-type]
        lambda: next_step(wrong, None),  # type: ignore[arg-type]
        lambda: next_step(0, wrong),  # type: ignore[arg-type]
        lambda: milestones(0, wrong),  # type: ignore[arg-type]
        lambda: milestones(wrong, 0),  # type: ignore[arg-type]
        lambda: told(wrong),  # type: ignore[arg-type]
    ):
        with pytest.raises(ValueError, match="whole number"):
            attempt()
