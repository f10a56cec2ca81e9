"""Runs the site's two processes, web and worker: starts them, starts them again when they die, stops them."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

from django.conf import settings

STOP_SECONDS = 10
START_SECONDS = 60
_PR_SET_PDEATHSIG = 1


def port_is_free(host: str, port: int) -> bool:
    """Whether the site could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def web_command() -> list[str]:
    """The web server: each of its processes answers the crowd itself and has threads for everything else."""
    return [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--loop", "uvloop", "--no-ws", "--http", "1",
        "--host", settings.UNDERSIGNED_BIND, "--port", str(settings.PORT),
        "--workers", str(settings.UNDERSIGNED_WEB_PROCESSES),
        "--respawn-failed-workers", "--workers-kill-timeout", "8", "--log-level", "error",
        "undersigned.rsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The process that sends mail."""
    return [sys.executable, "-m", "undersigned", "worker"]


class Child:
    """One process that is started again when it dies, each time after a longer wait."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.failures = 0
        self.start()

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own command, no input in it
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one thread
        )

    def is_due_again(self) -> bool:
        """Whether it died, and the wait after its last failures is over."""
        if self.process.poll() is None:
            return False
        if time.monotonic() - self.started_at > 60:
            self.failures = 0
        return time.monotonic() - self.started_at >= float(min(30, 0.5 * 2**self.failures))

    def stop(self) -> None:
        """Ask it to end."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end; after `until` (monotonic seconds) it is killed."""
        try:
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _die_with_parent() -> None:
    # A supervisor that is killed outright must not leave a web server behind that holds the port.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps web and worker running until SIGINT or SIGTERM."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.is_stopping = False

    def run(self, *, when_ready: Callable[[], None]) -> None:
        """Start both, call `when_ready` once the site answers, then watch over them until told to stop."""
        os.environ["PYTHONUNBUFFERED"] = "1"
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        children = [Child("web", web_command()), Child("worker", worker_command())]
        try:
            if self._wait_for_answer():
                when_ready()
            while not self.is_stopping:
                for child in children:
                    self._watch(child)
                time.sleep(0.1)
        finally:
            self._stop(children)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def _wait_for_answer(self) -> bool:
        """Whether the site listens before it is told to stop; a site that never does is not announced."""
        give_up_at = time.monotonic() + START_SECONDS
        while not self.is_stopping and time.monotonic() < give_up_at:
            with (
                contextlib.suppress(OSError),
                socket.create_connection((settings.UNDERSIGNED_BIND, settings.PORT), timeout=1),
            ):
                return True
            time.sleep(0.05)
        return False

    def _watch(self, child: Child) -> None:
        if child.is_due_again():
            self.say(
                f"the {child.name} process ended with code {child.process.returncode}; starting it again"
            )
            child.failures += 1
            child.start()

    def _stop(self, children: list[Child]) -> None:
        for child in children:
            child.stop()
        until = time.monotonic() + STOP_SECONDS
        for child in children:
            child.wait(until)
        (settings.UNDERSIGNED_HOME / "url").unlink(missing_ok=True)
