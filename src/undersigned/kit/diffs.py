"""What differs between two texts, word by word, as a reader wants to see it."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

_PIECES: Final = re.compile(r"\s+|[^\s\w]|\w+")
# Of a paragraph with more pieces it is said only that it was replaced: comparing takes the square of them.
MOST_PIECES: Final = 1500


class Piece(NamedTuple):
    """Some words that stayed, were taken out or were put in."""

    kind: Literal["same", "out", "in"]
    text: str


def paragraphs(before: str, after: str) -> list[list[Piece]]:
    """What differs, paragraph by paragraph (separated by an empty line); those that stayed are left out.

    Time grows with the square of the number of paragraphs at worst, which a text of 50,000 letters keeps small.
    """
    old, new = before.split("\n\n"), after.split("\n\n")
    changed: list[list[Piece]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[a:b], new[c:d]
        for n in range(max(len(gone), len(come))):
            pieces = words(gone[n] if n < len(gone) else "", come[n] if n < len(come) else "")
            if pieces:
                changed.append(pieces)
    return changed


def words(before: str, after: str) -> list[Piece]:
    """The pieces of one paragraph in order."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) > MOST_PIECES or len(new) > MOST_PIECES:
        return [piece for piece in (Piece("out", before), Piece("in", after)) if piece.text]
    return list(_joined(_compared(old, new)))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[a:b]))
        else:
            yield Piece("out", "".join(old[a:b]))
            yield Piece("in", "".join(new[c:d]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Without empty ones, and with a space between two changes counted as changed: whole phrases read better."""
    kept = [piece for piece in pieces if piece.text]
    place = 0
    while place < len(kept):
        if kept[place].kind == "same":
            yield kept[place]
            place += 1
            continue
        out, come = "", ""
        while place < len(kept) and (kept[place].kind != "same" or _bridges(kept, place)):
            kind, text = kept[place]
            out += text if kind != "in" else ""
            come += text if kind != "out" else ""
            place += 1
        if out:
            yield Piece("out", out)
        if come:
            yield Piece("in", come)


def _bridges(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a piece that stayed is only a space with changes on both sides."""
    return pieces[place].text.isspace() and place + 1 < len(pieces) and pieces[place + 1].kind != "same"
