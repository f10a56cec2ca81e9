"""A petition as somebody writes it at the desk: checked by pure rules, kept as a draft, written anew until it opens."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction

from undersigned.kit import countries
from undersigned.people.models import Team
from undersigned.petitions import actions, notices, slugs, texts
from undersigned.petitions.document import Document
from undersigned.petitions.document.addressing import demand_of
from undersigned.petitions.life import MoveRefused, State
from undersigned.petitions.models import Addressee, Notice, Petition, Text

LONGEST: Final = {"title": 200, "addressees": 200, "story": 50_000, "call": 200}
MOST_ADDRESSEES: Final = 10
LARGEST_GOAL: Final = 1_000_000_000


class Draft(NamedTuple):
    """What somebody wrote, each in the form in which it is kept; the story is Markdown, `country` may be ""."""

    title: str
    addressees: tuple[str, ...]
    story: str
    call: str
    language: str
    country: str
    goal: int | None
    hands_over: str
    asks_postal_code: bool

    def document(self) -> Document:
        """The same as a document that was read."""
        demand = demand_of(self.title)
        return Document(
            title=self.title,
            ask=demand.what if demand else self.title,
            letter="",
            paragraphs=tuple(part for part in self.story.split("\n\n") if part.strip()),
            call=self.call,
            addressees=self.addressees,
            goal=self.goal,
            claimed_signatures=0,
            language=self.language,
            markup="markdown",
        )


def check(raw: Mapping[str, str], *, languages: Collection[str]) -> tuple[Draft | None, dict[str, str]]:
    """The draft, or None and a reason code for each field that is wrong: missing, too-long, too-many, unknown, number.

    Who can say yes may be left out where the title names them.
    """
    errors: dict[str, str] = {}
    title = _line(raw, "title", errors)
    demand = demand_of(title)
    names = [name for line in raw.get("addressees", "").splitlines() if (name := _tidy(line))]
    if not names and demand:
        names = [demand.who]
    if not names:
        errors["addressees"] = "missing"
    elif len(names) > MOST_ADDRESSEES:
        errors["addressees"] = "too-many"
    elif any(len(name) > LONGEST["addressees"] for name in names):
        errors["addressees"] = "too-long"
    draft = Draft(
        title=title,
        addressees=tuple(names),
        story=_story(raw, errors),
        call=_line(raw, "call", errors, required=False),
        language=_known(raw, "language", languages, errors),
        country=_known(raw, "country", countries.CODES, errors, required=False),
        goal=_goal(raw, errors),
        hands_over=_known(raw, "hands_over", Notice.HandsOver.values, errors),
        asks_postal_code=raw.get("asks_postal_code", "") != "",
    )
    return (None, errors) if errors else (draft, {})


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


def _story(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    lines = raw.get("story", "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    if len(text) > LONGEST["story"]:
        errors["story"] = "too-long"
    elif not any(c.isalpha() for c in text):
        errors["story"] = "missing"
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


def begin(draft: Draft, *, team: Team, now: datetime) -> Petition:
    """A new draft of a team."""
    return actions.draft(
        draft.document(),
        team=team,
        now=now,
        hands_over=draft.hands_over,
        country=draft.country,
        asks_postal_code=draft.asks_postal_code,
    )


@transaction.atomic
def rewrite(petition: Petition, draft: Draft, *, now: datetime) -> None:
    """Write a draft anew. Nobody has signed it, so its first text and notice take other words; its language stays.

    Raises MoveRefused where it is no draft any more.
    """
    kept = Petition.objects.select_for_update().filter(pk=petition.pk, state=State.DRAFT).first()
    if kept is None:
        raise MoveRefused("it is open already: its text can no longer be written anew")
    document = draft._replace(language=kept.language).document()
    kept.own_goal, kept.country = draft.goal, draft.country
    kept.asks_postal_code = draft.asks_postal_code
    kept.save(update_fields=["own_goal", "country", "asks_postal_code"])
    kept.addressees.all().delete()
    Addressee.objects.bulk_create(
        Addressee(petition=kept, position=place, name=name) for place, name in enumerate(draft.addressees)
    )
    text = Text.objects.filter(version__petition=kept, version__number=kept.text_number)
    text.filter(language=kept.language).update(**texts.columns(document))
    languages = list(kept.notices.values_list("language", flat=True))
    kept.notices.all().delete()
    for language in languages:
        notices.write(kept, draft.hands_over, language=language, now=now)
    slugs.follow(kept, title=document.title, language=kept.language)


def as_typed(petition: Petition) -> dict[str, str]:
    """A draft as its writer would type it."""
    text = Text.objects.get(
        version__petition=petition, version__number=petition.text_number, language=petition.language
    )
    notice = notices.current(petition, petition.language)
    return {
        "title": text.title,
        "addressees": "\n".join(one.name for one in petition.addressees.all()),
        "story": text.story,
        "call": text.call,
        "language": petition.language,
        "country": petition.country,
        "goal": str(petition.own_goal or ""),
        "hands_over": notice.hands_over,
        "asks_postal_code": "on" if petition.asks_postal_code else "",
    }


def typed_of(document: Document, *, country: str = "") -> dict[str, str]:
    """A document that was read, as its writer would type it."""
    return {
        "title": document.title,
        "addressees": "\n".join(document.addressees),
        "story": "\n\n".join([*document.paragraphs, *filter(None, [document.letter])]),
        "call": document.call,
        "language": document.language,
        "country": country,
        "goal": str(document.goal or ""),
        "hands_over": Notice.HandsOver.NUMBER.value,
    }
