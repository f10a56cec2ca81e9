"""Reading a style sheet: its rules one by one, with the at-rules that they stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What a brace or a semicolon inside of belongs to: strings, and brackets such as url(data:…;…).
PIECE = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\([^()]*\)|[{};]|[^"\'(){};]+|[()]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A selector or at-rule that opens a block (`opens`), or a declaration or at-rule that a semicolon ends."""

    text: str
    opens: bool
    within: tuple[str, ...]  # what the blocks around it opened with, outermost first
    line: int


def pieces(sheet: str) -> Iterator[Piece]:
    """The parts of a style sheet in their order."""
    sheet = COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), sheet)
    within: list[str] = []
    text = ""
    line = 1
    for found in PIECE.finditer(sheet):
        part = found.group()
        if part not in ("{", "}", ";"):
            text += part
            continue
        if text.strip():
            yield Piece(" ".join(text.split()), part == "{", tuple(within), line)
        if part == "{":
            within.append(" ".join(text.split()))
        elif part == "}":
            within.pop()
        text = ""
        line = sheet.count("\n", 0, found.end()) + 1
