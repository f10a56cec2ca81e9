"""Medians, ratios and verdicts, and the two ways in which they are told."""

import json
from pathlib import Path

import pytest

from undersigned.bench.figures import Goal, Reference, Spread, machine, table, write_json
from undersigned.bench.load import Hit, Run, percentile

G1 = Goal("G1", "sign", 300.0, "signatures/s", Reference.of("P1", [100, 400, 200]), least=1.5)


def test_the_middle_of_several_runs_counts_and_the_outermost_are_told() -> None:
    spread = Spread.of([5.0, 1.0, 3.0])
    assert (spread.middle, str(spread)) == (3.0, "1 .. 5")


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50.0), (0.99, 99.0), (1.0, 100.0)])
def test_a_percentile_is_the_value_that_this_share_does_not_exceed(share: float, expected: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], share) == expected


def test_no_values_have_no_percentile() -> None:
    assert percentile([], 0.99) == 0


def test_only_good_answers_before_the_end_make_the_rate() -> None:
    hits = [Hit(0, 200, 0.0, 1.0), Hit(1, 302, 0.0, 2.0), Hit(2, 429, 0.0, 1.0), Hit(3, 200, 1.5, 2.5)]
    run = Run(0.0, 2.0, hits)
    assert run.rate() == 1.0
    assert run.latency(1.0) == 2.0
    assert run.statuses() == {200: 2, 302: 1, 429: 1}


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        (G1, True),
        (Goal("G1", "sign", 299.0, "signatures/s", Reference("P1", 200.0), least=1.5), False),
        (Goal("G7", "age", 2.0, "s", most=2.0), True),
        (Goal("G7", "age", 2.1, "s", most=2.0), False),
        (Goal("G1 of P2", "sign", 2.0, "signatures/s", Reference("P2", 200.0)), None),
        (Goal("G1", "sign", 2.0, "signatures/s", Reference("P1", 0.0), least=1.5), False),
    ],
)
def test_a_goal_is_met_by_its_ratio_or_where_there_is_none_by_its_figure(
    goal: Goal,
    met: bool | None,  # noqa: FBT001
) -> None:
    assert goal.met is met


def test_the_file_says_figure_reference_and_their_quotient(tmp_path: Path) -> None:
    write_json(tmp_path / "f.json", [G1], about=machine("18.4"), quick=True, wrong=["a row is missing"])
    told = json.loads((tmp_path / "f.json").read_text())
    [line] = told["goals"]
    assert line["ratio"] == line["figure"] / line["reference"] == 1.5
    assert (line["goal"], line["unit"], line["least"], line["met"]) == ("G1", "signatures/s", 1.5, True)
    assert line["reference_runs"] == [100, 400, 200]
    assert (told["quick"], told["wrong"]) == (True, ["a row is missing"])
    assert told["machine"].keys() >= {"cores", "memory_gib", "python", "postgresql", "date"}


def test_the_table_has_a_line_a_goal_and_its_marks_below() -> None:
    marked = Goal("G2", "sign", 1.0, "signatures/s", marks=["above half of what the generator reaches"])
    lines = table([G1, marked])
    assert lines[1].split()[:3] == ["G1", "sign", "300"]
    assert "≥ 1.5" in lines[1]
    assert lines[1].endswith("met")
    assert lines[3].strip() == "above half of what the generator reaches"
