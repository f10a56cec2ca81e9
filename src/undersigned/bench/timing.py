"""How long single pages take, and how the same page compares on sites of several sizes (G6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from undersigned.bench.figures import Goal, Reference, Spread
from undersigned.bench.load import Job, drive
from undersigned.bench.measuring import Bench

WITHIN = 1.25  # times what it is on the smallest
PAGE_SECONDS = 0.5


@dataclass
class Timed:
    """One size: its name, the port of its site, a request for each page, and what each round gave, in ms."""

    size: str
    port: int
    requests: Mapping[str, bytes]
    times: dict[str, list[float]] = field(default_factory=dict)


def take_times(bench: Bench, sizes: Sequence[Timed], what: str) -> None:
    """Round by round, the sizes in turns, so that what else the machine does falls on all of them."""
    for number in range(bench.plan.rounds):
        bench.progress.say(f"{what}: pages, round {number + 1} of {bench.plan.rounds}")
        for name in sizes[0].requests:
            for size in sizes:
                size.times.setdefault(name, []).append(_page(bench, size, name))


def _page(bench: Bench, size: Timed, name: str) -> float:
    """ms of one page on one connection, the middle of all within a short while."""
    request = size.requests[name]
    drive(Job(size.port, [request] * 3, 1, 10))
    run = drive(Job(size.port, [request], 1, PAGE_SECONDS, repeats=True))
    bench.hold(run, f"the page {name}")
    if led := sum(1 for hit in run.good() if hit.status != 200):
        bench.wrong.append(f"the page {name} led elsewhere: {led} times")
    return 1000 * run.latency(0.5)


def add_times(bench: Bench, sizes: Sequence[Timed], engine: str) -> None:
    """A line for each page and size, beside the smallest."""
    smallest = sizes[0]
    for size in sizes:
        for name, times in size.times.items():
            spread, reference = Spread.of(times), Reference.of(f"at {smallest.size}", smallest.times[name])
            what = f"{engine}, {size.size}: {name}"
            bench.add(Goal("G6", what, spread.middle, "ms", reference, most=WITHIN, spread=spread))
