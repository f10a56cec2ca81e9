"""A petition as somebody writes it at the desk: kept as a draft, saved as they go, written anew until it opens."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from undersigned.people.models import Team
from undersigned.petitions import actions, asking, likeness, notices, question_rows, slugs, texts
from undersigned.petitions.life import MoveRefused, State
from undersigned.petitions.models import Addressee, Manuscript, Petition, Text
from undersigned.petitions.question import Question
from undersigned.petitions.typed import Draft, as_far_as, check, typed_of

__all__ = ["Draft", "Stale", "as_typed", "begin", "check", "rewrite", "save", "start", "typed_of"]
FIELDS: Final = (
    *("title", "addressees", "story", "letter", "call", "language", "country", "goal", "hands_over"),
    *("asks_postal_code", "asks_phone", *question_rows.FIELDS),
)
LONGEST_KEPT: Final = 100_000  # characters of one field, twice what any may have: more is no slip of the hand


class Stale(Exception):
    """Somebody saved the draft since these words were begun; `manuscript` is what is kept now."""

    def __init__(self, manuscript: Manuscript) -> None:
        super().__init__("the draft was saved elsewhere meanwhile")
        self.manuscript = manuscript


def begin(draft: Draft, *, team: Team, now: datetime) -> Petition:
    """A new draft of a team."""
    return actions.draft(
        draft.document(),
        team=team,
        now=now,
        hands_over=draft.hands_over,
        country=draft.country,
        asks_postal_code=draft.asks_postal_code,
        asked=asking.wanted(draft.questions, asks_phone=draft.asks_phone),
    )


def start(raw: Mapping[str, str], *, key: uuid.UUID, team: Team, now: datetime) -> Manuscript:
    """A new draft with whatever is typed so far, once for each key: who sends it again gets the same one.

    Raises MoveRefused ("missing") without a title, ("too-long"), or if another team's draft has the key.
    """
    typed = _kept(raw)
    draft, is_whole = as_far_as(typed, languages=_languages())
    if not any(sign.isalpha() for sign in draft.title):
        raise MoveRefused("say in one sentence what is asked", "missing")
    if not draft.language:
        draft = draft._replace(language=settings.LANGUAGE_CODE)
    try:
        with transaction.atomic():
            petition = begin(draft, team=team, now=now)
            return Manuscript.objects.create(
                petition=petition, key=key, typed=typed, is_whole=is_whole, saved_at=now
            )
    except IntegrityError:  # the same page was sent twice, and this is the second
        found = Manuscript.objects.select_related("petition").filter(key=key).first()
        if found is None:
            raise
        if found.petition.team_id != team.pk:
            raise MoveRefused("that draft is another team's", "role") from None
        return found


@transaction.atomic
def save(
    petition: Petition, raw: Mapping[str, str], *, version: int, now: datetime, is_done: bool = False
) -> Manuscript:
    """Keep what is typed so far, whatever is wrong with it; the text that is shown follows as far as it can.

    `version` is the one that the writer began from (0: none yet); with `is_done` the address follows the title.
    Raises Stale, keeping nothing, where another was saved since; MoveRefused where it is no draft any more.
    """
    kept = _locked_draft(petition)
    typed = _kept(raw)
    there = Manuscript.objects.filter(petition=kept).first()
    if there is not None and there.version != version:
        raise Stale(there)
    draft, is_whole = as_far_as(typed | {"language": kept.language}, languages=[kept.language])
    _write(kept, draft, now=now)
    if is_done and draft.title:
        slugs.follow(kept, title=draft.title, language=kept.language)
    return _keep(kept, there, typed, is_whole=is_whole, now=now)


@transaction.atomic
def rewrite(petition: Petition, draft: Draft, *, now: datetime) -> None:
    """Write a draft anew. Nobody has signed it, so its first text and notice take other words; its language stays.

    Raises MoveRefused where it is no draft any more.
    """
    kept = _locked_draft(petition)
    _write(kept, draft, now=now)
    slugs.follow(kept, title=draft.title, language=kept.language)
    there = Manuscript.objects.filter(petition=kept).first()
    if there is not None:
        _keep(kept, there, as_written(kept), is_whole=True, now=now)


def _locked_draft(petition: Petition) -> Petition:
    kept = Petition.objects.select_for_update().filter(pk=petition.pk, state=State.DRAFT).first()
    if kept is None:
        raise MoveRefused("it is open already: its text can no longer be written anew")
    return kept


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _kept(raw: Mapping[str, str]) -> dict[str, str]:
    """What a form says of the draft, as typed. Raises MoveRefused ("too-long")."""
    # PostgreSQL keeps no NUL in a text.
    typed = {name: raw[name].replace("\0", "") for name in FIELDS if name in raw}
    if any(len(value) > LONGEST_KEPT for value in typed.values()):
        raise MoveRefused("that is more than a draft can hold", "too-long")
    return typed


def _keep(
    petition: Petition, there: Manuscript | None, typed: dict[str, str], *, is_whole: bool, now: datetime
) -> Manuscript:
    """Its petition's row is locked, so nobody else keeps another at the same time."""
    manuscript = there or Manuscript(petition=petition, key=uuid.uuid4(), version=0)
    manuscript.version += 1
    manuscript.typed, manuscript.is_whole, manuscript.saved_at = typed, is_whole, now
    manuscript.save()
    return manuscript


