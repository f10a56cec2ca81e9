"""Answers that came elsewhere, and hearings, debates and meetings: recorded by the team, marked so, public at once."""

from datetime import datetime
from typing import Final

from django.db import transaction

from undersigned.delivery import documents
from undersigned.delivery.acting import AnswerRefused, by_user, held
from undersigned.delivery.answering import Document, new_answer, publish
from undersigned.delivery.models import Answer, Recipient
from undersigned.delivery.said import Said
from undersigned.people.models import User
from undersigned.petitions.models import Petition

MOST: Final = 300  # of one petition


@transaction.atomic
def record_answer(
    petition: Petition,
    recipient: Recipient,
    said: Said,
    *,
    document: Document | None = None,
    by: User,
    now: datetime,
) -> Answer:
    """Tell what was answered elsewhere; sent twice it is told once. Raises AnswerRefused ("over", "many", "gone")."""
    petition = held(petition.pk)
    if recipient.petition_id != petition.pk:
        raise AnswerRefused("gone")
    name = documents.keep(document.data) if document else ""
    rows = Answer.objects.filter(petition=petition)
    same = rows.filter(recipient=recipient, evidence="", document=name, **said._asdict()).first()
    if same is not None:
        return same
    if rows.count() >= MOST:
        raise AnswerRefused("many")
    answer = new_answer(
        petition,
        said,
        recipient_id=recipient.pk,
        handover=recipient.handovers.exclude(state="cancelled").order_by("number").last(),
        ask_number=petition.ask_number,
        language=petition.language,
        document=name,
        document_name=document.name if document else "",
        created_at=now,
    )
    return publish(petition, answer, by_user(by), now=now)
