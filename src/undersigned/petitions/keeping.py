"""How long a petition's personal data is kept: the months that its notice names, unless it is on legal hold."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from undersigned.petitions.models import DataKey, Petition


class HoldRefused(Exception):
    """The petition cannot be held, or is not; the message says why."""


@transaction.atomic
def hold(petition: Petition, *, why: str, now: datetime) -> Petition:
    """Stop the clock: nothing of the petition is forgotten by itself until the hold is lifted. Raises HoldRefused.

    It takes nothing from those who signed: what they withdraw or erase goes at once, as without a hold.
    """
    if not 0 < len(why.strip()) <= 500:
        raise HoldRefused("say why in at most 500 characters")
    locked = Petition.objects.select_for_update().get(pk=petition.pk)
    if locked.held_at is not None:
        raise HoldRefused("it is on hold already")
    if not DataKey.objects.filter(pk=petition.pk).exclude(wrapped=b"").exists():
        raise HoldRefused("there is nothing to hold: its personal data is deleted already")
    return _held(locked, since=now, because=why.strip())


@transaction.atomic
def lift_hold(petition: Petition) -> Petition:
    """Let the clock go on; what was due meanwhile goes in the next round. Raises HoldRefused."""
    locked = Petition.objects.select_for_update().get(pk=petition.pk)
    if locked.held_at is None:
        raise HoldRefused("it is not on hold")
    return _held(locked, since=None, because="")


def _held(petition: Petition, *, since: datetime | None, because: str) -> Petition:
    petition.held_at, petition.held_because = since, because
    petition.save(update_fields=["held_at", "held_because"])
    return petition


def on_hold() -> QuerySet[Petition]:
    """The petitions that are held, the longest first."""
    return Petition.objects.exclude(held_at=None).order_by("held_at", "pk")


def deletion_day(petition: Petition) -> date | None:
    """The day on which a petition's personal data goes; None before the petition has an end, and while it is held."""
    ended_at = petition.ended_at()
    if ended_at is None or petition.held_at is not None:
        return None
    moment = months_before(ended_at, -petition.keep_months)
    while months_before(moment, petition.keep_months) < ended_at:
        moment += timedelta(days=1)  # the month that it ends in is shorter
    return moment.date()


def due_for_deletion(now: datetime) -> QuerySet[Petition]:
    """The petitions whose personal data is to go now."""
    # What never opened has no signers, whatever day it was to close on.
    kept = Petition.objects.filter(data_key__isnull=False, held_at=None).exclude(opened_at=None)
    ended = Q(pk__in=())
    for months in kept.order_by().values_list("keep_months", flat=True).distinct():
        latest = months_before(now, months)
        closed = Q(closed_at__lte=latest) | Q(closed_at=None, closes_at__lte=latest)
        ended |= Q(closed, keep_months=months)
    return kept.filter(ended).order_by("pk")


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of day so many months earlier; the last day of the month where it is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1)
