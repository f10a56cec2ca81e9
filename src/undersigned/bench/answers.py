"""Reading HTTP answers from a kept-open connection: just enough to know where one ends and what it said."""

from dataclasses import dataclass

HEAD_ENDS = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
CHUNKED = b"\r\ntransfer-encoding: chunked"
CLOSES = b"\r\nconnection: close"
WITHOUT_BODY = (204, 304)


class AnswerBroken(ValueError):
    """What came is no HTTP answer."""


@dataclass(slots=True)
class Answer:
    """One whole answer: its status, the bytes of its head and of its body as they came, and whether it was the last."""

    status: int
    head: bytes
    body: bytes
    closes: bool

    def header(self, name: str) -> str:
        """The value of a header; "" without one."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.lower().encode():
                return value.strip().decode("latin-1")
        return ""


@dataclass(slots=True)
class Reader:
    """Takes the bytes of one connection; gives an answer once it is whole. One request is under way at a time."""

    buffer: bytes = b""

    def feed(self, data: bytes) -> Answer | None:
        """The answer, if these bytes complete it. Raises AnswerBroken."""
        whole = self.buffer + data if self.buffer else data
        head_ends = whole.find(HEAD_ENDS)
        if head_ends < 0:
            self.buffer = whole
            return None
        head = whole[:head_ends]
        status = _status(head)
        lower = head.lower()
        begins = head_ends + 4
        ends = _ends(whole, lower, status, begins)
        if ends is None:
            self.buffer = whole
            return None
        if ends != len(whole):
            raise AnswerBroken("more came than was asked for")
        self.buffer = b""
        return Answer(status, head, whole[begins:], CLOSES in lower)


def _status(head: bytes) -> int:
    if not head.startswith(b"HTTP/1.1 ") or not head[9:12].isdigit():
        raise AnswerBroken(repr(head[:40]))
    return int(head[9:12])


def _ends(whole: bytes, lower: bytes, status: int, begins: int) -> int | None:
    """Where the answer ends; None if that has not come yet."""
    if status in WITHOUT_BODY:
        return begins
    at = lower.find(LENGTH)
    if at >= 0:
        stop = lower.find(b"\r\n", at + 2)
        ends = begins + int(lower[at + len(LENGTH) : stop if stop >= 0 else None])
        return ends if len(whole) >= ends else None
    if CHUNKED in lower:
        return _chunks_end(whole, begins)
    raise AnswerBroken("an answer without a length")


def _chunks_end(whole: bytes, at: int) -> int | None:
    while (line_ends := whole.find(b"\r\n", at)) >= 0:
        size = int(whole[at:line_ends].partition(b";")[0], 16)
        at = line_ends + 2 + size + 2
        if size == 0:
            return at if len(whole) >= at else None
        if len(whole) < at:
            return None
    return None
