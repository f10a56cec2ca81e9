"""What would make a petition easier to read and to agree to: advice, never a condition."""

import re
from collections.abc import Mapping
from statistics import mean
from typing import Final, NamedTuple

from undersigned.petitions.document.addressing import demand_of

GOOD_TITLE: Final = 100  # characters: what fits on two lines of a phone and into most previews
SHORT_STORY, LONG_STORY = 50, 800  # words
LONG_SENTENCE, LONGEST_SENTENCE = 22, 40  # words: the mean of a story, and any one
LONG_PARAGRAPH: Final = 150  # words
FAR_GOAL: Final = 10_000  # most petitions stay below it
LONG_LETTER: Final = 600  # words: about a page and a half

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END: Final = re.compile(r"(?<=[.!?…؟。])[\"”’»)]*\s+|\n{2,}")
_MARKS: Final = re.compile(r"\]\([^)]*\)|[*_#>`\[\]]")


class Hint(NamedTuple):
    """One piece of advice: the field it is about, a code (desk.start_form.ADVICE has its words), and its number."""

    field: str
    code: str
    number: int = 0


def words_of(text: str) -> list[str]:
    """The words of a text, without the marks of Markdown and the addresses of links."""
    return _WORD.findall(_MARKS.sub(" ", text))


def advise(typed: Mapping[str, str]) -> list[Hint]:
    """At most one hint on the title, two on the story, one each on letter and goal; none on what is empty."""
    return [
        *_on_title(typed.get("title", ""), typed.get("addressees", "")),
        *_on_story(typed.get("story", ""))[:2],
        *_on_letter(typed.get("letter", "")),
        *_on_goal(typed.get("goal", "")),
    ]


def _on_title(title: str, addressees: str) -> list[Hint]:
    title = " ".join(title.split())
    letters = [sign for sign in title if sign.isalpha()]
    if not letters:
        return []
    if len(letters) > 9 and all(sign.isupper() for sign in letters):
        return [Hint("title", "shouts")]
    if len(title) > GOOD_TITLE:
        return [Hint("title", "long", len(title))]
    if title.endswith(("?", "؟")):
        return [Hint("title", "asks")]
    if len(title) > 15 and not addressees.strip() and demand_of(title) is None:
        return [Hint("title", "nobody")]
    return []


def _on_story(story: str) -> list[Hint]:
    count = len(words_of(story))
    if not count:
        return []
    hints = []
    if count < SHORT_STORY:
        hints.append(Hint("story", "short", count))
    if count > LONG_STORY:
        hints.append(Hint("story", "long", count))
    lengths = [n for part in _END.split(story) if (n := len(words_of(part)))]
    if max(lengths) > LONGEST_SENTENCE:
        hints.append(Hint("story", "sentence", max(lengths)))
    elif len(lengths) > 2 and mean(lengths) > LONG_SENTENCE:
        hints.append(Hint("story", "sentences", round(mean(lengths))))
    if max(len(words_of(part)) for part in re.split(r"\n\s*\n", story)) > LONG_PARAGRAPH:
        hints.append(Hint("story", "paragraph"))
    return hints


def _on_letter(letter: str) -> list[Hint]:
    count = len(words_of(letter))
    return [Hint("letter", "long", count)] if count > LONG_LETTER else []


def _on_goal(goal: str) -> list[Hint]:
    digits = "".join(sign for sign in goal if sign not in " .,'’\u00a0\u202f")
    if not digits.isdecimal() or len(digits) > 10:
        return []
    if int(digits) > FAR_GOAL:
        return [Hint("goal", "far", int(digits))]
    return [Hint("goal", "near", int(digits))] if 0 < int(digits) < 25 else []
