"""Who is asked, and what for: an addressee found in a title or a line of its own, and none rather than a guess."""

import re
from dataclasses import dataclass
from typing import Final

from undersigned.petitions.document.tallies import MAX_LINE
from undersigned.petitions.document.wordings import Wordings, spoken, unmarked, wordings

# "Secretary of State for Environment, Food and Rural Affairs" has nine words; far longer is a sentence.
MAX_NAME_WORDS: Final = 14

_WORD: Final = re.compile(r"[^\W_]+(?:['’]s\b)?")
# Names hold commas, dots and brackets; what ends or quotes a sentence makes it something else.
_NO_NAME: Final = re.compile(r"[!?;:…“”«»<>|]|\. |--| [–—-] ")
_ENDS: Final = ".!…۔。！ "
_ORDER: Final = re.compile(r"(?P<who>[^:,]+?) ?(?P<sign>[:,]) ?(?P<what>.+)")
# "Ada Lovelace: free her now" speaks about the name, not to it.
_PRONOUN: Final = re.compile(r"\b(?:him|her|it|them)\b", re.IGNORECASE)
_ARTICLES: Final = frozenset(
    ["the", "le", "la", "les", "l", "el", "los", "las", "il", "lo", "gli", "i", "o", "os", "as", "a"]
)


@dataclass(frozen=True, slots=True)
class Demand:
    """A title taken apart: who is to do what."""

    who: str
    what: str
    language: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """A line that only names addressees."""

    names: tuple[str, ...]
    language: str


def demand_of(title: str) -> Demand | None:
    """Who is to do what, if the title says both; the words are the title's own, without its last full stop."""
    title = unmarked(title)
    if title.endswith(("?", "؟")):
        return None
    found = (_demanded(title, row) or _ordered(title, row) for row in wordings())
    return next(filter(None, found), None)


def _demanded(title: str, row: Wordings) -> Demand | None:
    """ "X must do it"."""
    for pattern in row.demands:
        match = pattern.fullmatch(spoken(title))
        if match:
            who, what = _part(title, match, "who"), _part(title, match, "what")
            if what and is_asked(who, what, row):
                return Demand(who, what, row.language)
    return None


def _ordered(title: str, row: Wordings) -> Demand | None:
    """ "X: do it" and "X, do it"; an office before a colon is asked whatever follows."""
    match = _ORDER.fullmatch(title)
    if not match:
        return None
    who, what, is_called = _part(title, match, "who"), _part(title, match, "what"), match["sign"] == ","
    if not what or not is_name(who, row) or row.orders.match(spoken(who)):
        return None
    has_order = bool(row.orders.match(spoken(what)))
    if names_office(who, row):
        is_asked_so = has_order or not is_called
    else:
        is_asked_so = has_order and not _PRONOUN.search(what) and looks_like_name(who, what, row)
        is_asked_so = is_asked_so and not (is_called and len(_words(who)) == 1)
    return Demand(who, what, row.language) if is_asked_so else None


def _part(title: str, match: re.Match[str], name: str) -> str:
    return title[match.start(name) : match.end(name)].strip().rstrip(_ENDS)


def greeting_of(line: str) -> Greeting | None:
    """The names in "To: X", "To: X; Y" or "To the X,", or None; a greeting alone must name somebody."""
    line = unmarked(line)
    if len(line) > MAX_LINE:
        return None
    for row in wordings():
        match = row.to.fullmatch(spoken(line))
        if not match or (match["greeted"] and not is_somebody(match["greeted"], row)):
            continue
        found = _part(line, match, "named" if match["named"] else "greeted")
        names = tuple(name for part in found.split(";") if (name := part.strip(" .,:")))
        if names:
            return Greeting(names, row.language)
    return None


def is_asked(who: str, what: str, row: Wordings) -> bool:
    """Whether somebody who could act is asked to act, rather than something wished to come about."""
    if not is_name(who, row):
        return False
    words = [word.lower() for word in _words(what) if word.lower() not in row.adverbs]
    if not words or {words[0], words[-1]} & row.states:
        return False
    is_fate, is_alone = words[0] in row.fates, len(words) == 1
    if names_office(who, row):
        return not (is_fate and is_alone)
    return not is_fate and not is_alone and looks_like_name(who, what, row)


def is_somebody(name: str, row: Wordings) -> bool:
    """Whether words that stand alone name somebody who could be asked."""
    return is_name(name, row) and (names_office(name, row) or looks_like_name(name, "", row))


def is_name(who: str, row: Wordings) -> bool:
    """Whether nothing in the words keeps them from being a name."""
    words = _words(who)
    if not 0 < len(words) <= MAX_NAME_WORDS or _NO_NAME.search(who):
        return False
    if any(word.lower() in row.nobody for word in words):
        return False
    return "," not in who or names_office(who.split(",", 1)[0], row)


def names_office(who: str, row: Wordings) -> bool:
    """Whether the main noun of the words is an office or a body: "Mayor of Leeds", not "friends of the mayor"."""
    for match in _WORD.finditer(who):
        word = match[0]
        if word.lower() in row.links:
            return False
        if row.offices.fullmatch(word) and (not row.has_head_last or _may_end_noun(who[match.end() :], row)):
            return True
    return False


def _may_end_noun(rest: str, row: Wordings) -> bool:
    """Whether the noun before the rest can be the last: "Minister Smith", "minister for …", but not "council tax"."""
    following = _WORD.search(rest)
    if not following or rest[: following.start()].strip():
        return True
    word = following[0]
    return word.lower() in row.links or not word[0].islower() or bool(row.offices.fullmatch(word))


def looks_like_name(who: str, what: str, row: Wordings) -> bool:
    """Whether capitals tell a name: each word has one, as not every word of the demand does (a headline's would).

    A single word could be any noun that opens a sentence: a plural ("Children") is none, "Tesco" is.
    """
    words = [word for word in _words(who) if word.lower() not in row.links and word.lower() not in _ARTICLES]
    if not row.has_telling_capitals or not words or any(word[0].islower() for word in words):
        return False
    others = [word for word in _words(what) if word[0].isalpha()]
    if others and not any(word[0].islower() for word in others):
        return False
    return len(words) > 1 or who != words[0] or not re.search(r"(?<!['’])s$", who, re.IGNORECASE)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
