"""Whom a petition asks, as somebody to hand it to: made when first needed, kept with its history.

A name that a later text drops stays as long as anything is known of it. What another petition of the same team knows of
an office of the same name is offered to be copied, never shared: each petition has rows of its own.
"""

from datetime import date, datetime
from itertools import zip_longest
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from undersigned.delivery.course import ALIVE, HandoverRefused
from undersigned.delivery.models import Answer, Handover, Holder, Recipient
from undersigned.delivery.planning import Desk, check_desk, check_holder
from undersigned.delivery.standing import locked
from undersigned.ops.audit import record
from undersigned.ops.rows import insert_new
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import By

MOST_HOLDERS: Final = 50
OFFERED: Final = 3
EDITORS: Final = ("editor", "owner", "operator")


def recipients_of(petition: Petition, *, now: datetime) -> list[Recipient]:
    """Those whom it asks now, in its order, then those whom it asked once and of whom something is known."""
    names = list(dict.fromkeys(petition.addressees.values_list("name", flat=True)))
    known = {row.name: row for row in Recipient.objects.filter(petition=petition, name__in=names)}
    if missing := [name for name in names if name not in known]:
        insert_new([Recipient(petition=petition, name=name, created_at=now) for name in missing])
    rows = Recipient.objects.filter(petition=petition).prefetch_related("holders")
    found = {row.name: row for row in rows.filter(name__in=names)}
    once = rows.filter(_is_remembered()).exclude(name__in=names).order_by("pk")
    return [*(found[name] for name in names if name in found), *once]


def _is_remembered() -> Q:
    found = ~Q(email="") | Q(reply_days__isnull=False)
    for model in (Holder, Handover, Answer):
        found |= Q(Exists(model._default_manager.filter(recipient=OuterRef("pk"))))
    return found


def held(petition: Petition) -> list[tuple[str, list["Term"]]]:
    """The offices of which it is known who holds them, with who did and does."""
    rows = Recipient.objects.filter(petition=petition, holders__isnull=False).distinct()
    return [(row.name, terms(row)) for row in rows.prefetch_related("holders").order_by("pk")]


def is_asked(recipient: Recipient) -> bool:
    """Whether the petition's present text still names them."""
    return recipient.petition.addressees.filter(name=recipient.name).exists()


class Term(NamedTuple):
    """Who held an office from a day on, and until which; None: they hold it."""

    name: str
    since_on: date
    until_on: date | None


def terms(recipient: Recipient) -> list[Term]:
    """Who held the office, the earliest first; each ends when the next begins."""
    rows = list(recipient.holders.all())
    later = [row.since_on for row in rows[1:]]
    return [Term(row.name, row.since_on, end) for row, end in zip_longest(rows, later)]


@transaction.atomic
def describe(recipient: Recipient, typed: Desk, *, by: By, now: datetime) -> Recipient:
    """Keep what is known of an office. Another address is told nothing until an owner says so.

    Raises HandoverRefused ("role", "petition", "wrong").
    """
    recipient = _held(recipient, by=by)
    desk, errors = check_desk(typed)
    if errors:
        raise HandoverRefused("something is wrong with what was typed of the office", "wrong", errors)
    before = _known(recipient)
    if desk.email != recipient.email:
        recipient.is_told, recipient.reply_to = False, ""
    recipient.email, recipient.reply_days_source = desk.email, desk.reply_days_source
    recipient.reply_days = int(desk.reply_days) if desk.reply_days else None
    recipient.save(update_fields=["email", "reply_days", "reply_days_source", "is_told", "reply_to"])
    _note(by, "describe office", recipient, before=before, after=_known(recipient), now=now)
    return recipient


@transaction.atomic
def hold(recipient: Recipient, name: str, since_on: date | None, *, by: By, now: datetime) -> Holder:
    """Somebody holds the office from a day on; said again for the same day, the name is set right.

    Raises HandoverRefused ("role", "petition", "many", "wrong").
    """
    recipient = _held(recipient, by=by)
    kept, errors = check_holder(name, since_on, today=now.date())
    if errors or since_on is None:
        raise HandoverRefused("something is wrong with what was typed of a holder", "wrong", errors)
    others = recipient.holders.exclude(since_on=since_on)
    if others.count() >= MOST_HOLDERS:
        raise HandoverRefused(f"no more than {MOST_HOLDERS} holders are kept of an office", "many")
    holder, _ = Holder.objects.update_or_create(
        recipient=recipient, since_on=since_on, defaults={"name": kept}, create_defaults=_new(kept, now)
    )
    _note(by, "name holder", recipient, after={"name": kept, "since": since_on.isoformat()}, now=now)
    return holder


def _new(name: str, now: datetime) -> dict[str, object]:
    return {"name": name, "created_at": now}


@transaction.atomic
def unhold(recipient: Recipient, since_on: date, *, by: By, now: datetime) -> None:
    """Take out who was named by mistake. Raises HandoverRefused ("role", "petition")."""
    recipient = _held(recipient, by=by)
    if recipient.holders.filter(since_on=since_on).delete()[0]:
        _note(by, "take out holder", recipient, before={"since": since_on.isoformat()}, now=now)


def known_elsewhere(recipient: Recipient) -> list[Recipient]:
    """What other petitions of the same team know of an office of this name, the newest first."""
    rows = Recipient.objects.filter(petition__team=recipient.petition.team_id, name__iexact=recipient.name)
    rows = rows.filter(~Q(email="") | Q(reply_days__isnull=False) | Q(holders__isnull=False)).distinct()
    others = rows.exclude(petition=recipient.petition_id).select_related("petition")
    return list(others.prefetch_related("holders").order_by("-pk")[:OFFERED])


@transaction.atomic
def copy_known(recipient: Recipient, other: Recipient, *, by: By, now: datetime) -> Recipient:
    """Take over what another petition of the team knows of the office; whether it is told is not taken over.

    Raises HandoverRefused ("gone": it is not theirs, or not of this name; "role", "petition").
    """
    known = next((one for one in known_elsewhere(recipient) if one.pk == other.pk), None)
    if known is None:
        raise HandoverRefused("no other petition of the team knows this office", "gone")
    desk = Desk(known.email, str(known.reply_days or ""), known.reply_days_source)
    recipient = describe(recipient, desk, by=by, now=now)
    holders = [
        Holder(recipient=recipient, name=one.name, since_on=one.since_on, created_at=now)
        for one in known.holders.all()
    ]
    insert_new(holders[: MOST_HOLDERS - recipient.holders.count()])
    return recipient


def _held(recipient: Recipient, *, by: By) -> Recipient:
    """The recipient as it is now, held with its petition until the transaction ends."""
    if by.role not in EDITORS:
        raise HandoverRefused(f"what is known of an office is not for the role {by.role}", "role")
    petition = locked(recipient.petition)
    if petition.state not in ALIVE:
        raise HandoverRefused(f"nothing of a petition that is {petition.state} changes", "petition")
    row = Recipient.objects.select_for_update(no_key=True).get(pk=recipient.pk)
    row.petition = petition
    return row


def _known(recipient: Recipient) -> dict[str, object]:
    return {"email": recipient.email, "days": recipient.reply_days, "source": recipient.reply_days_source}


def _note(by: By, action: str, recipient: Recipient, *, now: datetime, **facts: dict[str, object]) -> None:
    told = {**facts.pop("after", {}), "name of office": recipient.name}
    subject = f"petition {recipient.petition.public_number}"
    record(by.actor, action, subject, after=told, before=facts.get("before"), now=now)
