"""Processes that the benchmark starts: they end with it, however it ends, and each by its own id."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_PR_SET_PDEATHSIG = 1
STOPS_IN = 15.0  # seconds
_begun: list[subprocess.Popen[bytes]] = []


class Trouble(Exception):
    """Something that the benchmark needs is missing or does not start; the message is one line."""


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def begin(
    command: Sequence[str | Path],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    owner: int | None = None,
    ends_by: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a process that prints into the file `log`.

    It has a session of its own, so that Ctrl-C reaches the benchmark alone, which then ends one after the other;
    should the benchmark be killed outright, the system sends `ends_by`.
    """

    def die_with_parent() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, ends_by)

    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            env=dict(environment) if environment is not None else None,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            user=owner,
            group=owner,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - takes no lock that a thread could hold
        )
    _begun.append(process)
    return process


def end(
    process: subprocess.Popen[bytes],
    number: signal.Signals = signal.SIGTERM,
    *,
    patience: float = STOPS_IN,
) -> int:
    """Ask a process to end, wait for it, and kill it if it does not; return its exit code."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def end_all() -> None:
    """End whatever was begun here and still runs, the last first."""
    while _begun:
        end(_begun.pop())


def wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path, *, patience: float) -> None:
    """Wait until a started server takes connections. Raises Trouble if it ends or takes too long."""
    deadline = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise Trouble(f"{process.args!r} did not start: {last_line(log)}")


def last_line(log: Path) -> str:
    """The last thing that a process printed."""
    return next(iter(reversed(log.read_text(errors="replace").strip().splitlines())), "it printed nothing")


def descendants(pid: int) -> list[int]:
    """The process and everything that it started and that still runs (read from /proc)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            parents.setdefault(int(after_name[1]), []).append(int(entry.name))
    found, look_at = [], [pid]
    while look_at:
        one = look_at.pop()
        found.append(one)
        look_at += parents.get(one, [])
    return found


@contextmanager
def asked_to_stop_like_ctrl_c() -> Iterator[None]:
    """SIGTERM ends the benchmark as Ctrl-C does: by an exception that unwinds through every clean-up."""

    numbers = (signal.SIGINT, signal.SIGTERM)

    def interrupt(_number: int, _frame: object) -> None:
        for number in numbers:  # asked once more, it still cleans up
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a process of the benchmark: nothing of a site that the caller runs reaches it."""
    own = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "PORT", "DJANGO_SETTINGS_MODULE")
        and not name.startswith(("UNDERSIGNED_", "PG"))
    }
    return own | settings
