"""G1 to G3 and G7: signing and confirming, beside the database that writes the same rows alone."""

from concurrent.futures import ThreadPoolExecutor

from undersigned.bench.figures import Goal, Reference, Spread
from undersigned.bench.freshness import FOR_QUIET, exact_in_the_end, sampling, staleness
from undersigned.bench.load import Generator, Run
from undersigned.bench.measuring import Bench
from undersigned.bench.pgbench import Pgbench, settle
from undersigned.bench.sqlite_alone import SqliteAlone
from undersigned.bench.stand import Stand

CONNECTIONS, SQLITE_CONNECTIONS = 256, 64
LATE = 0.25  # seconds; p99 at full rate
LATE_OPEN = 0.05  # at half of it, from the moment when each was due
STALE = 2.0


def on_postgres(bench: Bench) -> None:
    """G1, G3, G7, and what they are held against."""
    plan, server = bench.plan, bench.postgres()
    stand = bench.stand("site", database_url=server.create("site"))
    alone = Pgbench(server, "alone", stand.site, stand.probe())
    stand.sign(connections=CONNECTIONS, seconds=1)  # warm, and the rate that the first run is prepared for
    lines: dict[str, list[float]] = {name: [] for name in ("P1", "trip", "P2", "G1", "late", "open", "late3")}
    confirmed: list[float] = []
    stale: list[float] = []
    for number in range(plan.rounds):
        bench.progress.say(f"PostgreSQL, round {number + 1} of {plan.rounds}")
        _references(alone, lines, plan.seconds, is_first=number == 0, quick=plan.quick)
        settle(server.url)
        _sign(stand, lines, plan.seconds)
        if plan.wants("G3", "G7"):
            settle(server.url)
            run, oldest = confirm_and_watch(stand, CONNECTIONS, plan.seconds)
            confirmed.append(run.rate())
            lines["late3"].append(run.latency(0.99))
            stale.append(oldest)
    bench.finish(stand)
    _add_g1(bench, lines)
    if confirmed:
        _add_g3(bench, lines, confirmed, stale)


def _references(
    alone: Pgbench, lines: dict[str, list[float]], seconds: float, *, is_first: bool, quick: bool
) -> None:
    settle(alone.url)
    lines["P1"].append(alone.signings(seconds))
    if is_first or not quick:
        lines["P2"].append(alone.in_batches(seconds))
        lines["trip"].append(alone.signings_in_one_trip(seconds))


def _sign(stand: Stand, lines: dict[str, list[float]], seconds: float) -> None:
    """At full rate, then at half of it with a moment for each."""
    closed = stand.sign(connections=CONNECTIONS, seconds=seconds)
    lines["G1"].append(closed.rate())
    lines["late"].append(closed.latency(0.99))
    opened = stand.sign(connections=CONNECTIONS, seconds=seconds, rate=max(1.0, closed.rate() / 2))
    lines["open"].append(opened.latency(0.99))


def _add_g1(bench: Bench, lines: dict[str, list[float]]) -> None:
    signed, one = Spread(tuple(lines["G1"])), Spread(tuple(lines["P1"]))
    batches, trip = Spread(tuple(lines["P2"])), Spread(tuple(lines["trip"]))
    p1 = Reference("P1", one.middle, one)
    bench.add(
        Goal("G1", "sign, PostgreSQL, 256 connections", signed.middle, "signatures/s", p1, 1.5, spread=signed)
    )
    _late(bench, "G1 p99", "the same, 99 of 100 answered within", lines["late"], LATE)
    _late(bench, "G1 open", "at half that rate, from the moment due", lines["open"], LATE_OPEN)
    p2 = Reference("P2", batches.middle, batches)
    bench.add(Goal("G1 of P2", "the same beside batches without HTTP", signed.middle, "signatures/s", p2))
    sent_at_once = Reference("P1 in one trip", trip.middle, trip)
    bench.add(
        Goal("G1 of trip", "the same beside P1 sent at once", signed.middle, "signatures/s", sent_at_once)
    )


def _add_g3(bench: Bench, lines: dict[str, list[float]], confirmed: list[float], stale: list[float]) -> None:
    counted, signed = Spread(tuple(confirmed)), Spread(tuple(lines["G1"]))
    g1 = Reference("G1", signed.middle, signed)
    bench.add(
        Goal(
            "G3",
            "confirm until counted, 256 connections",
            counted.middle,
            "confirmations/s",
            g1,
            0.7,
            spread=counted,
        )
    )
    _late(bench, "G3 p99", "the same, 99 of 100 answered within", lines["late3"], None)
    worst = Spread(tuple(stale))
    bench.add(Goal("G7", "oldest count seen meanwhile", max(stale), "s", most=STALE, spread=worst))


def _late(bench: Bench, goal: str, what: str, seconds: list[float], most: float | None) -> None:
    spread = Spread(tuple(1000 * one for one in seconds))
    bench.add(Goal(goal, what, spread.middle, "ms", most=most and 1000 * most, spread=spread))


def confirm_and_watch(stand: Stand, connections: int, seconds: float) -> tuple[Run, float]:
    """Confirm while somebody else asks for the count ten times a second; the run, and the oldest count seen (s)."""
    before = stand.counted()
    with ThreadPoolExecutor(1) as beside, Generator(sampling(stand, seconds + FOR_QUIET)) as watcher:
        watching = beside.submit(watcher.result)
        run = stand.confirm(connections=connections, seconds=seconds)
        samples = watching.result()
    stand.wrong += exact_in_the_end(samples, stand.counted())
    return run, staleness(run, samples, before=before)


def on_sqlite(bench: Bench) -> None:
    """G2, beside SQLite that writes the same rows alone."""
    plan = bench.plan
    stand = bench.stand("small")
    alone = SqliteAlone(bench.folder / "alone", stand.probe())
    stand.sign(connections=SQLITE_CONNECTIONS, seconds=1)
    wrote, signed, late = [], [], []
    for number in range(plan.rounds):
        bench.progress.say(f"SQLite, round {number + 1} of {plan.rounds}")
        wrote.append(alone.signings(plan.seconds, most=int(10_000 * plan.seconds)))
        run = stand.sign(connections=SQLITE_CONNECTIONS, seconds=plan.seconds)
        signed.append(run.rate())
        late.append(run.latency(0.99))
    bench.finish(stand)
    one, all_signed = Spread(tuple(wrote)), Spread(tuple(signed))
    p4 = Reference("P4", one.middle, one)
    bench.add(
        Goal(
            "G2",
            "sign, SQLite, 64 connections",
            all_signed.middle,
            "signatures/s",
            p4,
            1.3,
            spread=all_signed,
        )
    )
    _late(bench, "G2 p99", "the same, 99 of 100 answered within", late, LATE)
