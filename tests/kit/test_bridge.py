"""The bridge: what the application is told of a request, and how its answer goes out, whole or piece by piece."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from tests.signing.lane.ways import Headers, Scope, Wire
from undersigned.kit.bridge import AT_ONCE, Bridge, Full, environ, peer, whole_body

Start = Callable[..., Any]


def scope(*headers: tuple[str, str], **facts: str) -> Scope:
    found = {"method": "POST", "path": "/p/é", "query_string": "s=é"} | facts
    return Scope(headers=Headers([("host", "localhost"), *headers]), **found)


def answer(
    application: Callable[[dict[str, Any], Start], Iterable[bytes]],
    wire: Wire | None = None,
    body: bytes = b"",
) -> Wire:
    wire = wire or Wire(body)
    bridge = Bridge(application, threads=2, waiting=2)
    try:
        asyncio.run(bridge.answer(scope(), body, wire))
    finally:
        bridge.close()
    return wire


def test_the_application_is_told_what_was_asked() -> None:
    told = environ(scope(("content-type", "text/plain"), ("x-a", "1"), ("x-a", "2")), b"body")
    assert told["PATH_INFO"].encode("latin-1").decode() == "/p/é"
    assert told["QUERY_STRING"].encode("latin-1").decode() == "s=é"
    assert (told["CONTENT_TYPE"], told["HTTP_X_A"], told["HTTP_HOST"]) == ("text/plain", "1,2", "localhost")
    assert (told["REMOTE_ADDR"], told["SERVER_PORT"], told["CONTENT_LENGTH"]) == ("127.0.0.1", "8000", "4")
    assert told["wsgi.input"].read() == b"body"


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    told = environ(scope(("x_forwarded_for", "192.0.2.1"), ("x-forwarded-for", "192.0.2.2")), b"")
    assert told["HTTP_X_FORWARDED_FOR"] == "192.0.2.2"
    assert "HTTP_X_FORWARDED_FOR" not in environ(scope(("x_forwarded_for", "192.0.2.1")), b"")


def test_two_hosts_are_no_host_that_anyone_knows() -> None:
    assert environ(scope(("host", "evil.example")), b"")["HTTP_HOST"] == "localhost,evil.example"


@pytest.mark.parametrize(("client", "address"), [("127.0.0.1:1", "127.0.0.1"), ("[::1]:80", "::1"), ("", "")])
def test_the_other_end_is_known_by_its_address(client: str, address: str) -> None:
    assert peer(scope(client=client)) == address


def test_an_answer_goes_out_whole() -> None:
    def application(told: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("422 No", [("Content-Type", "text/plain"), ("X-A", "1"), ("X-A", "2")])
        return [b"ab", b"", told["wsgi.input"].read()]

    wire = answer(application, body=b"cd")
    assert (wire.status, wire.sent) == (422, b"abcd")
    assert wire.headers == [("content-type", "text/plain"), ("x-a", "1"), ("x-a", "2")]


class Parts:
    """An answer in many pieces, which wants to be closed."""

    def __init__(self, number: int, size: int) -> None:
        self.left, self.size, self.is_closed, self.streaming = number, size, False, False

    def __iter__(self) -> Iterator[bytes]:
        while self.left:
            self.left -= 1
            yield b"x" * self.size

    def close(self) -> None:
        self.is_closed = True


def test_a_long_answer_is_sent_while_it_is_made() -> None:
    parts = Parts(10, AT_ONCE // 2)
    seen: list[int] = []

    class Slow(Wire):
        async def send_bytes(self, data: bytes) -> None:
            seen.append(parts.left)
            await super().send_bytes(data)

    wire = answer(lambda _, start: start("200 OK", []) or parts, Slow(b""))
    assert (wire.status, len(wire.sent), parts.is_closed) == (200, 5 * AT_ONCE, True)
    assert seen == [8, 6, 4, 2, 0]  # nothing piles up meanwhile


@pytest.mark.parametrize(
    ("length", "sent_at"), [([], [9, 5, 0]), ([("Content-Length", "10240")], [])], ids=["unknown", "known"]
)
def test_what_is_made_while_it_is_sent_begins_at_once(
    length: list[tuple[str, str]], sent_at: list[int]
) -> None:
    parts = Parts(10, 1024)
    parts.streaming = True
    seen: list[int] = []

    class Watched(Wire):
        async def send_bytes(self, data: bytes) -> None:
            seen.append(parts.left)
            await super().send_bytes(data)

    wire = answer(lambda _, start: start("200 OK", length) or parts, Watched(b""))
    assert (len(wire.sent), seen) == (10240, sent_at)


def test_a_reader_who_hangs_up_ends_the_work_for_them() -> None:
    parts = Parts(10, AT_ONCE)

    class Gone(Wire):
        async def send_bytes(self, data: bytes) -> None:  # noqa: ARG002
            raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        answer(lambda _, start: start("200 OK", []) or parts, Gone(b""))
    assert parts.is_closed
    assert parts.left == 9


def test_an_application_that_fails_gives_its_place_back() -> None:
    def application(_: dict[str, Any], __: Start) -> Iterable[bytes]:
        raise ValueError("broken")

    async def steps(bridge: Bridge) -> None:
        for _ in range(5):
            with pytest.raises(ValueError, match="broken"):
                await bridge.answer(scope(), b"", Wire(b""))

    bridge = Bridge(application, threads=1, waiting=0)
    asyncio.run(steps(bridge))
    bridge.close()


def test_beyond_its_threads_and_its_line_a_request_is_told_so_at_once() -> None:
    gate = threading.Event()

    def application(_: dict[str, Any], start: Start) -> Iterable[bytes]:
        gate.wait(5)
        start("200 OK", [])
        return [b"ok"]

    async def steps(bridge: Bridge) -> None:
        wires = [Wire(b"") for _ in range(3)]
        asked = [asyncio.create_task(bridge.answer(scope(), b"", wire)) for wire in wires]
        await asyncio.sleep(0.02)
        with pytest.raises(Full):
            await bridge.answer(scope(), b"", Wire(b""))
        gate.set()
        await asyncio.gather(*asked)
        assert [wire.status for wire in wires] == [200] * 3
        await bridge.answer(scope(), b"", Wire(b""))

    bridge = Bridge(application, threads=1, waiting=2)
    asyncio.run(steps(bridge))
    bridge.close()


@pytest.mark.parametrize(
    ("sent", "said", "read"),
    [
        (b"abc", "3", b"abc"),
        (b"x" * 100, "100", b"x" * 100),
        (b"x" * 101, "101", b""),
        (b"", "0", b""),
        (b"abc", None, b""),
        (b"x" * 5000, "9" * 30, None),
        (b"abc", "-1", None),
        (b"abc", "", None),
    ],
)
def test_a_body_is_read_as_far_as_it_may_be_long(sent: bytes, said: str | None, read: bytes | None) -> None:
    headers = () if said is None else (("content-length", said),)
    found = asyncio.run(whole_body(scope(*headers), Wire(sent), most=100))
    assert found == (sent[:101] if read is None else read)


def test_a_body_in_chunks_is_read_until_it_is_too_long() -> None:
    chunked = scope(("transfer-encoding", "chunked"))
    assert asyncio.run(whole_body(chunked, Wire(b"abc"), most=100)) == b"abc"

    class Endless(Wire):
        async def __aiter__(self) -> Any:
            while True:
                self.status += 1
                yield b"x" * 64

    endless = Endless(b"")
    assert len(asyncio.run(whole_body(chunked, endless, most=100))) == 101
    assert endless.status == 2


def test_whoever_waits_too_long_is_told_so_and_what_is_in_line_for_them_is_dropped() -> None:
    goes_on = threading.Event()
    ran: list[str] = []

    def application(told: dict[str, Any], start: Start) -> Iterable[bytes]:
        ran.append(told["PATH_INFO"])
        goes_on.wait(10)
        start("200 OK", [])
        return [b"x" * (AT_ONCE + 1)]  # so much would be sent at once

    async def steps() -> None:
        held, in_line = Wire(b""), Wire(b"")
        answers = [
            bridge.answer(scope(path="/held"), b"", held),
            bridge.answer(scope(path="/in-line"), b"", in_line),
        ]
        told = await asyncio.gather(*answers, return_exceptions=True)
        assert [type(one) for one in told] == [Full, Full]
        goes_on.set()
        while bridge._room < 2:  # the thread itself ends later
            await asyncio.sleep(0.01)
        assert (held.status, in_line.status) == (0, 0)

    bridge = Bridge(application, threads=1, waiting=1, longest=0.1)
    asyncio.run(asyncio.wait_for(steps(), 10))
    bridge.close()
    assert ran == ["/held"]


def test_an_application_that_cannot_answer_now_leaves_the_words_to_others() -> None:
    def application(told: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("503 Service Unavailable", [])
        return [b""]

    with pytest.raises(Full):
        answer(application)
