"""Whether a text was mended or says something else: by rules that anyone can apply to the two versions.

People signed what they read. A slip of the pen may be mended under them, and everyone can see that it was; what asks
for something else, or of somebody else, is a new ask, and they are asked again.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"\w+")
LETTER_STAYS: Final = 0.9  # of its words
STORY_STAYS: Final = 0.7
CALL_STAYS: Final = 0.5


class Wording(NamedTuple):
    """What signers read."""

    title: str
    addressees: tuple[str, ...]
    letter: str
    story: str
    call: str


def beyond_a_fix(before: Wording, after: Wording) -> list[str]:
    """The fields in which more than a slip was mended, in their order; none: it is a fix, or nothing changed.

    The title and each addressee keep their words, of which a few letters may be mended; a number never changes. The
    letter keeps nine of ten words, the story seven of ten, the last words half.
    """
    wrong = []
    if not _is_mended(before.title, after.title):
        wrong.append("title")
    same_number = len(before.addressees) == len(after.addressees)
    if not same_number or not all(map(_is_mended, before.addressees, after.addressees)):
        wrong.append("addressees")
    for field, least in (("letter", LETTER_STAYS), ("story", STORY_STAYS), ("call", CALL_STAYS)):
        if kept(getattr(before, field), getattr(after, field)) < least:
            wrong.append(field)
    return wrong


def kept(before: str, after: str) -> float:
    """Which part of the words stayed, 0 to 1, wherever they stand; of the longer text."""
    old, new = _words(before), _words(after)
    longest = max(len(old), len(new))
    return 1.0 if not longest else (Counter(old) & Counter(new)).total() / longest


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _is_mended(before: str, after: str) -> bool:
    old, new = _words(before), _words(after)
    return len(old) == len(new) and all(map(_is_slip, old, new))


def _is_slip(before: str, after: str) -> bool:
    """Whether two words are one with a slip: the same, or long ones that differ in at most two letters."""
    if before == after:
        return True
    if any(letter.isdigit() for letter in before + after) or min(len(before), len(after)) < 4:
        return False
    return distance(before, after, most=2 if min(len(before), len(after)) > 5 else 1) is not None


def distance(before: Sequence[str], after: Sequence[str], *, most: int) -> int | None:
    """How many letters must be put in, taken out, exchanged or swapped with their neighbour; None for more."""
    if abs(len(before) - len(after)) > most:
        return None
    rows: list[list[int]] = [list(range(len(after) + 1))]
    for i, letter in enumerate(before, 1):
        row = [i]
        for j, other in enumerate(after, 1):
            least = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and (before[i - 2], letter) == (other, after[j - 2]):
                least = min(least, rows[-2][j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return None
        rows.append(row)
    return rows[-1][-1] if rows[-1][-1] <= most else None
