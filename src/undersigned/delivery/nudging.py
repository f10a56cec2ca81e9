"""Bringing a planned handover to its team's mind: three days before, and the day after one that nobody wrote down."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from undersigned.delivery.course import SEEN
from undersigned.delivery.handing_over import reference_of
from undersigned.delivery.models import Handover
from undersigned.kit.numbers import day
from undersigned.ops.rounds import Round
from undersigned.petitions.team_mail import tell_team

AHEAD: Final = timedelta(days=3)
LONG_PAST: Final = timedelta(days=30)  # a worker that stood still does not dig it up
AT_ONCE: Final = 500
COMES, WENT_BY = 1, 2  # what `Handover.nudged` says
_FOLDERS: Final = {COMES: "delivery/mail/planned", WENT_BY: "delivery/mail/unrecorded"}


def nudge_due(now: datetime) -> int:
    """Queue the mails that are due; for how many handovers. Done twice at once, each team is told once."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    comes = Q(planned_at__gt=now, planned_at__lte=now + AHEAD, nudged=0)
    went_by = Q(planned_at__lt=midnight, planned_at__gt=now - LONG_PAST, nudged__lt=WENT_BY)
    planned = Handover.objects.filter(
        state=Handover.State.PLANNED, petition__state__in=[str(s) for s in SEEN]
    )
    found = planned.filter(comes | went_by).select_related("petition", "recipient").order_by("planned_at")
    return sum(_nudge(one, COMES if _is_ahead(one, now) else WENT_BY, now=now) for one in found[:AT_ONCE])


def _is_ahead(handover: Handover, now: datetime) -> bool:
    return handover.planned_at is not None and handover.planned_at > now


@transaction.atomic
def _nudge(handover: Handover, kind: int, *, now: datetime) -> bool:
    planned_at = handover.planned_at
    if planned_at is None:
        return False
    # Of two workers one finds it not yet told; what was planned otherwise or recorded meanwhile is not told.
    same = Handover.objects.filter(
        pk=handover.pk, state=Handover.State.PLANNED, planned_at=planned_at, nudged=handover.nudged
    )
    if not same.update(nudged=kind):
        return False
    if kind == COMES and handover.created_at > planned_at - AHEAD:
        return False  # whoever planned it these days knows
    petition = handover.petition
    words = {
        "reference": reference_of(handover),
        "office": handover.recipient.name,
        "day": day(planned_at.date(), petition.language),
    }
    tell_team(petition, _FOLDERS[kind], page=f"handovers/{handover.public_id}", words=words, now=now)
    return True


ROUND: Final = Round("reminding of handovers", 3600, nudge_due)
