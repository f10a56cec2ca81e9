"""Answers are cut out of what a connection brings, however it comes in pieces."""

import pytest

from undersigned.bench.answers import AnswerBroken, Reader

WITH_LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: abc\r\n\r\nhello"
IN_CHUNKS = b"HTTP/1.1 422 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n"
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\ncontent-length: 900\r\n\r\n"
LAST = b"HTTP/1.1 302 Found\r\nlocation: /\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


@pytest.mark.parametrize("whole", [WITH_LENGTH, IN_CHUNKS, UNCHANGED, LAST])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_an_answer_is_whole_with_its_last_byte_and_not_before(whole: bytes, size: int) -> None:
    reader = Reader()
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    answers = [reader.feed(piece) for piece in pieces]
    assert answers[:-1] == [None] * (len(pieces) - 1)
    answer = answers[-1]
    assert answer is not None
    assert answer.status == int(whole[9:12])
    assert reader.feed(WITH_LENGTH) is not None


def test_an_answer_tells_its_body_its_headers_and_whether_it_was_the_last() -> None:
    answer, last = Reader().feed(WITH_LENGTH), Reader().feed(LAST)
    assert answer is not None
    assert last is not None
    assert (answer.body, answer.header("etag"), answer.header("location")) == (b"hello", "abc", "")
    assert (answer.closes, last.closes) == (False, True)


@pytest.mark.parametrize(
    "broken", [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", WITH_LENGTH + b"HTTP/1.1 200"]
)
def test_what_is_no_single_answer_is_refused(broken: bytes) -> None:
    with pytest.raises(AnswerBroken):
        Reader().feed(broken)
