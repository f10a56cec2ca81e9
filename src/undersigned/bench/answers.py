"""Reading HTTP answers from a kept-open connection: just enough to know where one ends and what it said."""

from dataclasses import dataclass, field

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

    buffer: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> Answer | None:
        """The answer, if these bytes complete it. Raises AnswerBroken."""
        buffer = self.buffer
        buffer += data
        head_ends = buffer.find(HEAD_ENDS)
        if head_ends < 0:
            return None
        head = bytes(buffer[:head_ends])
        status = _status(head)
        lower = head.lower()
        begins = head_ends + 4
        ends = _ends(buffer, lower, status, begins)
        if ends is None:
            return None
        if ends != len(buffer):
            raise AnswerBroken("more came than was asked for")
        body = bytes(buffer[begins:])
        buffer.clear()
        return Answer(status, head, body, CLOSES in lower)


def _status(head: bytes) -> int:
    if not head.startswith(b"HTTP/1.1 ") or not head[9:12].isdigit():
        raise AnswerBroken(repr(head[:40]))
    return int(head[9:12])


def _ends(buffer: bytearray, lower: bytes, status: int, begins: int) -> int | None:
    """Where the answer ends; None if that has not come yet."""
    if status in WITHOUT_BODY:
        return begins
    at = lower.find(LENGTH)
    if at >= 0:
        stop = lower.find(b"\r\n", at + 2)
        ends = begins + int(lower[at + len(LENGTH) : stop if stop >= 0 else None])
        return ends if len(buffer) >= ends else None
    if CHUNKED in lower:
        return _chunks_end(buffer, begins)
    raise AnswerBroken("an answer without a length")


def _chunks_end(buffer: bytearray, at: int) -> int | None:
    while (line_ends := buffer.find(b"\r\n", at)) >= 0:
        size = int(bytes(buffer[at:line_ends]).partition(b";")[0], 16)
        at = line_ends + 2 + size + 2
        if size == 0:
            return at if len(buffer) >= at else None
        if len(buffer) < at:
            return None
    return None
