"""What somebody types to write a petition, held against pure rules; nothing here is stored."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from undersigned.kit import countries
from undersigned.petitions import question_rows
from undersigned.petitions.document import Document
from undersigned.petitions.document.addressing import demand_of
from undersigned.petitions.models import Notice
from undersigned.petitions.question_rows import Wanted

LONGEST: Final = {"title": 200, "addressees": 200, "letter": 20_000, "story": 50_000, "call": 200}
MOST_ADDRESSEES: Final = 10
LARGEST_GOAL: Final = 1_000_000_000


class Draft(NamedTuple):
    """What somebody wrote, each in the form in which it is kept; the story is Markdown, `country` may be ""."""

    title: str
    addressees: tuple[str, ...]
    story: str
    letter: str
    call: str
    language: str
    country: str
    goal: int | None
    hands_over: str
    asks_postal_code: bool
    asks_phone: bool = False
    questions: tuple[Wanted, ...] = ()

    def document(self) -> Document:
        """The same as a document that was read."""
        demand = demand_of(self.title)
        return Document(
            title=self.title,
            ask=demand.what if demand else self.title,
            letter=self.letter,
            paragraphs=tuple(part for part in self.story.split("\n\n") if part.strip()),
            call=self.call,
            addressees=self.addressees,
            goal=self.goal,
            claimed_signatures=0,
            language=self.language,
            markup="markdown",
        )


def check(raw: Mapping[str, str], *, languages: Collection[str]) -> tuple[Draft | None, dict[str, str]]:
    """The draft, or None and a reason code for each field that is wrong: missing, too-long, too-many, unknown, number;
    of questions see question_rows.check.

    Who can say yes may be left out where the title names them.
    """
    errors: dict[str, str] = {}
    title = _line(raw, "title", errors)
    names = _names(raw)
    if not names:
        errors["addressees"] = "missing"
    elif len(names) > MOST_ADDRESSEES:
        errors["addressees"] = "too-many"
    elif any(len(name) > LONGEST["addressees"] for name in names):
        errors["addressees"] = "too-long"
    draft = Draft(
        title=title,
        addressees=tuple(names),
        story=_prose(raw, "story", errors),
        letter=_prose(raw, "letter", errors, required=False),
        call=_line(raw, "call", errors, required=False),
        language=_known(raw, "language", languages, errors),
        country=_known(raw, "country", countries.CODES, errors, required=False),
        goal=_goal(raw, errors),
        hands_over=_known(raw, "hands_over", Notice.HandsOver.values, errors),
        asks_postal_code=raw.get("asks_postal_code", "") != "",
        asks_phone=raw.get("asks_phone", "") != "",
        questions=question_rows.check(raw, errors),
    )
    return (None, errors) if errors else (draft, {})


def _names(raw: Mapping[str, str]) -> list[str]:
    """Who can say yes, one on each line; whom the title names where nobody is."""
    names = [name for line in raw.get("addressees", "").splitlines() if (name := _tidy(line))]
    demand = None if names else demand_of(_tidy(raw.get("title", "")))
    return [demand.who] if demand else names


def _tidy(text: str) -> str:
    """One line without invisible marks at its ends or control characters in it."""
    return " ".join("".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text).split())


def _line(raw: Mapping[str, str], field: str, errors: dict[str, str], *, required: bool = True) -> str:
    text = _tidy(raw.get(field, ""))
    if len(text) > LONGEST[field]:
        errors[field] = "too-long"
    elif required and not any(c.isalpha() for c in text):
        errors[field] = "missing"
    return text


def _prose(raw: Mapping[str, str], field: str, errors: dict[str, str], *, required: bool = True) -> str:
    lines = raw.get(field, "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    if len(text) > LONGEST[field]:
        errors[field] = "too-long"
    elif required and not any(c.isalpha() for c in text):
        errors[field] = "missing"
    return text


def _known(
    raw: Mapping[str, str],
    field: str,
    values: Collection[str],
    errors: dict[str, str],
    *,
    required: bool = True,
) -> str:
    value = raw.get(field, "").strip()
    if value not in values and (value or required):
        errors[field] = "unknown" if value else "missing"
    return value


def _goal(raw: Mapping[str, str], errors: dict[str, str]) -> int | None:
    typed = "".join(c for c in raw.get("goal", "") if c not in " .,'’\u00a0\u202f")
    if not typed:
        return None
    if not (typed.isdecimal() and len(typed) <= 10 and 0 < int(typed) <= LARGEST_GOAL):
        errors["goal"] = "number"
        return None
    return int(typed)


def as_far_as(raw: Mapping[str, str], *, languages: Collection[str]) -> tuple[Draft, bool]:
    """The draft as far as it is written, and whether it is whole; what is wrong is cut or left out."""
    whole, _errors = check(raw, languages=languages)
    if whole:
        return whole, True
    lines = _names(raw)
    spare: dict[str, str] = {}
    draft = Draft(
        title=_tidy(raw.get("title", ""))[: LONGEST["title"]],
        addressees=tuple(name[: LONGEST["addressees"]] for name in lines[:MOST_ADDRESSEES]),
        story=_prose(raw, "story", spare)[: LONGEST["story"]],
        letter=_prose(raw, "letter", spare)[: LONGEST["letter"]],
        call=_tidy(raw.get("call", ""))[: LONGEST["call"]],
        language=raw.get("language", "") if raw.get("language", "") in languages else "",
        country=raw.get("country", "") if raw.get("country", "") in countries.CODES else "",
        goal=_goal(raw, spare),
        hands_over=_handed_over(raw),
        asks_postal_code=raw.get("asks_postal_code", "") != "",
        asks_phone=raw.get("asks_phone", "") != "",
        questions=question_rows.whole(raw),
    )
    return draft, False


def _handed_over(raw: Mapping[str, str]) -> str:
    value = raw.get("hands_over", "")
    return value if value in Notice.HandsOver.values else Notice.HandsOver.NUMBER.value


def typed_of(document: Document, *, country: str = "") -> dict[str, str]:
    """A document that was read, as its writer would type it."""
    return {
        "title": document.title,
        "addressees": "\n".join(document.addressees),
        "story": "\n\n".join(document.paragraphs),
        "letter": document.letter,
        "call": document.call,
        "language": document.language,
        "country": country,
        "goal": str(document.goal or ""),
        "hands_over": Notice.HandsOver.NUMBER.value,
    }
