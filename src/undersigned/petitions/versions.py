"""Changing the text of a petition that people have signed: a fix under them, or a new ask that asks them again."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal

from django.db import transaction

from undersigned.petitions import likeness, notices, slugs, texts
from undersigned.petitions.document import Document
from undersigned.petitions.drafting import Draft
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Addressee, Event, Petition, Text, TextVersion
from undersigned.petitions.moving import OPERATOR, By, line, move
from undersigned.petitions.wording import Wording, beyond_a_fix

MOST_VERSIONS: Final = 1000


class MoreThanAFix(MoveRefused):
    """The words say something else than those that were signed; `fields` names where."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(f"more than a slip is mended in: {', '.join(fields)}", "more-than-a-fix")
        self.fields = fields


def fix(petition: Petition, draft: Draft, *, of: int, now: datetime, by: By = OPERATOR) -> Petition:
    """Mend slips in the petition's own language; what signers signed stays as a version, and the diff is public.

    `of` is the number of the text that the writer had before their eyes; the draft's goal, notice and country are not
    read. Raises MoreThanAFix, and MoveRefused ("moved", "same", "state", "role").
    """
    with transaction.atomic():
        kept, old = _current(petition, of)
        document = _document(kept, old, draft)
        before, after = wording(kept, old), _wording(document)
        # Held against what was signed first: many little steps lead no farther than one.
        if beyond := beyond_a_fix(wording(kept, _first_of_ask(kept)), after):
            raise MoreThanAFix(beyond)
        if before == after:
            raise MoveRefused("nothing was changed", "same")
        number = _next(kept)
        _write(kept, document, number=number, ask_number=kept.ask_number, now=now)
        _carry_over(kept, number)
        if before.addressees != after.addressees:
            _replace_addressees(kept, document)
        event = line(Event.Kind.FIXED, now, number=number)
        columns = {"text_number": number}
        move(kept, "fix", by=by, now=now, event=event, columns=columns, noted=columns)
        likeness.note(kept)
    petition.refresh_from_db()
    return petition


def change_ask(petition: Petition, draft: Draft, *, of: int, now: datetime, by: By = OPERATOR) -> Petition:
    """Ask for something else. The count begins anew; the old one stays, frozen, and its signers are asked again.

    The notice may change with it, for those alone who sign from now on. Texts in other languages are to be written
    anew. Raises MoveRefused ("moved", "same", "state", "role").
    """
    with transaction.atomic():
        kept, old = _current(petition, of)
        document = _document(kept, old, draft)
        notice = notices.current(kept, kept.language)
        if wording(kept, old) == _wording(document) and notice.hands_over == draft.hands_over:
            raise MoveRefused("nothing was changed", "same")
        number, ask = _next(kept), kept.ask_number + 1
        _write(kept, document, number=number, ask_number=ask, now=now)
        _replace_addressees(kept, document)
        columns: dict[str, Any] = {"text_number": number, "ask_number": ask, "own_goal": draft.goal}
        if notice.hands_over != draft.hands_over:
            columns["notice_number"] = kept.notice_number + 1
            notices.replace(kept, draft.hands_over, now=now)
        event = line(Event.Kind.ASKED_ANEW, now, number=ask)
        move(kept, "change-ask", by=by, now=now, event=event, columns=columns, noted=columns)
        slugs.follow(kept, title=document.title, language=kept.language)
        likeness.note(kept)
    petition.refresh_from_db()
    return petition


def wording(petition: Petition, text: Text) -> Wording:
    """What a text says, with whom it names."""
    names = text.addressees or [addressee.name for addressee in petition.addressees.all()]
    return Wording(text.title, tuple(names), text.letter, text.story, text.call)


def _wording(document: Document) -> Wording:
    story = "\n\n".join(document.paragraphs)
    return Wording(document.title, document.addressees, document.letter, story, document.call)


def _current(petition: Petition, of: int) -> tuple[Petition, Text]:
    """The petition, held until the end, and its text. Raises MoveRefused ("moved") if that is another by now."""
    kept = Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
    if kept.text_number != of:
        raise MoveRefused("somebody else changed the text meanwhile", "moved")
    return kept, Text.objects.get(version__petition=kept, version__number=of, language=kept.language)


def _first_of_ask(petition: Petition) -> Text:
    return (
        Text.objects.filter(
            version__petition=petition,
            version__ask_number=petition.ask_number,
            language=petition.language,
        )
        .order_by("version__number")
        .select_related("version")[0]
    )


def _document(petition: Petition, old: Text, draft: Draft) -> Document:
    """The draft as a document, marked up in the way in which the text is."""
    markup: Literal["plain", "markdown"] = "markdown" if old.markup == Text.Markup.MARKDOWN else "plain"
    return replace(draft.document(), language=petition.language, markup=markup)


def _next(petition: Petition) -> int:
    if petition.text_number >= MOST_VERSIONS:
        raise MoveRefused(f"a petition has at most {MOST_VERSIONS} versions of its text", "far")
    return petition.text_number + 1


def _write(petition: Petition, document: Document, *, number: int, ask_number: int, now: datetime) -> None:
    petition.text_versions.filter(number=petition.text_number).update(superseded_at=now)
    version = TextVersion.objects.create(
        petition=petition, number=number, ask_number=ask_number, created_at=now
    )
    Text.objects.create(version=version, language=petition.language, **texts.columns(document))


def _carry_over(petition: Petition, number: int) -> None:
    """The texts in other languages are of the new version too."""
    version = petition.text_versions.get(number=number)
    for text in Text.objects.filter(version__petition=petition, version__number=petition.text_number).exclude(
        language=petition.language
    ):
        text.pk, text.version = None, version
        text.save(force_insert=True)


def _replace_addressees(petition: Petition, document: Document) -> None:
    """Name others; every text that was signed keeps the names that it was signed with."""
    names = [addressee.name for addressee in petition.addressees.all()]
    for text in Text.objects.filter(version__petition=petition, version__number__lte=petition.text_number):
        if not text.addressees:
            text.addressees = names
            text.save(update_fields=["addressees"])
    petition.addressees.all().delete()
    Addressee.objects.bulk_create(
        Addressee(petition=petition, position=place, name=name)
        for place, name in enumerate(document.addressees)
    )
