"""From clean text to blocks of lines and paragraphs: what is a paragraph, and which line breaks are only wrapping.

A block is a list of lines that no blank line parts. Where blank lines part the story, they alone part its paragraphs,
and the lines of a block are joined. A story without any blank line is judged by its lines:

1. The longest line has more than 120 signs: nothing wraps that wide, so each line is a paragraph, save that a line
   which ends no sentence goes on in a next one that opens with a small letter.
2. Else, where every line ends a sentence: each line is a paragraph.
3. Else the text is hard-wrapped. A paragraph ends only with a line that ends a sentence and had room left for the next
   line's first word: whoever wrapped the text would have put that word there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

Block = list[str]

# The widest line that programs for writing wrap to by themselves (mail 72 to 78, editors 80, 100 or 120).
WIDEST_WRAP: Final = 120
NARROWEST_WRAP: Final = 50
_RAGGED: Final = 4

_SENTENCE_END: Final = re.compile(r"[.!?…:;。！？؟۔।][\"'”’»)\]*_]*$")
_HYPHEN_END: Final = re.compile(r"[^\W\d_][-‐]$")
_SUSPENDING: Final = frozenset(["and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e"])
_BULLET: Final = re.compile(r"([-*•·–—‣▪])\s|(\d{1,3})[.)]\s")
# What opens a line of its own in Markdown: a list item, a quote, a heading, a rule, the address of a link.
_MARKER: Final = re.compile(r"[-*+]\s|\d{1,9}[.)]\s|>|#{1,6}(?:\s|$)|(?:[-*_] ?){3,}$|\[[^\]]+\]:")
_RULE: Final = re.compile(r"(?:[-*_] ?){3,}$")
_ATX: Final = re.compile(r"#{1,6}(?:\s|$)")
_UNDERLINE: Final = re.compile(r"=+$|-{2,}$")


def blocks_of(text: str, *, markdown: bool) -> list[Block]:
    """The text's blocks, every run of white space in them one space; a Markdown heading is a block of its own."""
    blocks: list[Block] = []
    block: Block = []
    for raw in text.split("\n"):
        line = " ".join(raw.split())
        if line and not (markdown and _is_heading(line, block)):
            block.append(_indent(raw) + line if markdown else line)
            continue
        if block or line:
            blocks.append(_headed(line, block) if line else block)
        block = []
    if block:
        blocks.append(block)
    return [part for block in blocks for part in _parted(block)]


def _is_heading(line: str, above: Block) -> bool:
    is_underline = bool(_UNDERLINE.match(line)) and bool(above) and not opens_line(above[0])
    return is_underline or bool(_ATX.match(line))


def _headed(line: str, above: Block) -> Block:
    if _ATX.match(line):
        return [*above, line]
    return [("# " if line[0] == "=" else "## ") + " ".join(part.strip() for part in above)]


def _parted(block: Block) -> Iterator[Block]:
    """The block, and the heading that ends it as a block of its own."""
    if len(block) > 1 and _ATX.match(block[-1]):
        yield block[:-1]
        block = block[-1:]
    yield block


def _indent(raw: str) -> str:
    # Nested lists need it; more than 12 columns nest deeper than anyone reads.
    expanded = raw.expandtabs(4)
    return " " * min(len(expanded) - len(expanded.lstrip()), 12)


def widest(blocks: Sequence[Block]) -> int:
    """The length of the longest line, in characters."""
    return max((len(line) for block in blocks for line in block), default=0)


def joined(block: Sequence[str], *, markdown: bool) -> str:
    """The block as one paragraph: on one line, but that what opens a line in Markdown keeps a line of its own."""
    if not markdown:
        return _run_on(block)
    lines: list[Block] = []
    for line in block:
        if lines and not opens_line(line) and not _RULE.match(lines[-1][0].lstrip()):
            lines[-1].append(line.strip())
        else:
            lines.append([line])
    return "\n".join(map(_run_on, lines))


def _run_on(lines: Sequence[str]) -> str:
    seams = ["" if _is_cut_word(line, after) else " " for line, after in pairwise(lines)]
    return "".join(part for pair in zip(lines, [*seams, ""], strict=True) for part in pair)


def _is_cut_word(line: str, following: str) -> bool:
    """Whether wrapping cut a word at its own hyphen: "well-" / "known", but not "pre-" / "and post-war"."""
    word = following.split(" ", 1)[0]
    return bool(_HYPHEN_END.search(line[-2:])) and word[:1].isalpha() and word not in _SUSPENDING


def opens_line(line: str) -> bool:
    """Whether a line of Markdown is more than running text: a list item, a quote, a heading and the like."""
    return bool(_MARKER.match(line.lstrip()))


def ends_sentence(line: str) -> bool:
    """Whether the line ends as a sentence does."""
    return bool(_SENTENCE_END.search(line[-12:]))


def wrap_width(blocks: Sequence[Block]) -> int:
    """The width that the text was wrapped to, 0 if it was not: its first line, the title, is no witness."""
    below = [blocks[0][1:], *blocks[1:]]
    width = widest(below)
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return 0
    breaks = (pair for block in below for pair in pairwise(block))
    return (
        width
        if any(not ends_sentence(line) and _had_no_room(line, after, width) for line, after in breaks)
        else 0
    )


def goes_on(line: str, following: str, width: int) -> bool:
    """Whether a line that may be a whole (a title, an addressee) was only broken by wrapping.

    `width` is what wrap_width told. A line much longer than all others was not wrapped as they were.
    """
    if following.lstrip()[0].islower() and not ends_sentence(line):
        return True
    return 0 < len(line) <= width + _RAGGED and _had_no_room(line, following, width)


def _had_no_room(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def unwrapped(block: Block) -> list[Block]:
    """The paragraphs of a plain story that has no blank line, by the rules above."""
    width = widest([block])
    if width > WIDEST_WRAP:
        ends = [not goes_on(line, after, 0) for line, after in pairwise(block)]
    elif all(ends_sentence(line) for line in block[:-1]):
        ends = [True] * (len(block) - 1)
    else:
        ends = [
            ends_sentence(line) and not _had_no_room(line, after, width) for line, after in pairwise(block)
        ]
    return _cut(block, ends)


def listed(block: Block) -> list[Block]:
    """A plain block whose lines open with the same bullet, or are numbered, at least twice: each item by itself."""
    bullets = [_BULLET.match(line) for line in block]
    kinds = [("1" if bullet[2] else bullet[1]) if bullet else "" for bullet in bullets]
    often = {kind for kind, times in Counter(kinds).items() if kind and times > 1}
    return _cut(block, [kind in often for kind in kinds[1:]])


def _cut(block: Block, ends: Sequence[bool]) -> list[Block]:
    """The block cut behind each line whose place in `ends` is true."""
    parts: list[Block] = [block[:1]]
    for line, is_new in zip(block[1:], ends, strict=True):
        if is_new:
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts
