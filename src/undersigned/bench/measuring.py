"""One run of the benchmark: its folder, its PostgreSQL, its sites, what was measured and what was found wrong."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from undersigned.bench.figures import Goal
from undersigned.bench.load import Run
from undersigned.bench.postgres import DURABLE, Postgres
from undersigned.bench.processes import Trouble, end_all
from undersigned.bench.progress import Progress
from undersigned.bench.sink import Sink, sink
from undersigned.bench.site import Site
from undersigned.bench.stand import Stand, stand

ROWS = 100_000
FAR_BELOW = 0.5  # of what the generator reaches: above, it may be the generator that is measured


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: so many rounds of so many seconds, only these goals (all, if none is named)."""

    rounds: int = 5
    seconds: float = 5.0
    only: frozenset[str] = frozenset()
    quick: bool = False
    grow: tuple[int, ...] = ()  # instead of all else: these numbers of signatures
    petitions: tuple[int, ...] = ()  # instead of all else: sites of so many
    rows: int = ROWS  # that are exported

    def wants(self, *goals: str) -> bool:
        """Whether one of these is to be measured."""
        return not self.only or not self.only.isdisjoint(goals)


@dataclass
class Bench:
    """What the parts of the benchmark share."""

    plan: Plan
    folder: Path
    relay: Sink
    stack: ExitStack
    progress: Progress = field(default_factory=Progress)
    goals: list[Goal] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ceiling: float = 0.0  # answers a second that the generator got out of the server alone (P3)
    server: Postgres | None = None
    is_missing: bool = False  # PostgreSQL

    def site(self, name: str, *, database_url: str = "", **settings: str) -> Site:
        """A site in a folder of its own, not started; its mails go to the relay of the benchmark."""
        mail = {
            "UNDERSIGNED_SMTP_URL": f"smtp+plain://127.0.0.1:{self.relay.port}",
            "UNDERSIGNED_MAIL_FROM": "petitions@example.org",
        }
        database = {"DATABASE_URL": database_url} if database_url else {}
        return Site(self.folder / name, mail | settings | database)

    def stand(self, name: str, *, database_url: str = "", **settings: str) -> AbstractContextManager[Stand]:
        """A new site that runs, with a petition, as long as the block lasts."""
        self.progress.say(f"starting a site on {'PostgreSQL' if database_url else 'SQLite'}")
        return stand(self.site(name, database_url=database_url, **settings))

    def database(self, name: str) -> str:
        """The address of a new database; "" (SQLite) where there is no PostgreSQL."""
        return self.postgres().create(name) if self.has_postgres() else ""

    def has_postgres(self) -> bool:
        """Whether there is a PostgreSQL, or one can be started; if not, that is told once."""
        if not self.is_missing:
            try:
                self.postgres()
            except Trouble as trouble:
                self.is_missing = True
                self.notes.append(f"nothing is measured on PostgreSQL: {trouble}")
                self.progress.say(self.notes[-1])
        return not self.is_missing

    def postgres(self) -> Postgres:
        """The PostgreSQL of the benchmark, started when it is first asked for. Raises Trouble."""
        if self.server is None:
            self.progress.say("starting PostgreSQL")
            folder = self.folder / "postgresql"
            folder.mkdir(exist_ok=True)
            self.server = Postgres(folder, DURABLE)
            self.stack.callback(self.server.stop)
        return self.server

    def postgres_version(self) -> str:
        """The version of the PostgreSQL that was measured; "" for none."""
        if self.server is None:
            return ""
        with psycopg.connect(self.server.url) as connection:
            return str(connection.info.parameter_status("server_version"))

    def add(self, goal: Goal) -> None:
        """Keep a line of the table; one above half of what the generator reaches is marked."""
        if self.ceiling and goal.unit.endswith("/s") and goal.figure > FAR_BELOW * self.ceiling:
            goal.marks.append(f"above half of what the generator reaches ({self.ceiling:,.0f} a second)")
        self.goals.append(goal)

    def finish(self, site: Stand) -> None:
        """Ask the site to recount, and take over what was found wrong on it."""
        site.recount()
        self.wrong += site.wrong
        site.wrong = []

    def hold(self, run: Run, what: str) -> Run:
        """Name every answer of a run over pages that is no yes."""
        for status, number in run.statuses().items():
            if not 200 <= status < 400:
                self.wrong.append(f"{what} was answered with {status}: {number} times")
        if run.unanswered:
            example = next(iter(run.unanswered.values()))
            self.wrong.append(f"{what} was not answered: {len(run.unanswered)} times, such as: {example}")
        return run


@contextmanager
def bench(plan: Plan) -> Iterator[Bench]:
    """A benchmark in a new folder; whatever ends it, its processes and the folder are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="undersigned-bench-"))
    folder.chmod(0o755)  # as root PostgreSQL runs as another user, who must reach its own folder below
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(end_all)
        yield Bench(plan, folder, stack.enter_context(sink()), stack)
