"""Lines that tell a count or a goal: "12,345 have signed. Let's get to 15,000!"."""

import re
from dataclasses import dataclass
from typing import Final

from undersigned.petitions.document.wordings import Wordings, spoken, unmarked, wordings

# A longer line is prose. The bound also keeps matching quick whatever the line holds.
MAX_LINE: Final = 160

# A seventh of all people alive: above it a number is no number of signatures, and below it fits a database's integer.
LARGEST: Final = 1_000_000_000

_BETWEEN: Final = " .!¡,;:·•|/–—-"
_SCALED: Final = re.compile(r"(\d+)(?:[.,٫](\d+))? ?([^\W\d].*)")


@dataclass(frozen=True, slots=True)
class Tally:
    """What a line tells: each number is None where the line has none, and `languages` say it so."""

    count: int | None
    goal: int | None
    languages: frozenset[str]


def tally_of(line: str) -> Tally | None:
    """The count and goal of a line that tells nothing else, or None. The line's white space is already one space."""
    if len(line) > MAX_LINE or not any(map(str.isdigit, line)):
        return None
    line = spoken(unmarked(line)).strip(" ¡")
    tallies = [(row.language, told) for row in wordings() if (told := _told(line, row)) is not None]
    if not tallies:
        return None
    count, goal = tallies[0][1]
    return Tally(count, goal, frozenset(language for language, told in tallies if told == (count, goal)))


def _told(line: str, row: Wordings) -> tuple[int | None, int | None] | None:
    """The line read from end to end as one or more of the language's phrases."""
    told: dict[str, int] = {}
    place, is_phrase = 0, False
    while place < len(line):
        phrases = filter(None, (phrase.match(line, place) for phrase in row.tallies))
        longest = max(phrases, key=re.Match.end, default=None)
        if longest is None:
            break
        is_phrase = True
        for name, digits in longest.groupdict().items():
            told.setdefault(name, number(digits, row))
        rest = line[longest.end() :]
        place = len(line) - len(rest.lstrip(_BETWEEN))
    is_whole = place == len(line) and not line.endswith((",", ";"))
    if not is_phrase or not is_whole or max(told.values(), default=0) > LARGEST:
        return None
    return told.get("count"), told.get("goal")


def number(digits: str, row: Wordings) -> int:
    """The number that one of the row's patterns found: 12,345 or 1.5 million."""
    scaled = _SCALED.fullmatch(digits)
    if not scaled:
        return int(re.sub(r"\D", "", digits))
    whole, fraction = scaled[1], scaled[2] or ""
    # Compared as the pattern did, which takes a long s and an i without its dot for s and i.
    scale = next(value for word, value in row.scales.items() if re.fullmatch(word, scaled[3], re.IGNORECASE))
    return int(whole + fraction) * scale // int("1" + "0" * len(fraction))
