"""The load generator asks as it is told, loses nothing, and counts time from when a request was due."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from undersigned.bench.generator import Driver
from undersigned.bench.load import Job, Run, drive

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
REFUSAL = b"HTTP/1.1 429 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Server(socketserver.ThreadingTCPServer):
    """Answers each request by its first word after a while; hangs up on "gone"."""

    daemon_threads = True
    wait = 0.0


class Talk(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while data := self.request.recv(1000):
            assert isinstance(self.server, Server)
            time.sleep(self.server.wait)
            if data == b"gone":
                return
            self.request.sendall(REFUSAL if data == b"refused" else ANSWER)
            if data == b"refused":
                return


@contextmanager
def server(wait: float = 0.0) -> Iterator[int]:
    with Server(("127.0.0.1", 0), Talk) as listening:
        listening.wait = wait
        threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True).start()
        yield listening.server_address[1]
        listening.shutdown()


def run(job: Job) -> Run:
    driver = Driver(job)
    try:
        return driver.run()
    finally:
        driver.close()


def test_every_request_is_sent_once_and_its_answer_is_told() -> None:
    with server() as port:
        result = run(Job(port, [b"yes"] * 50, 4, 10))
    assert sorted(hit.request for hit in result.hits) == list(range(50))
    assert result.statuses() == {200: 50}
    assert result.unanswered == {}
    assert result.ended_at - result.started_at < 5


def test_a_job_that_repeats_ends_with_its_time() -> None:
    with server() as port:
        result = run(Job(port, [b"yes"], 2, 0.3, repeats=True))
    assert result.hits
    assert 0.29 < result.ended_at - result.started_at < 0.31


def test_what_breaks_is_told_and_the_rest_goes_on() -> None:
    requests = [b"yes", b"gone", b"refused", b"yes", b"yes"]
    with server() as port:
        result = run(Job(port, requests, 1, 10))
    assert result.unanswered == {1: "the connection was closed"}
    assert result.statuses() == {200: 3, 429: 1}


def test_a_late_server_makes_those_late_who_were_due_meanwhile() -> None:
    # Due every 20 ms, answered every 50 ms on the one connection: each waits longer than the one before.
    with server(wait=0.05) as port:
        result = run(Job(port, [b"yes"] * 10, 1, 2, rate=50))
    waits = [hit.latency for hit in sorted(result.hits, key=lambda hit: hit.request)]
    assert len(waits) == 10
    assert waits[9] > waits[0] + 0.2
    dues = sorted(hit.due_at for hit in result.hits)
    assert all(0.0199 < later - due < 0.0201 for due, later in pairwise(dues))


def test_a_job_runs_in_a_process_of_its_own_and_brings_bodies_if_asked() -> None:
    with server() as port:
        result = drive(Job(port, [b"yes"] * 5, 2, 10, keeps=True))
    assert [hit.body for hit in result.hits] == [b"ok"] * 5
