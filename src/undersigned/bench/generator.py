"""The load generator: plain sockets and epoll, in a process of its own; a job on stdin, its run on stdout.

Nothing is made while the clock runs: requests are whole bytes, connections are open. One thread turns over several
times what a Python web server answers, so that the server stays what is measured.
"""

import gc
import pickle
import select
import socket
import sys
import time

from undersigned.bench.answers import AnswerBroken, Reader
from undersigned.bench.load import DRAIN_SECONDS, Hit, Job, Run

CHUNK = 64 * 1024  # bytes; more at once would be fetched from the system anew each time


class Line:
    """One connection and the request that is under way on it, if any."""

    __slots__ = ("due_at", "reader", "request", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = Reader()
        self.request = -1
        self.due_at = 0.0


class Driver:
    """Drives one job over its connections."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.poll = select.epoll()
        self.lines: dict[int, Line] = {}
        self.next = 0
        self.is_over = False
        self.free = [self._connect() for _ in range(job.connections)]

    def run(self) -> Run:
        """Send until the time is over or nothing is left, then wait for the last answers."""
        started_at = time.monotonic()
        self.result = Run(started_at, started_at + self.job.seconds)
        self.started_at = started_at
        while (now := time.monotonic()) < self.result.ended_at and self._is_more():
            self._send_due(now)
            self._take(self._patience(now))
        if not self._is_more():
            self.result.ended_at = min(self.result.ended_at, self._last_answer())
        self._drain()
        return self.result

    def _is_more(self) -> bool:
        """Whether a request is left to send, or the last ones are still under way."""
        return bool(self.lines) and (self._has_next() or len(self.free) < len(self.lines))

    def _has_next(self) -> bool:
        return not self.is_over and (self.job.repeats or self.next < len(self.job.requests))

    def _last_answer(self) -> float:
        return max((hit.answered_at for hit in self.result.hits), default=self.result.ended_at)

    def _due_at(self) -> float:
        """When the next request is due; for a closed loop at once."""
        return self.started_at + self.next / self.job.rate if self.job.rate else 0.0

    def _patience(self, now: float) -> float:
        """How long to wait for answers before there is something else to do."""
        left = self.result.ended_at - now
        if self.job.rate and self.free and self._has_next():
            return max(0.0, min(left, self._due_at() - now))
        return max(0.0, min(left, 0.5))

    def _send_due(self, now: float) -> None:
        while self.free and self._has_next() and (due_at := self._due_at()) <= now:
            self._send(self.free.pop(), due_at or now)

    def _send(self, line: Line, due_at: float) -> None:
        line.request, line.due_at = self.next, due_at
        self.next += 1
        try:
            # A request is far smaller than what a socket takes at once, and none is under way on it.
            line.socket.sendall(self.job.requests[line.request % len(self.job.requests)])
        except OSError as error:
            self._lose(line, type(error).__name__)

    def _take(self, patience: float) -> None:
        """Read what has come; a line that is answered is sent the next request at once."""
        for number, _ in self.poll.poll(patience):
            line = self.lines[number]
            try:
                data = line.socket.recv(CHUNK)
                answer = line.reader.feed(data) if data else None
            except (OSError, AnswerBroken, ValueError) as error:
                self._lose(line, f"{type(error).__name__} {error}")
                continue
            if not data:
                self._lose(line, "the connection was closed")
            elif answer:
                now = time.monotonic()
                body = answer.body if self.job.keeps else b""
                self.result.hits.append(Hit(line.request, answer.status, line.due_at, now, body))
                line.request = -1
                self._go_on(self._renew(line) if answer.closes else line, now)

    def _go_on(self, line: Line | None, now: float) -> None:
        if line is None:
            return
        if not self.job.rate and self._has_next() and now < self.result.ended_at:
            self._send(line, now)
        else:
            self.free.append(line)

    def _lose(self, line: Line, reason: str) -> None:
        """A connection broke: its request, if any, is told as unanswered, and another takes its place."""
        if line.request >= 0:
            self.result.unanswered[line.request] = reason
        elif line in self.free:
            self.free.remove(line)
        if another := self._renew(line):
            self.free.append(another)

    def _renew(self, line: Line) -> Line | None:
        """A new connection in place of one that is gone; None where the server takes no more."""
        del self.lines[line.socket.fileno()]
        line.socket.close()
        try:
            return self._connect()
        except OSError:
            return None

    def _connect(self) -> Line:
        line = Line(self.job.port)
        self.lines[line.socket.fileno()] = line
        self.poll.register(line.socket.fileno(), select.EPOLLIN)
        return line

    def _drain(self) -> None:
        self.is_over = True
        give_up_at = time.monotonic() + DRAIN_SECONDS
        while any(line.request >= 0 for line in self.lines.values()) and time.monotonic() < give_up_at:
            self._take(0.2)
        for line in self.lines.values():
            if line.request >= 0:
                self.result.unanswered[line.request] = f"no answer within {DRAIN_SECONDS:.0f} s"

    def close(self) -> None:
        """Close every connection."""
        for line in self.lines.values():
            line.socket.close()
        self.poll.close()


def main() -> None:
    """Read a job, do it, write what it came to."""
    job = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the benchmark that started this process
    driver = Driver(job)
    gc.disable()
    sys.stdout.buffer.write(pickle.dumps(driver.run()))


if __name__ == "__main__":
    main()
