"""G9: a petition's signatures as a sheet, through the desk, and all of it as an archive."""

import csv
import io
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from undersigned.bench.archiving import archiving
from undersigned.bench.campaigner import Campaigner, signed_in
from undersigned.bench.downloads import IDENTITY, LAST, PACKED, Download, download
from undersigned.bench.figures import Goal, Reference, Spread
from undersigned.bench.filled import Filled, fill
from undersigned.bench.measuring import Bench
from undersigned.bench.memory import Watch
from undersigned.bench.people import FILLED_FROM, Person
from undersigned.bench.processes import Trouble
from undersigned.bench.stand import Stand, stand_again

FIRST_BYTE = 100.0  # ms
GROWS = 32.0  # MiB that web may take more, however many rows: a few slices of them, in each of its processes
LATER_PEOPLE = 100_000
HEADING = "number,name,locality,postal_district,country,signed_on,assurance,text_version,receipt_id"
DAY = {True: "(signed_at AT TIME ZONE 'UTC')::date::text", False: "substr(signed_at, 1, 10)"}
NAMED = 3  # wrong rows that are told


@dataclass
class Sheet:
    """The delivery sheet of one petition under one notice, and what each round gave."""

    what: str
    hands_over: str
    sealed: str  # columns that the reference reads for it
    least: float
    rows: list[float] = field(default_factory=list)  # a second
    alone: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)  # ms


@dataclass(frozen=True, slots=True)
class Desk:
    """A site with a filled petition, and a campaigner before its page."""

    engine: str
    filled: Filled
    stand: Stand
    ada: Campaigner


def sheets() -> list[Sheet]:
    """What is measured: one that opens no seal, and one with names and districts of postcodes."""
    return [
        Sheet("without a sealed column", "number", "", 0.3),
        Sheet("with two sealed columns", "places", "sealed, country, ", 0.15),
    ]


def exporting(bench: Bench, number: int) -> None:
    """A petition with so many signatures on each engine."""
    for engine in ("PostgreSQL", "SQLite"):
        if engine == "PostgreSQL" and not bench.has_postgres():
            continue
        filled = fill(bench, engine, number, name=f"exported_{number}", has_postal_codes=True)
        with stand_again(filled.site, filled.slug, first_person=LATER_PEOPLE) as stand:
            desk = Desk(engine, filled, stand, signed_in(stand.site, stand.slug))
            for sheet in sheets():
                _measure(bench, desk, sheet)
            archiving(bench, engine, stand)
            bench.finish(stand)


def _measure(bench: Bench, desk: Desk, sheet: Sheet) -> None:
    stand = desk.stand
    _let_out(stand, sheet.hands_over)
    expected = stand.counted_before
    where = f"{desk.engine}, {expected:,} rows, {sheet.what}"
    wrong = wrong_lines(_taken(desk, IDENTITY).body, _expected(desk, sheet))
    bench.wrong += [f"G9, {where}: {line}" for line in wrong]
    with Watch(stand.site.pids()["web"]) as watch:
        for number in range(bench.plan.rounds):
            bench.progress.say(f"{where}, round {number + 1} of {bench.plan.rounds}")
            alone, seconds = _alone(stand, sheet)
            sheet.alone.append(alone / seconds)
            taken = _taken(desk, IDENTITY)
            lines = taken.body.count(b"\r\n") - 1
            if lines != expected or alone != expected:
                bench.wrong.append(
                    f"G9, {where}: {lines} rows came, {alone} were read, {expected} are counted"
                )
            sheet.rows.append(expected / taken.seconds)
            sheet.first.append(1000 * taken.first)
    packed = _taken(desk, PACKED)
    _add(bench, desk, where, sheet)
    what = f"{where}, packed as browsers ask for it"
    bench.add(Goal("G9 packed", what, expected / packed.seconds, "rows/s"))
    bench.add(Goal("G9 first", what, 1000 * packed.first, "ms", most=FIRST_BYTE))
    goal = Goal("G9 memory", f"{where}: what web takes more meanwhile", watch.grown, "MiB", most=GROWS)
    goal.marks.append(f"at most {watch.most:.0f} MiB in all")
    bench.add(goal)


