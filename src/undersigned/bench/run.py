"""The benchmark as a whole: which parts are measured, in which order, and what it ends with."""

import sys
from pathlib import Path

from undersigned.bench import reading_figures, signing_figures
from undersigned.bench.exporting import exporting
from undersigned.bench.figures import machine, table, write_json
from undersigned.bench.growth import disk, growth
from undersigned.bench.handing_over import handing_over
from undersigned.bench.many import many
from undersigned.bench.measuring import Bench, Plan, bench
from undersigned.bench.packing import packing
from undersigned.bench.processes import asked_to_stop_like_ctrl_c

RATES = QUICK = ("G1", "G2", "G3", "G4", "G5")
ON_POSTGRES = ("G1", "G3", "G7", "G12")
READING = ("G4", "G5", "G13")


def run(plan: Plan, *, json_file: Path | None = None) -> int:
    """Measure, print the table, write the file; 1 if an answer or a row was wrong or missing, else 0.

    Raises Trouble, and KeyboardInterrupt on Ctrl-C and SIGTERM, once all is cleaned up.
    """
    with asked_to_stop_like_ctrl_c(), bench(plan) as work:
        measure(work)
        about = machine(work.postgres_version())
    _print(work, about)
    if json_file:
        write_json(json_file, work.goals, about=about, quick=plan.quick, wrong=work.wrong)
    return 1 if work.wrong else 0


def measure(work: Bench) -> None:
    """Every part that the plan wants."""
    plan = work.plan
    if plan.grow:
        growth(work, list(plan.grow))
    if plan.petitions:
        many(work, list(plan.petitions))
    if not plan.grow and not plan.petitions:
        _measure_serving(work)
        _measure_rest(work)


def _measure_serving(work: Bench) -> None:
    plan = work.plan
    if plan.wants(*RATES):
        work.progress.say("the server alone")
        reading_figures.ceiling(work)
    if plan.wants(*ON_POSTGRES) and work.has_postgres():
        signing_figures.on_postgres(work)
    if plan.wants("G2"):
        signing_figures.on_sqlite(work)
    if plan.wants(*READING):
        reading_figures.reading(work)


def _measure_rest(work: Bench) -> None:
    plan = work.plan
    if plan.wants("G9"):
        exporting(work, plan.rows)
    if plan.wants("G12"):
        disk(work)
        packing(work)
    if plan.wants("G14"):
        handing_over(work)


def _print(work: Bench, about: dict[str, object]) -> None:
    if work.plan.quick:
        work.notes.insert(0, "QUICK: few and short runs; only the order of size counts")
    out = [*table(work.goals), ""]
    out.append(", ".join(f"{name} {value}" for name, value in about.items()))
    out += [f"note: {note}" for note in work.notes]
    out += [f"WRONG: {line}" for line in work.wrong]
    out.append(
        "every answer was held against the rows: " + ("wrong, see above" if work.wrong else "all there")
    )
    sys.stdout.write("\n".join(out) + "\n")
