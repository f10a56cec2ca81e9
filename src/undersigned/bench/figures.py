"""Figures side by side: medians, spread, ratios, the table that is printed and the file that is written."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """Several runs of one thing: the middle, the least and the most."""

    runs: tuple[float, ...]

    @classmethod
    def of(cls, runs: Sequence[float]) -> "Spread":
        """The runs in their order."""
        return cls(tuple(runs))

    @property
    def middle(self) -> float:
        return median(self.runs) if self.runs else 0.0

    def __str__(self) -> str:
        return f"{brief(min(self.runs))} .. {brief(max(self.runs))}" if self.runs else "-"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a figure is held against, and in which way: at least so many times it, or at most."""

    name: str
    figure: float
    spread: Spread | None = None

    @classmethod
    def of(cls, name: str, runs: Sequence[float]) -> "Reference":
        """The middle of several runs."""
        spread = Spread.of(runs)
        return cls(name, spread.middle, spread)


@dataclass(slots=True)
class Goal:
    """One line of the table. A goal is met by the ratio to its reference, or by the figure where there is none."""

    goal: str
    what: str
    figure: float
    unit: str
    reference: Reference | None = None
    least: float | None = None  # of the ratio, or of the figure without a reference
    most: float | None = None
    spread: Spread | None = None
    marks: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float | None:
        """Figure by reference; None without one."""
        if self.reference is None or not self.reference.figure:
            return None
        return self.figure / self.reference.figure

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None for a line that only tells."""
        value = self.ratio if self.reference else self.figure
        if self.least is None and self.most is None:
            return None
        if value is None:
            return False
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def as_json(self) -> dict[str, Any]:
        """The line for the file; `ratio` is the quotient of the two figures as they stand there."""
        figure = round(self.figure, 4)
        line: dict[str, Any] = {"goal": self.goal, "what": self.what, "figure": figure, "unit": self.unit}
        if self.reference:
            reference = round(self.reference.figure, 4)
            line |= {"reference": reference, "reference_is": self.reference.name}
            line |= {"ratio": figure / reference if reference else None}
            if self.reference.spread:
                line |= {"reference_runs": [round(run, 4) for run in self.reference.spread.runs]}
        if self.least is not None:
            line["least"] = self.least
        if self.most is not None:
            line["most"] = self.most
        if self.spread:
            line["runs"] = [round(run, 4) for run in self.spread.runs]
        return line | {"met": self.met, "marks": self.marks}


COLUMNS = ("goal", "what", "figure", "unit", "spread", "reference", "ratio", "wanted", "verdict")


def brief(number: float) -> str:
    """A number with about three digits that count."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def table(goals: Sequence[Goal]) -> list[str]:
    """The lines of the table, with a line below for each mark."""
    rows = [COLUMNS, *(_cells(goal) for goal in goals)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    lines = []
    for row, goal in zip(rows, [None, *goals], strict=True):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        lines += [f"{'':{widths[0]}}    {mark}" for mark in (goal.marks if goal else ())]
    return lines


def _cells(goal: Goal) -> tuple[str, ...]:
    reference = f"{goal.reference.name} {brief(goal.reference.figure)}" if goal.reference else ""
    if goal.reference and goal.reference.spread:
        reference += f" ({goal.reference.spread})"
    wanted = " ".join(
        f"{sign} {brief(bound)}" for sign, bound in (("≥", goal.least), ("≤", goal.most)) if bound is not None
    )
    verdict = {True: "met", False: "not met", None: ""}[goal.met]
    ratio = "" if goal.ratio is None else f"{goal.ratio:.3g}"
    spread = str(goal.spread) if goal.spread else ""
    return (goal.goal, goal.what, brief(goal.figure), goal.unit, spread, reference, ratio, wanted, verdict)


def machine(postgresql: str) -> dict[str, Any]:
    """What the figures were taken on; nothing that names the machine."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": postgresql,
        "load_before": round(os.getloadavg()[0], 2),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def write_json(
    file: Path, goals: Sequence[Goal], *, about: dict[str, Any], quick: bool, wrong: Sequence[str]
) -> None:
    """Write the file."""
    whole = {
        "machine": about,
        "quick": quick,
        "goals": [goal.as_json() for goal in goals],
        "wrong": list(wrong),
    }
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
