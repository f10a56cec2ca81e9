"""Answers that wait for the site: a moderator publishes or rejects each, never one to a petition of their own team."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from undersigned.delivery import documents
from undersigned.delivery.acting import SHUT, AnswerRefused, by_user, done, held, is_of_the_team
from undersigned.delivery.answering import publish, tell_writer
from undersigned.delivery.models import Answer
from undersigned.people.models import Membership, User
from undersigned.petitions.models import Partner, Petition

LONGEST_REASON: Final = 500


def waiting() -> QuerySet[Answer]:
    """What waits, the oldest first; of petitions of which nothing changes any more nothing does."""
    rows = Answer.objects.filter(state=Answer.State.WAITING).exclude(
        petition__state__in=[str(one) for one in SHUT]
    )
    return rows.select_related("petition__team", "recipient").order_by("created_at", "pk")


def waiting_for(user: User) -> QuerySet[Answer]:
    """What this moderator may decide: nothing to a petition that a team of theirs owns or stands beside."""
    teams = Membership.objects.filter(user=user).values("team")
    beside = Partner.objects.filter(state=Partner.State.JOINED, team__in=teams).values("petition")
    return waiting().exclude(petition__team__in=teams).exclude(petition__in=beside)


def _judged(answer_id: int, by: User) -> tuple[Petition, Answer]:
    """The petition, held, and its answer. Raises AnswerRefused ("gone", "own")."""
    found = Answer.objects.filter(pk=answer_id).first()
    if found is None:
        raise AnswerRefused("gone")
    petition = held(found.petition_id)
    if is_of_the_team(by, petition):
        raise AnswerRefused("own")
    return petition, Answer.objects.select_related("claim", "petition").get(pk=answer_id)


@transaction.atomic
def accept(answer_id: int, *, by: User, now: datetime) -> Answer:
    """Publish it. Raises AnswerRefused ("gone": somebody decided already, "own")."""
    petition, answer = _judged(answer_id, by)
    return publish(petition, answer, by_user(by), now=now)


@transaction.atomic
def reject(answer_id: int, *, why: str, by: User, now: datetime) -> Answer:
    """Do not publish it; whoever sent it is told why. Raises AnswerRefused ("gone", "own", "reason")."""
    reason = " ".join(why.replace("\0", "").split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise AnswerRefused("reason")
    petition, answer = _judged(answer_id, by)
    rows = Answer.objects.filter(pk=answer.pk, state=Answer.State.WAITING)
    if not rows.update(state=Answer.State.REJECTED, why_rejected=reason):
        raise AnswerRefused("gone")
    documents.let_go(answer.document)
    done(petition, "reject answer", by_user(by), answer=answer.number, why=reason, now=now)
    tell_writer(answer, why_not=reason, now=now)
    return answer
