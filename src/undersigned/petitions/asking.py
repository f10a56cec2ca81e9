"""What a petition's team asks its signers: written with a draft, changed for signers to come once it is open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from undersigned.ops.audit import Actor, record
from undersigned.petitions import notices
from undersigned.petitions.life import RUNNING, MoveRefused
from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.petitions.question_rows import Wanted

PHONE: Final = Wanted("phone", "", "", is_required=False, choices=())
MOST_EVER: Final = 200  # questions in the life of one petition


def wanted(questions: Sequence[Wanted], *, asks_phone: bool) -> list[Wanted]:
    """All that is to be asked, in the order of the form."""
    return [PHONE, *questions] if asks_phone else list(questions)


def is_as_kept(petition: Petition, asked: Sequence[Wanted]) -> bool:
    """Whether the petition asks just this, in this order."""
    return [
        (one.kind, one.words, one.purpose, one.is_required, tuple(one.choices))
        for one in Question.objects.put_under(petition)
    ] == list(asked)


def write(petition: Petition, asked: Sequence[Wanted]) -> None:
    """Let a petition that nobody has seen ask just this; its notice is the caller's to write."""
    Question.objects.filter(petition=petition).delete()
    Question.objects.bulk_create(
        _row(petition, one, number=place, position=place, notice=petition.notice_number)
        for place, one in enumerate(asked, 1)
    )
    if petition.has_questions != bool(asked):
        petition.has_questions = bool(asked)
        petition.save(update_fields=["has_questions"])


def _row(petition: Petition, one: Wanted, *, number: int, position: int, notice: int) -> Question:
    return Question(
        petition=petition,
        number=number,
        position=position,
        kind=one.kind,
        words=one.words,
        purpose=one.purpose,
        is_required=one.is_required,
        choices=list(one.choices),
        from_notice=notice,
    )


@transaction.atomic
def change(petition: Petition, asked: Sequence[Wanted], *, of: int, actor: Actor, now: datetime) -> bool:
    """Ask signers this from now on; whoever has signed was asked what their notice told. Whether it was new.

    `of` is the notice that was in force when the writer began. Raises MoveRefused ("state", "moved", "far").
    """
    # Those who sign meanwhile only refer to it, which does not wait for this.
    kept = Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
    if kept.state not in RUNNING:
        raise MoveRefused("only while it is open or paused can others be asked something else")
    if kept.notice_number != of:
        raise MoveRefused("somebody else changed what is asked meanwhile", "moved")
    if is_as_kept(kept, asked):
        return False
    if _rewrite(kept, asked):
        notices.replace(kept, notices.current(kept, kept.language).hands_over, now=now)
        kept.notice_number += 1
    kept.save(update_fields=["has_questions", "notice_number"])
    petition.refresh_from_db(fields=["has_questions", "notice_number"])
    after = {"notice": kept.notice_number, "asked": [one.words or one.kind for one in asked]}
    record(actor, "change questions", f"petition {kept.public_number}", after=after, now=now)
    return True


def _rewrite(petition: Petition, asked: Sequence[Wanted]) -> bool:
    """Give the rows what is asked from the next notice on; whether signers are to be told something new."""
    going_on = Question.objects.put_under(petition)
    latest = Question.objects.filter(petition=petition).aggregate(latest=Max("number"))["latest"] or 0
    is_new = False
    for position, one in enumerate(asked, 1):
        same = next((row for row in going_on if one.is_as(row)), None)
        if same is None:
            latest += 1
            is_new = True
            _row(petition, one, number=latest, position=position, notice=petition.notice_number + 1).save()
            continue
        going_on.remove(same)
        # What the notice says of it is the same in any place, and whether or not it must be answered.
        same.position, same.is_required = position, one.is_required
        same.save(update_fields=["position", "is_required"])
    if latest > MOST_EVER:
        raise MoveRefused(f"a petition asks at most {MOST_EVER} questions in its life", "far")
    for row in going_on:
        row.until_notice = petition.notice_number
        row.save(update_fields=["until_notice"])
    petition.has_questions = True
    return is_new or bool(going_on)
