"""G6 and the disk of G12: the same petition with ten thousand signatures, a million, ten million."""

import json
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field

import psycopg

from undersigned.bench.campaigner import signed_in
from undersigned.bench.database import FILE
from undersigned.bench.figures import Goal, Reference, Spread
from undersigned.bench.filled import Filled, fill
from undersigned.bench.grown_pages import requests
from undersigned.bench.measuring import Bench
from undersigned.bench.pgbench import Pgbench, settle
from undersigned.bench.processes import Trouble
from undersigned.bench.sqlite_alone import SqliteAlone
from undersigned.bench.stand import Stand, stand_again
from undersigned.bench.timing import WITHIN, Timed, add_times, take_times

BYTES = 450.0
CONNECTIONS = {"PostgreSQL": 256, "SQLite": 64}
LATER_PEOPLE = 100_000


@dataclass
class Size:
    """One size on one engine: the running site, the database alone, and what each round gave."""

    filled: Filled
    stand: Stand
    alone: Pgbench | SqliteAlone
    pages: Timed
    by_itself: list[float] = field(default_factory=list)  # signings a second
    signed: list[float] = field(default_factory=list)
    confirmed: list[float] = field(default_factory=list)
    inside: dict[str, float] = field(default_factory=dict)  # ms

    def against_itself(self, rates: list[float]) -> Spread:
        """Each round's rate by what the database reached alone in the same round."""
        return Spread.of([rate / alone for rate, alone in zip(rates, self.by_itself, strict=True)])


def growth(bench: Bench, numbers: list[int]) -> None:
    """Every size on both engines, and how the larger compare with the smallest."""
    for engine in ("PostgreSQL", "SQLite"):
        if engine == "PostgreSQL" and not bench.has_postgres():
            continue
        filled = [fill(bench, engine, number) for number in sorted(numbers)]
        alone = [_alone(bench, engine, one) for one in filled]
        with ExitStack() as running:
            measured = []
            for one, by_itself in zip(filled, alone, strict=True):
                again = stand_again(one.site, one.slug, first_person=LATER_PEOPLE)
                measured.append(_size(one, running.enter_context(again), by_itself))
            _measure(bench, engine, measured)
        _add(bench, engine, measured)


def _size(filled: Filled, again: Stand, alone: Pgbench | SqliteAlone) -> Size:
    asked = requests(again, filled, signed_in(again.site, again.slug))
    return Size(filled, again, alone, Timed(f"{filled.signatures:,}", again.site.port, asked))


def disk(bench: Bench, number: int = 50_000) -> None:
    """G12 alone: how much room each confirmed signature takes."""
    for engine in ("PostgreSQL", "SQLite"):
        if engine == "SQLite" or bench.has_postgres():
            _add_bytes(bench, engine, fill(bench, engine, number))


def _measure(bench: Bench, engine: str, measured: list[Size]) -> None:
    take_times(bench, [size.pages for size in measured], f"{engine}, grown")
    for number in range(bench.plan.rounds):
        bench.progress.say(f"{engine}, grown: signing, round {number + 1} of {bench.plan.rounds}")
        for size in measured:
            _sign_and_confirm(bench, engine, size)
    for size in measured:
        size.inside = _inside(size.stand)
        bench.wrong += size.stand.wrong


def _sign_and_confirm(bench: Bench, engine: str, size: Size) -> None:
    seconds, connections = bench.plan.seconds, CONNECTIONS[engine]
    if not size.by_itself:
        size.stand.sign(connections=connections, seconds=1)
    if bench.server:
        settle(bench.server.url)
    size.by_itself.append(size.alone.signings(seconds))
    size.signed.append(size.stand.sign(connections=connections, seconds=seconds).rate())
    size.confirmed.append(size.stand.confirm(connections=connections, seconds=seconds).rate())


def _alone(bench: Bench, engine: str, filled: Filled) -> Pgbench | SqliteAlone:
    """The database by itself: a copy of the filled tables."""
    if engine == "PostgreSQL":
        server = bench.postgres()
        name = f"alone_{filled.signatures}"
        original = filled.site.database_url.rpartition("/")[2]
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"'.encode())
        return Pgbench(server, name, filled.shapes)
    home = bench.folder / f"alone_{filled.signatures}"
    home.mkdir()
    shutil.copy(filled.site.home / FILE, home / FILE)
    return SqliteAlone(home, filled.shapes)


def _inside(site: Stand) -> dict[str, float]:
    command = f"from undersigned.bench.inside import time_inside; time_inside({site.slug!r})"
    done = site.site.run("shell", "--no-imports", "-c", command)
    if done.returncode != 0:
        raise Trouble(f"timing the worker failed: {done.stderr.strip()[-300:]}")
    times: dict[str, float] = json.loads(done.stdout)
    if differences := int(times.pop("differences")):
        site.wrong.append(f"recount: {differences} numbers differ after filling, signing and confirming")
    return times


def _add(bench: Bench, engine: str, measured: list[Size]) -> None:
    add_times(bench, [size.pages for size in measured], engine)
    for size in measured:
        where = f"{engine}, {size.filled.signatures:,}"
        _add_inside(bench, where, size, measured[0])
        _add_rates(bench, where, size, measured[0])
        _add_bytes(bench, engine, size.filled)


def _add_inside(bench: Bench, where: str, size: Size, smallest: Size) -> None:
    at = f"at {smallest.filled.signatures:,}"
    for name, time in size.inside.items():
        bench.add(Goal("G6 inside", f"{where}: {name}", time, "ms", Reference(at, smallest.inside[name])))


def _add_rates(bench: Bench, where: str, size: Size, smallest: Size) -> None:
    """Signing and confirming, each as its ratio to the database alone, beside that ratio on the smallest."""
    at = f"at {smallest.filled.signatures:,}"
    rates = (("sign", size.signed, smallest.signed), ("confirm", size.confirmed, smallest.confirmed))
    for name, own, least in rates:
        ratios, on_smallest = size.against_itself(own), smallest.against_itself(least)
        reference = Reference(at, on_smallest.middle, on_smallest)
        what = f"{where}: {name}, of the database alone"
        line = Goal("G6", what, ratios.middle, "×", reference, least=1 / WITHIN, spread=ratios)
        alone = Spread.of(size.by_itself).middle
        line.marks.append(f"{Spread.of(own).middle:,.0f} a second, the database alone {alone:,.0f}")
        bench.add(line)


def _add_bytes(bench: Bench, engine: str, filled: Filled) -> None:
    what = f"{engine}, {filled.signatures:,}: a confirmed signature"
    goal = Goal("G12 disk", what, sum(filled.bytes_each.values()), "bytes", most=BYTES)
    goal.marks += [f"{name} {room:.0f}" for name, room in filled.bytes_each.items()]
    bench.add(goal)
