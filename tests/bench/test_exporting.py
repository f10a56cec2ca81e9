"""A sheet is held against the rows, line by line; a small one is exported through a site that runs."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from undersigned.bench import run as whole
from undersigned.bench.downloads import download
from undersigned.bench.exporting import HEADING, wrong_lines
from undersigned.bench.measuring import Plan
from undersigned.bench.processes import Trouble

ROW = ["1", "Ada Okafor", "", "LS1", "GB", "2026-11-27", "mail", "1", ""]
LINES = f"\ufeff{HEADING}\r\n{','.join(ROW)}\r\n".encode()


def test_a_sheet_that_is_as_it_should_be_has_nothing_wrong() -> None:
    assert wrong_lines(LINES, [ROW]) == []
    assert wrong_lines(LINES, [[*ROW[:1], "?", *ROW[2:]]]) == []


@pytest.mark.parametrize(
    "expected",
    [[], [ROW, ROW], [[*ROW[:1], "Sam Smith", *ROW[2:]]], [ROW[:8]]],
    ids=["one too many", "one is missing", "another name", "another shape"],
)
def test_a_row_that_is_wrong_or_missing_is_named(expected: list[list[str]]) -> None:
    assert wrong_lines(LINES, expected)[0].partition(" is ")[0] in ("row 1", "row 2")


def test_of_many_wrong_rows_a_few_are_named() -> None:
    lines = LINES + (",".join(ROW) + "\r\n").encode() * 9
    assert wrong_lines(lines, [])[-1] == "and 7 more"
    assert wrong_lines(b"number\r\n", []) == ["its heading is number"]


@pytest.fixture
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """A server that gives one answer and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with closing(server.accept()[0]) as connection:
                connection.recv(1000)
                connection.sendall(request.param)

        thread = Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"


@pytest.mark.parametrize("port", [CHUNKED + b"0\r\n\r\n"], indirect=True)
def test_what_came_in_chunks_is_put_together(port: int) -> None:
    taken = download(port, b"GET / HTTP/1.1\r\n\r\n")
    assert taken.body == b"abcde"
    assert 0 < taken.first <= taken.seconds


@pytest.mark.parametrize("port", [CHUNKED, b"HTTP/1.1 503 No\r\n\r\n"], indirect=True)
def test_an_answer_that_breaks_off_or_is_none_is_trouble(port: int) -> None:
    with pytest.raises(Trouble):
        download(port, b"GET / HTTP/1.1\r\n\r\n")


def test_a_small_petition_is_exported_and_every_row_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("undersigned.bench.postgres.WHEEL", "no_such_wheel")
    monkeypatch.setattr("undersigned.bench.postgres.system_places", lambda: iter([tmp_path]))
    plan = Plan(rounds=1, only=frozenset({"G9"}), rows=250)
    assert whole.run(plan, json_file=tmp_path / "figures.json") == 0
    told = json.loads((tmp_path / "figures.json").read_text())
    found = [(line["goal"], line["least"]) for line in told["goals"] if line["goal"] == "G9"]
    assert found == [("G9", 0.3), ("G9", 0.15)]
    assert {line["goal"] for line in told["goals"]} == {
        *("G9", "G9 first", "G9 packed", "G9 memory", "G9 archive")
    }
    assert all(line["figure"] > 0 for line in told["goals"] if line["unit"] == "rows/s")
    assert "all there" in capsys.readouterr().out