def _write(kept: Petition, draft: Draft, *, now: datetime) -> None:
    """Give the draft's rows these words; a title that is just being written anew stays until it is one."""
    text = Text.objects.filter(version__petition=kept, version__number=kept.text_number)
    own = text.get(language=kept.language)
    document = draft._replace(language=kept.language, title=draft.title or own.title).document()
    told_before = (kept.asks_postal_code, notices.current(kept, kept.language).hands_over)
    asked = asking.wanted(draft.questions, asks_phone=draft.asks_phone)
    kept.own_goal, kept.country = draft.goal, draft.country
    kept.asks_postal_code = draft.asks_postal_code
    kept.save(update_fields=["own_goal", "country", "asks_postal_code"])
    if draft.addressees != tuple(kept.addressees.values_list("name", flat=True)):
        kept.addressees.all().delete()
        Addressee.objects.bulk_create(
            Addressee(petition=kept, position=place, name=name) for place, name in enumerate(draft.addressees)
        )
    text.filter(pk=own.pk).update(**texts.columns(document))
    if document.title != own.title:
        likeness.note(kept)
    is_asked_already = asking.is_as_kept(kept, asked)
    if not is_asked_already:
        asking.write(kept, asked)
    if not is_asked_already or (draft.asks_postal_code, draft.hands_over) != told_before:
        notices.rewrite(kept, draft.hands_over, now=now)


def as_typed(petition: Petition) -> dict[str, str]:
    """A draft as its writer typed it, with all that is wrong in it."""
    if petition.state == State.DRAFT:
        manuscript = Manuscript.objects.filter(petition=petition).first()
        if manuscript is not None:
            typed: dict[str, str] = manuscript.typed
            return dict.fromkeys(FIELDS, "") | typed | {"language": petition.language}
    return as_written(petition)


def as_written(petition: Petition) -> dict[str, str]:
    """A petition as its writer would type it."""
    text = Text.objects.get(
        version__petition=petition, version__number=petition.text_number, language=petition.language
    )
    notice = notices.current(petition, petition.language)
    asked = Question.objects.put_under(petition)
    own = [one for one in asked if one.kind != Question.Kind.PHONE]
    return {
        "title": text.title,
        "addressees": "\n".join(one.name for one in petition.addressees.all()),
        "story": text.story,
        "letter": text.letter,
        "call": text.call,
        "language": petition.language,
        "country": petition.country,
        "goal": str(petition.own_goal or ""),
        "hands_over": notice.hands_over,
        "asks_postal_code": "on" if petition.asks_postal_code else "",
        "asks_phone": "on" if len(own) < len(asked) else "",
        **question_rows.typed(own),
    }


def version_of(petition: Petition) -> int:
    """The version that whoever reads the draft now begins from; 0: none was saved at the desk yet."""
    return Manuscript.objects.filter(petition=petition).values_list("version", flat=True).first() or 0
