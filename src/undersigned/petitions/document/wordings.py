"""How each language words a petition's count, goal, addressee and call: the rows of wordings.toml, compiled."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

# One group of digits and its like: 12345, 12,345, 12.345, 12 345, 12'345, 12٬345 and the Indian 1,23,456. One sign
# throughout, and no fraction: nobody signs in parts.
_GROUPED: Final = "|".join(
    rf"\d{{1,3}}(?:{sign}\d{{2,3}}){{0,3}}{sign}\d{{3}}" for sign in (",", r"\.", " ", "'", "٬")
)
# A fraction only in front of a word that multiplies it, and never of three digits, which would be a group.
_SCALED: Final = r"\d{{1,4}}(?:[.,٫]\d{{1,2}})? ?(?:{scales})\b"


@dataclass(frozen=True, slots=True)
class Wordings:
    """One language's row."""

    language: str
    tallies: tuple[re.Pattern[str], ...]
    scales: dict[str, int]
    to: re.Pattern[str]
    demands: tuple[re.Pattern[str], ...]
    orders: re.Pattern[str]
    offices: re.Pattern[str]
    has_head_last: bool
    links: frozenset[str]
    has_telling_capitals: bool
    nobody: frozenset[str]
    adverbs: frozenset[str]
    states: frozenset[str]
    fates: frozenset[str]
    calls: re.Pattern[str]
    letter: re.Pattern[str]


def unmarked(text: str) -> str:
    """The text without the marks that only steer the direction of writing."""
    return re.sub("[\u200e\u200f\u061c]", "", text)


def spoken(line: str) -> str:
    """The line as the rows spell it: one kind of apostrophe, each sign in its place."""
    return re.sub("[’‘ʼ＇`´]", "'", line)


def _compiled(language: str, row: dict[str, Any]) -> Wordings:
    scales = row["scales"]
    number = f"(?:{_SCALED.format(scales=_any(scales))}|{_GROUPED}|\\d{{1,10}})"
    named = rf"(?:{_any(row['to'])}) ?: ?(?P<named>.+)"
    greeted = rf"(?:{_any(row['to_the']) or '(?!)'})(?P<greeted>[^:.!?]+)[,:]"
    orders = rf"(?:(?:{_any(row['please'])}) )?(?:{_any(row['orders']) or '(?!)'})(?!\w)"
    return Wordings(
        language=language,
        tallies=tuple(_pattern(rf"(?:{_template(tally, number=number)})(?!\w)") for tally in row["tallies"]),
        scales=scales,
        to=_pattern(f"{named}|{greeted}"),
        demands=tuple(_pattern(_template(demand)) for demand in row["demands"]),
        orders=_pattern(orders),
        offices=_pattern(_any(row["offices"]).replace(r"\*", r"\w*")),
        has_head_last=row["head"] == "last",
        links=frozenset(row["links"]),
        has_telling_capitals=row["capitals"],
        nobody=frozenset(row["nobody"]),
        adverbs=frozenset(row["adverbs"]),
        states=frozenset(row["states"]),
        fates=frozenset(row["fates"]),
        calls=_pattern(rf"(?:{'|'.join(_template(call) for call in row['calls'])})(?!\w)"),
        letter=_pattern(rf"(?:{_any(row['letter'])}) ?:?"),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _template(words: str, *, number: str = "") -> str:
    """The regular expression of a template: see the head of wordings.toml."""
    signs = {
        ":": " ?:",  # French sets a space before it
        "(": "(?:",
        ")": ")",
        "|": "|",
        "[": "(?:",
        "]": ")?",
        "…": ".*",
        "{count}": f"(?P<count>{number})",
        "{goal}": f"(?P<goal>{number})",
        "{number}": number,
        "{who}": "(?P<who>.+?)",
        "{what}": "(?P<what>.+)",
    }
    return "".join(signs.get(part) or re.escape(part) for part in re.split(r"(\{\w+\}|[()|\[\]…:])", words))


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


@cache
def wordings() -> tuple[Wordings, ...]:
    """Every language's row; compiled when the first document is read, since most processes read none."""
    data = tomllib.loads(files(__package__).joinpath("wordings.toml").read_text("utf-8"))
    return tuple(_compiled(language, row) for language, row in data.items())
