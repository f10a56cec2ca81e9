"""The example's own way to the decision maker and back: made up, said to be so in its every word, sent to nobody."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from undersigned.delivery import answering, claims, codes, handing_over
from undersigned.delivery.acting import held
from undersigned.delivery.handing_over import Seen
from undersigned.delivery.models import Answer, Handover, Verdict
from undersigned.delivery.planning import Done, Plan
from undersigned.delivery.recipients import recipients_of
from undersigned.delivery.said import Said
from undersigned.delivery.verdicts import judge
from undersigned.ops.audit import COMMAND
from undersigned.petitions import actions
from undersigned.petitions.life import State
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import OPERATOR
from undersigned.signing.models import Signature

_OCCASION: Final = UUID("6f4b1d52-0c0e-4b0f-9a55-5f2a6c1e7d10")  # asked for twice it is planned once
REPLY_WITHIN: Final = timedelta(days=30)
DUE_IN: Final = timedelta(days=60)
SAID_BY: Final = "Dee Roe, made up for this example"
WORDS: Final = """This answer is **made up**: nobody in any office wrote it.

It shows how an answer reads. Somebody in the office would have typed the code of the first page, written these
few lines, and promised, by a day, to meet those who started the petition.
"""
JUDGING: Final = 60  # of those who signed
# What they think of it, over and over: most find that a meeting is a part of what they asked.
MEANT: Final = (
    Verdict.Meets.PARTLY,
    Verdict.Meets.NO,
    Verdict.Meets.PARTLY,
    Verdict.Meets.YES,
    Verdict.Meets.PARTLY,
)


def hand_over(petition: Petition, *, now: datetime) -> Handover:
    """Close the petition and hand it to the first whom it asks; done once, whatever was done before."""
    if petition.state in (State.OPEN, State.PAUSED):
        actions.close(petition, now=now)
    known = petition.handovers.exclude(state=Handover.State.CANCELLED).first()
    if known is not None and known.state != Handover.State.PLANNED:
        return known
    handover = known or _plan(petition, now=now)
    seen = Seen(handover.version, petition.ask_number)
    done = Done(Handover.Way.BY_HAND, now.date(), "Made up: a receipt with the number 17")
    return handing_over.deliver(handover, done, seen=seen, by=OPERATOR, now=now)


def _plan(petition: Petition, *, now: datetime) -> Handover:
    planned = Plan(
        planned_at=now + timedelta(hours=1),
        place="2 Marsham Street, London",
        people="Made up: five signers",
        bring="The first page, and the pack on a stick",
        contact="Made up: the example’s team",
        reply_by=(now + REPLY_WITHIN).date(),
        is_public=True,
    )
    recipient = recipients_of(petition, now=now)[0]
    return handing_over.plan(petition, recipient, planned, key=_OCCASION, by=OPERATOR, now=now)


def answer(petition: Petition, *, now: datetime) -> Answer:
    """Let the office come by the code of the first page and promise something, and signers say what they think of it.

    Done once, whatever was done before.
    """
    handover = hand_over(petition, now=now)
    alive = (Answer.State.WAITING, Answer.State.PUBLISHED)
    known = Answer.objects.filter(handover=handover, kind=Answer.Kind.PROMISED, state__in=alive).first()
    answered = known or _promise(handover, now=now)
    if answered.state == Answer.State.WAITING:
        with transaction.atomic():
            answered = answering.publish(held(petition.pk), answered, COMMAND, now=now)
    signed = Signature.objects.filter(petition=petition, state=Signature.State.CONFIRMED).order_by("pk")
    for place, signature in enumerate(signed[:JUDGING]):
        judge(signature, answered, MEANT[place % len(MEANT)], now=now)
    return answered


def _promise(handover: Handover, *, now: datetime) -> Answer:
    claim = claims.by_code(codes.code_of(handover), now=now)
    assert claim is not None  # noqa: S101 - it is the handover's own code
    said = Said(Answer.Kind.PROMISED, SAID_BY, WORDS, now.date(), due_on=(now + DUE_IN).date())
    return answering.say(claim, said, language=handover.petition.language, now=now)
