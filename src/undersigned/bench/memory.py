"""How much memory a site's processes take: their own share (PSS), as the kernel counts it."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

from undersigned.bench.site import Site

MIB = 1024.0  # kB
EVERY = 0.1  # seconds


def shares(site: Site) -> dict[str, float]:
    """MiB of web, worker, and what watches over both; memory that several share is divided among them."""
    return {kind: sum(map(_share, pids)) / MIB for kind, pids in site.pids().items()}


def _share(pid: int) -> float:
    """The kB of one process; of one that has just ended 0."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return float(next((line.split()[1] for line in lines if line.startswith("Pss:")), 0))


class Watch:
    """Looks at processes, and those that they start, while a block runs: MiB before it, and at most meanwhile."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids
        self._is_over = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self.before = self.most = self._now()

    @property
    def grown(self) -> float:
        return self.most - self.before

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self.most = max(self.most, self._now())

    def _look(self) -> None:
        while not self._is_over.wait(EVERY):
            self.most = max(self.most, self._now())

    def _now(self) -> float:
        return sum(map(_share, _families(self._pids))) / MIB


def _families(pids: Sequence[int]) -> set[int]:
    """The processes and all that they started, each once."""
    found, waiting = set[int](), list(pids)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        try:
            started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:  # it has just ended
            continue
        waiting += [int(child) for child in started if int(child) not in found]
    return found
