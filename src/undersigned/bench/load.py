"""What the load generator is told to do and what it tells, and starting it in a process of its own."""

import pickle
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from math import ceil

from undersigned.bench.processes import Trouble, surroundings

DRAIN_SECONDS = 20.0  # how long an answer is waited for after the last request
READY_SECONDS = 30.0


@dataclass(slots=True)
class Job:
    """Requests, whole as they go out, for one server of this machine.

    Closed loop: each of `connections` sends its next request once the last one was answered. With a `rate` a second:
    open loop, each request at its own moment whether or not the others were answered. With `repeats` the requests
    begin again from the first; without, the run is over when they are. `keeps` returns the answers' bodies.
    """

    port: int
    requests: list[bytes]
    connections: int
    seconds: float
    rate: float = 0.0
    repeats: bool = False
    keeps: bool = False


@dataclass(slots=True)
class Hit:
    """One answered request: which, with which status, when it was due and when answered (monotonic seconds)."""

    request: int
    status: int
    due_at: float
    answered_at: float
    body: bytes = b""

    @property
    def latency(self) -> float:
        return self.answered_at - self.due_at


@dataclass(slots=True)
class Run:
    """What a job came to. `unanswered` are requests that were sent and never answered, with the reason."""

    started_at: float
    ended_at: float  # when the last request was sent, or might have been
    hits: list[Hit] = field(default_factory=list)
    unanswered: dict[int, str] = field(default_factory=dict)

    def good(self) -> list[Hit]:
        """The answers that say yes: 2xx and 3xx."""
        return [hit for hit in self.hits if 200 <= hit.status < 400]

    def rate(self) -> float:
        """Good answers a second, of those that came before the end."""
        counted = sum(1 for hit in self.good() if hit.answered_at <= self.ended_at)
        return counted / max(1e-9, self.ended_at - self.started_at)

    def latency(self, share: float) -> float:
        """The time, in seconds, within which that share of the good answers came; 0 without any."""
        return percentile([hit.latency for hit in self.good()], share)

    def statuses(self) -> dict[int, int]:
        """How many answers there were of each status."""
        return dict(sorted(Counter(hit.status for hit in self.hits).items()))


def percentile(values: list[float], share: float) -> float:
    """The smallest value that this share of all does not exceed (nearest rank); 0 for none."""
    ranked = sorted(values)
    return ranked[max(0, ceil(share * len(ranked)) - 1)] if ranked else 0.0


class Generator:
    """A generator at work in its own process. As a context: it is gone at the end, whatever happens."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.process = subprocess.Popen(
            [sys.executable, "-m", "undersigned.bench.generator"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=surroundings(),
            start_new_session=True,
        )

    def __enter__(self) -> "Generator":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def result(self) -> Run:
        """Hand it the job and wait for what it tells. Raises Trouble."""
        patience = self.job.seconds + DRAIN_SECONDS + READY_SECONDS
        try:
            out, _ = self.process.communicate(pickle.dumps(self.job), timeout=patience)
        except subprocess.TimeoutExpired:
            raise Trouble("the load generator did not end in time") from None
        if self.process.returncode != 0:
            raise Trouble("the load generator ended with an error")
        result: Run = pickle.loads(out)  # noqa: S301 - from our own process
        return result


def drive(job: Job) -> Run:
    """Run a job in a process of its own."""
    with Generator(job) as generator:
        return generator.result()
