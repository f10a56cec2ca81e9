"""G4, G5 and G13, and what the server reaches alone (P3): pages, the count, and the first view."""

import re
from dataclasses import dataclass

from undersigned.bench.answers import Answer
from undersigned.bench.asking import ask
from undersigned.bench.bare_server import bare_server
from undersigned.bench.figures import Goal, Reference, Spread
from undersigned.bench.load import Job, drive
from undersigned.bench.measuring import Bench
from undersigned.bench.people import Person, get, signs
from undersigned.bench.stand import Stand

CONNECTIONS = 64
SIGNING_CONNECTIONS = 256
FIRST_VIEW = 35 * 1024
STYLES = re.compile(r'<link[^>]+rel="(?:stylesheet|icon)"[^>]*>|<script[^>]+src=[^>]*>|<img[^>]+>')
ADDRESS = re.compile(r'(?:href|src)="(/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Reading:
    """One kind of request that is measured beside the server's answer of the same kind."""

    goal: str
    what: str
    request: bytes
    alone: str  # the path on the bare server
    reference: str
    least: float


def ceiling(bench: Bench) -> None:
    """P3: what the generator and the server reach together if the form is parsed and nothing else is done."""
    people = [Person(number) for number in range(5000)]
    with bare_server(bench.folder) as port:
        job = Job(
            port,
            [signs(person, "p", port) for person in people],
            SIGNING_CONNECTIONS,
            bench.plan.seconds,
            repeats=True,
        )
        drive(Job(port, job.requests, SIGNING_CONNECTIONS, 0.5, repeats=True))
        runs = Spread(
            tuple(bench.hold(drive(job), "the bare server").rate() for _ in range(bench.plan.rounds))
        )
    bench.goals.append(
        Goal("P3", "the server alone: parse a form, answer", runs.middle, "answers/s", spread=runs)
    )
    bench.ceiling = runs.middle


def reading(bench: Bench) -> None:
    """G4, G5, and G13 on one site."""
    with bench.stand("reading", database_url=bench.database("reading")) as stand:
        stand.sign(connections=16, seconds=20, most=60)
        stand.confirm(connections=16, seconds=20)
        page = get(f"/p/{stand.slug}", stand.site.port)
        whole = ask(stand.site.port, page)
        with bare_server(bench.folder, body_length=len(whole.body)) as bare:
            if bench.plan.wants("G4"):
                one = Reading("G4", "petition page", page, "/page", "constant body as long", 0.6)
                _measure(bench, stand, one, bare)
            if bench.plan.wants("G5"):
                asked = _asked_again(bench, stand)
                _measure(
                    bench, stand, Reading("G5", "count, unchanged", asked, "/", "bare answer", 0.8), bare
                )
        if bench.plan.wants("G13"):
            _first_view(bench, stand, whole)
        bench.finish(stand)


def _asked_again(bench: Bench, stand: Stand) -> bytes:
    """The request of a page that has the count already."""
    path, port = f"/p/{stand.slug}/count.json", stand.site.port
    tag = ask(port, get(path, port)).header("ETag")
    if not tag:
        bench.notes.append("the count has no ETag: it is asked for without one")
    return get(path, port, extra=f"If-None-Match: {tag}\r\n" if tag else "")


def _measure(bench: Bench, stand: Stand, one: Reading, bare: int) -> None:
    ours, alone = [], []
    warm = Job(stand.site.port, [one.request], CONNECTIONS, 0.5, repeats=True)
    drive(warm)
    for number in range(bench.plan.rounds):
        bench.progress.say(f"{one.what}, round {number + 1} of {bench.plan.rounds}")
        request = get(one.alone, bare)
        run = drive(Job(bare, [request], CONNECTIONS, bench.plan.seconds, repeats=True))
        alone.append(bench.hold(run, "the bare server").rate())
        job = Job(stand.site.port, [one.request], CONNECTIONS, bench.plan.seconds, repeats=True)
        ours.append(bench.hold(drive(job), one.what).rate())
    own, reference = Spread.of(ours), Reference.of(one.reference, alone)
    bench.add(Goal(one.goal, one.what, own.middle, "answers/s", reference, one.least, spread=own))


def _first_view(bench: Bench, stand: Stand, page: Answer) -> None:
    """The page, its style sheets, scripts and pictures, as compressed as a browser asks for them, heads included."""
    port = stand.site.port
    plain = ask(port, get(f"/p/{stand.slug}", port).replace(b"Accept-Encoding", b"X-Not"))
    html = plain.body.decode(errors="replace")
    paths = {found[1] for tag in STYLES.findall(html) if (found := ADDRESS.search(tag))}
    answers = [page, *(ask(port, get(path, port)) for path in sorted(paths))]
    for path, answer in zip(["the page", *sorted(paths)], answers, strict=True):
        if answer.status != 200:
            bench.wrong.append(f"first view: {path} was answered with {answer.status}")
    total = sum(len(answer.head) + 4 + len(answer.body) for answer in answers)
    bench.add(Goal("G13", f"first view, {len(answers)} answers", total / 1024, "KB", most=FIRST_VIEW / 1024))
