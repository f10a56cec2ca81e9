"""G6 and the disk of G12: the same petition with ten thousand signatures, a million, ten million."""

import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from undersigned.bench.database import FILE, opened
from undersigned.bench.figures import Goal, Reference
from undersigned.bench.load import Job, drive
from undersigned.bench.measuring import Bench
from undersigned.bench.people import get
from undersigned.bench.pgbench import Pgbench, settle
from undersigned.bench.processes import Trouble
from undersigned.bench.shape import Shape
from undersigned.bench.site import Site
from undersigned.bench.sizes import each, sizes
from undersigned.bench.sqlite_alone import SqliteAlone
from undersigned.bench.stand import Stand, stand, stand_again
from undersigned.kit import tokens

WITHIN = 1.25  # times what it is on the smallest
BYTES = 450.0
CONNECTIONS = {"PostgreSQL": 256, "SQLite": 64}
LATER_PEOPLE = 100_000
A_SECOND = 2_000  # signatures that filling makes at the very least, so that it ends


@dataclass
class Size:
    """What was measured on one engine at one size."""

    signatures: int
    pages: dict[str, float] = field(default_factory=dict)  # ms, median
    inside: dict[str, float] = field(default_factory=dict)  # ms
    alone: float = 0.0  # signings a second, the database by itself
    signed: float = 0.0
    confirmed: float = 0.0
    bytes_each: dict[str, float] = field(default_factory=dict)  # by table and index


@dataclass(frozen=True, slots=True)
class Filled:
    """A stopped site whose petition was filled, and one of the signatures in the middle."""

    site: Site
    slug: str
    shapes: list[Shape]
    sample: dict[str, str]
    bytes_each: dict[str, float]


def growth(bench: Bench, numbers: list[int]) -> None:
    """Every size on both engines, and how the larger compare with the smallest."""
    for engine in ("PostgreSQL", "SQLite"):
        if engine == "PostgreSQL" and not bench.has_postgres():
            continue
        measured = [_measure(bench, engine, number) for number in sorted(numbers)]
        _add(bench, engine, measured)


def disk(bench: Bench, number: int = 50_000) -> None:
    """G12 alone: how much room each confirmed signature takes."""
    for engine in ("PostgreSQL", "SQLite"):
        if engine == "SQLite" or bench.has_postgres():
            _add_bytes(bench, engine, Size(number, bytes_each=_fill(bench, engine, number).bytes_each))


def _measure(bench: Bench, engine: str, number: int) -> Size:
    filled = _fill(bench, engine, number)
    size = Size(number, bytes_each=filled.bytes_each)
    bench.progress.say(f"{engine}, {number:,} signatures: pages, signing, confirming")
    size.alone = _alone(bench, engine, filled, number)
    with stand_again(filled.site, filled.slug, first_person=LATER_PEOPLE) as site:
        for name, path in _pages(site, filled).items():
            size.pages[name] = _page(bench, site, name, path)
        connections = CONNECTIONS[engine]
        site.sign(connections=connections, seconds=1)
        size.signed = site.sign(connections=connections, seconds=bench.plan.seconds).rate()
        size.confirmed = site.confirm(connections=connections, seconds=bench.plan.seconds).rate()
        size.inside = _inside(site)
        bench.wrong += site.wrong
    return size


def _fill(bench: Bench, engine: str, number: int) -> Filled:
    """A new site, a few real signatures for a pattern, and so many like them."""
    bench.progress.say(f"{engine}: filling a petition with {number:,} signatures")
    name = f"grown_{number}_{engine.lower()}"
    site = bench.site(name, database_url=bench.database(name) if engine == "PostgreSQL" else "")
    with stand(site) as new:
        shapes = new.probe()
        new.confirm(connections=4, seconds=30)
        slug = new.slug
        bench.finish(new)
        before = sizes(new.database)
    command = f"from undersigned.bench.filling import fill; fill({slug!r}, {number})"
    done = site.run("shell", "--no-imports", "-c", command, patience=60 + number / A_SECOND)
    if done.returncode != 0:
        raise Trouble(f"filling failed: {done.stderr.strip()[-300:]}")
    with opened(site.database_url, site.home) as database:
        grown = each(before, sizes(database), number)
    return Filled(site, slug, shapes, json.loads(done.stdout), grown)


def _alone(bench: Bench, engine: str, filled: Filled, number: int) -> float:
    """What the database reaches by itself on a copy of the filled tables."""
    seconds = bench.plan.seconds
    if engine == "PostgreSQL":
        server = bench.postgres()
        database = f"alone_{number}"
        with psycopg.connect(server.url, autocommit=True) as connection:
            original = filled.site.database_url.rpartition("/")[2]
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{original}"'.encode())
        settle(server.url)
        alone = Pgbench(server, database, filled.shapes)
        alone.signings(1)
        return alone.signings(seconds)
    home = bench.folder / f"alone_{number}"
    home.mkdir()
    shutil.copy(filled.site.home / FILE, home / FILE)
    return SqliteAlone(home, filled.shapes).signings(seconds)


def _pages(site: Stand, filled: Filled) -> dict[str, str]:
    """The addresses that are timed."""
    petition = f"/p/{site.slug}"
    soon = datetime.now(UTC) + timedelta(hours=20)
    key, row = site.link_key, UUID(filled.sample["id"])
    confirm = tokens.mint(key, "confirm", row, serial=0, expires_at=soon)
    mine = tokens.mint(key, "mine", UUID(filled.sample["digest"]), serial=0, expires_at=soon)
    return {
        "petition": petition,
        "count": f"{petition}/count.json",
        "signers": f"{petition}/signers",
        "signers, deep": f"{petition}/signers?before={filled.sample['place']}",
        "reasons": f"{petition}/reasons",
        "reasons, deep": f"{petition}/reasons?before={filled.sample['place']}",
        "timeline": f"{petition}/timeline",
        "front page": "/",
        "behind a link": f"/c/{confirm}",
        "mine": f"/mine/{mine}",
    }


def _page(bench: Bench, site: Stand, name: str, path: str) -> float:
    """ms of one page on one connection, the middle of all within a second."""
    request = get(path, site.site.port)
    drive(Job(site.site.port, [request] * 3, 1, 10))
    run = drive(Job(site.site.port, [request], 1, 1.0, repeats=True))
    return 1000 * bench.hold(run, f"the page {name}").latency(0.5)


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
    smallest = measured[0]
    at = f"at {smallest.signatures:,}"
    for size in measured:
        where = f"{engine}, {size.signatures:,}"
        for name, time in size.pages.items():
            reference = Reference(at, smallest.pages[name])
            bench.add(Goal("G6", f"{where}: {name}", time, "ms", reference, most=WITHIN))
        for name, rate in (("sign", size.signed), ("confirm", size.confirmed)):
            small = smallest.signed if name == "sign" else smallest.confirmed
            reference = Reference(at, small / smallest.alone)
            what = f"{where}: {name}, ratio to the database alone ({size.alone:,.0f})"
            bench.add(Goal("G6", what, rate / size.alone, "", reference, least=1 / WITHIN))
        for name, time in size.inside.items():
            bench.add(Goal("G6", f"{where}: {name}", time, "ms", Reference(at, smallest.inside[name])))
        _add_bytes(bench, engine, size)


def _add_bytes(bench: Bench, engine: str, size: Size) -> None:
    what = f"{engine}, {size.signatures:,}: a confirmed signature"
    goal = Goal("G12 disk", what, sum(size.bytes_each.values()), "bytes", most=BYTES)
    goal.marks += [f"{name} {room:.0f}" for name, room in size.bytes_each.items()]
    bench.add(goal)