def _add(bench: Bench, desk: Desk, where: str, sheet: Sheet) -> None:
    rows, first = Spread.of(sheet.rows), Spread.of(sheet.first)
    name = "COPY TO STDOUT" if desk.engine == "PostgreSQL" else "a bare cursor and csv.writer"
    reference = Reference.of(name, sheet.alone)
    bench.add(Goal("G9", where, rows.middle, "rows/s", reference, sheet.least, spread=rows))
    what = f"{where}: the first row"
    bench.add(Goal("G9 first", what, first.middle, "ms", most=FIRST_BYTE, spread=first))


def _let_out(stand: Stand, hands_over: str) -> None:
    command = f"from undersigned.bench.filling import let_out; let_out({stand.slug!r}, {hands_over!r})"
    done = stand.site.run("shell", "--no-imports", "-c", command)
    if done.returncode:
        raise Trouble(f"the notice was not changed: {done.stderr.strip()[-300:]}")


def _taken(desk: Desk, encoding: str) -> Download:
    """The sheet, as the form on the petition's page gives it."""
    path = f"/desk/p/{desk.stand.slug}"
    desk.ada.looks_at(path)
    fields = {"kind": "csv", "columns": "delivery"}
    # Not the heading, which is there before any row was read; packed nobody can tell where it ends.
    passing = len(HEADING) + 20 if encoding == IDENTITY else 0
    return download(
        desk.ada.port, desk.ada.post(f"{path}/sheet", fields, extra=encoding + LAST), passing=passing
    )


def _alone(stand: Stand, sheet: Sheet) -> tuple[int, float]:
    """How many of the same rows the database alone gives, and in how many seconds: the columns that the sheet reads."""
    columns = f"{sheet.sealed}number, {DAY[stand.database.is_postgres]}, assurance, text_number"
    where = f"petition_id = {int(stand.petition)} AND state = 1"
    started_at = time.perf_counter()
    rows = stand.database.written_as_csv(f"SELECT {columns} FROM signing_signature WHERE {where}")  # noqa: S608
    return rows, time.perf_counter() - started_at


def wrong_lines(body: bytes, expected: Iterable[list[str]]) -> list[str]:
    """What of a sheet is not what it should be; of an expected cell that is "?" only that something stands there."""
    found = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    if (heading := ",".join(next(found, []))) != HEADING:
        return [f"its heading is {heading[:200]}"]
    told = [
        f"row {place} is {line}, not {wanted}"
        for place, (line, wanted) in enumerate(zip_longest(found, expected), start=1)
        if not _is_so(line, wanted)
    ]
    more = [f"and {len(told) - NAMED} more"] if len(told) > NAMED else []
    return told[:NAMED] + more


def _is_so(line: list[str] | None, wanted: list[str] | None) -> bool:
    if line is None or wanted is None or len(line) != len(wanted):
        return False
    return all(cell == other or (other == "?" and cell) for cell, other in zip(line, wanted, strict=True))


def _expected(desk: Desk, sheet: Sheet) -> Iterator[list[str]]:
    """Each row of the sheet, made of the database's rows and of the people who signed."""
    database, petition = desk.stand.database, desk.stand.petition
    rows = database.rows(
        f"SELECT number, country, {DAY[database.is_postgres]}, text_number FROM signing_signature "  # noqa: S608
        "WHERE petition_id = %s AND state = 1 ORDER BY id",
        [petition],
    )
    for number, country, day, text in rows:
        name = district = place = ""
        if sheet.hands_over == "places":
            place = country
            if number > desk.filled.before:
                person = Person(FILLED_FROM + number - 1)
                name = f"{person.given_name} {person.family_name}"
                district = person.postal_code.partition(" ")[0]
            else:  # of those who signed over HTTP nobody keeps who had which number
                name = "?"
        yield [str(number), name, "", district, place, day, "mail", str(text), ""]
