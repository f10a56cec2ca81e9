"""G1 to G3, G7 and the memory of G12: signing and confirming, beside the database that writes the same rows alone."""

from dataclasses import dataclass, field

from undersigned.bench.figures import Goal, Reference, Spread
from undersigned.bench.freshness import confirm_and_watch
from undersigned.bench.measuring import Bench
from undersigned.bench.memory import shares
from undersigned.bench.pgbench import Pgbench, settle
from undersigned.bench.sqlite_alone import SqliteAlone
from undersigned.bench.stand import Stand

CONNECTIONS, SQLITE_CONNECTIONS = 256, 64
LATE = 250.0  # ms; p99 at full rate
LATE_OPEN = 50.0  # at half of it, from the moment when each was due
STALE = 2.0  # s
IDLE, BUSY = 300.0, 150.0  # MiB: web and worker together at rest, web at full rate


@dataclass
class Rounds:
    """What each round gave: rates a second, times in ms, memory in MiB."""

    alone: list[float] = field(default_factory=list)
    in_one_trip: list[float] = field(default_factory=list)
    in_batches: list[float] = field(default_factory=list)
    signed: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    late_open: list[float] = field(default_factory=list)
    confirmed: list[float] = field(default_factory=list)
    late_confirmed: list[float] = field(default_factory=list)
    oldest: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def on_postgres(bench: Bench) -> None:
    """Everything that is measured on one site on PostgreSQL, in turns with PostgreSQL alone."""
    plan, server, rounds = bench.plan, bench.postgres(), Rounds()
    with bench.stand("site", database_url=server.create("site")) as stand:
        bench.site("alone", database_url=server.create("alone")).make_tables()
        alone = Pgbench(server, "alone", stand.probe())
        idle = shares(stand.site)
        stand.sign(
            connections=CONNECTIONS, seconds=1
        )  # warm, and the rate that the first run is prepared for
        for number in range(plan.rounds):
            bench.progress.say(f"PostgreSQL, round {number + 1} of {plan.rounds}")
            _alone(alone, rounds, plan.seconds, whole=number == 0 or not plan.quick)
            settle(server.url)
            _sign(stand, rounds, plan.seconds)
            if plan.wants("G3", "G7"):
                settle(server.url)
                _confirm(stand, rounds, plan.seconds)
        bench.finish(stand)
    _add_signed(bench, rounds)
    _add_confirmed(bench, rounds)
    if plan.wants("G12"):
        at_rest = idle["web"] + idle["worker"]
        bench.add(Goal("G12 idle", "web and worker at rest, memory", at_rest, "MiB", most=IDLE))
        web = Spread.of(rounds.memory)
        bench.add(Goal("G12 busy", "web after each run of G1", max(web.runs), "MiB", most=BUSY, spread=web))


def _alone(alone: Pgbench, rounds: Rounds, seconds: float, *, whole: bool) -> None:
    settle(alone.url)
    rounds.alone.append(alone.signings(seconds))
    if whole:
        rounds.in_batches.append(alone.in_batches(seconds))
        rounds.in_one_trip.append(alone.signings_in_one_trip(seconds))


def _sign(stand: Stand, rounds: Rounds, seconds: float) -> None:
    """At full rate, then at half of it with a moment for each."""
    closed = stand.sign(connections=CONNECTIONS, seconds=seconds)
    rounds.signed.append(closed.rate())
    rounds.late.append(1000 * closed.latency(0.99))
    rounds.memory.append(shares(stand.site)["web"])
    half = max(1.0, closed.rate() / 2)
    opened = stand.sign(connections=CONNECTIONS, seconds=seconds, rate=half)
    rounds.late_open.append(1000 * opened.latency(0.99))


def _confirm(stand: Stand, rounds: Rounds, seconds: float) -> None:
    run, oldest = confirm_and_watch(stand, connections=CONNECTIONS, seconds=seconds)
    rounds.confirmed.append(run.rate())
    rounds.late_confirmed.append(1000 * run.latency(0.99))
    rounds.oldest.append(oldest)


def _add_signed(bench: Bench, rounds: Rounds) -> None:
    signed = Spread.of(rounds.signed)
    rate = signed.middle, "signatures/s"
    p1, p2 = Reference.of("P1", rounds.alone), Reference.of("P2", rounds.in_batches)
    trip = Reference.of("P1 in one trip", rounds.in_one_trip)
    bench.add(Goal("G1", "sign, PostgreSQL, 256 connections", *rate, p1, least=1.5, spread=signed))
    _add_time(bench, "G1 p99", "99 of 100 answered within", rounds.late, LATE)
    _add_time(bench, "G1 open", "99 of 100 at half that rate, open loop", rounds.late_open, LATE_OPEN)
    bench.add(Goal("G1 of P2", "beside batches without HTTP", *rate, p2))
    bench.add(Goal("G1 of trip", "beside P1 with each transaction sent at once", *rate, trip))


def _add_confirmed(bench: Bench, rounds: Rounds) -> None:
    if not rounds.confirmed:
        return
    confirmed, g1 = Spread.of(rounds.confirmed), Reference.of("G1", rounds.signed)
    rate = confirmed.middle, "confirmations/s"
    bench.add(Goal("G3", "confirm, 256 connections", *rate, g1, least=0.7, spread=confirmed))
    _add_time(bench, "G3 p99", "99 of 100 answered within", rounds.late_confirmed, None)
    oldest = Spread.of(rounds.oldest)
    bench.add(Goal("G7", "oldest count seen meanwhile", max(oldest.runs), "s", most=STALE, spread=oldest))


def _add_time(bench: Bench, goal: str, what: str, times: list[float], most: float | None) -> None:
    spread = Spread.of(times)
    bench.add(Goal(goal, what, spread.middle, "ms", most=most, spread=spread))


def on_sqlite(bench: Bench) -> None:
    """G2, in turns with SQLite that writes the same rows alone."""
    plan, rounds = bench.plan, Rounds()
    with bench.stand("small") as stand:
        by_itself = bench.site("by_itself")
        by_itself.make_tables()
        alone = SqliteAlone(by_itself.home, stand.probe())
        stand.sign(connections=SQLITE_CONNECTIONS, seconds=1)
        for number in range(plan.rounds):
            bench.progress.say(f"SQLite, round {number + 1} of {plan.rounds}")
            rounds.alone.append(alone.signings(plan.seconds))
            run = stand.sign(connections=SQLITE_CONNECTIONS, seconds=plan.seconds)
            rounds.signed.append(run.rate())
            rounds.late.append(1000 * run.latency(0.99))
        bench.finish(stand)
    signed, p4 = Spread.of(rounds.signed), Reference.of("P4", rounds.alone)
    what = "sign, SQLite, 64 connections"
    bench.add(Goal("G2", what, signed.middle, "signatures/s", p4, least=1.3, spread=signed))
    _add_time(bench, "G2 p99", "99 of 100 answered within", rounds.late, LATE)
