"""Telling an office that a petition to it is open, and when it reaches a milestone: rarely, if its team wishes so.

One mail a week of one petition, three a day of all petitions of the site, none once the office said stop: exact however
many workers look at once, because the office's row is held from the look to the queue.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from undersigned.delivery.course import ALIVE, HandoverRefused
from undersigned.delivery.models import Office, OfficeNews, Recipient
from undersigned.delivery.planning import Errors, office_address
from undersigned.delivery.recipients import is_asked
from undersigned.delivery.standing import locked
from undersigned.delivery.stopping import digest_of, has_stopped, news_of, office_held
from undersigned.kit.goals import milestones
from undersigned.mailing import actions as mailing
from undersigned.ops.audit import record
from undersigned.ops.rounds import Round
from undersigned.ops.switches import switched
from undersigned.people.accounts import confirmed_addresses
from undersigned.people.models import User
from undersigned.petitions.life import State
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import By
from undersigned.signing.counting import standings

KIND: Final = "office"
WEEK: Final = timedelta(days=7)
MOST_A_DAY: Final = 3  # to one office, of all petitions of the site
AT_ONCE: Final = 500
_STEP_BYTES: Final = 6


@transaction.atomic
def tell(recipient: Recipient, *, reply_to: str, user: User, by: By, now: datetime) -> Recipient:
    """Have the office told from now on; it answers to `reply_to`, one of the owner's own addresses.

    Raises HandoverRefused ("role", "petition", "review", "no-address", "private", "stopped", "reply-to").
    """
    recipient = _held(recipient, by=by)
    _check(recipient, reply_to=reply_to, user=user)
    recipient.is_told, recipient.reply_to = True, reply_to
    recipient.save(update_fields=["is_told", "reply_to"])
    _note(by, "tell office", recipient, now=now)
    return recipient


@transaction.atomic
def tell_no_more(recipient: Recipient, *, by: By, now: datetime) -> Recipient:
    """Write to it no more. Raises HandoverRefused ("role", "petition")."""
    recipient = _held(recipient, by=by)
    recipient.is_told, recipient.reply_to = False, ""
    recipient.save(update_fields=["is_told", "reply_to"])
    _note(by, "tell office no more", recipient, now=now)
    return recipient


def _held(recipient: Recipient, *, by: By) -> Recipient:
    if by.role != "owner":
        raise HandoverRefused("owners of the team alone have an office told", "role")
    petition = locked(recipient.petition)
    if petition.state not in ALIVE or petition.is_example:
        raise HandoverRefused("no office is told of this petition", "petition")
    row = Recipient.objects.select_for_update(no_key=True).get(pk=recipient.pk)
    row.petition = petition
    return row


def _check(recipient: Recipient, *, reply_to: str, user: User) -> None:
    if switched("review") == "on" and recipient.petition.opened_at is None:
        raise HandoverRefused("this site looks at each petition before an office is told of it", "review")
    if not recipient.email:
        raise HandoverRefused("the office has no address yet", "no-address")
    errors: Errors = {}
    if office_address(recipient.email, errors) != recipient.email or errors:
        raise HandoverRefused("this address is a person's, not an office's", "private")
    if has_stopped(recipient.email, recipient.petition):
        raise HandoverRefused("this office wants no more mail", "stopped")
    if reply_to not in confirmed_addresses(user):
        raise HandoverRefused("answers go to an address of your own", "reply-to")


def _note(by: By, action: str, recipient: Recipient, *, now: datetime) -> None:
    told = {"office": recipient.name, "email": recipient.email}
    record(by.actor, action, f"petition {recipient.petition.public_number}", after=told, now=now)


def tell_due(now: datetime) -> int:
    """Queue what is due; how many. An office that had its share today is looked at again tomorrow."""
    return sum(_tell(recipient, step, now=now) for recipient, step in _due(now))


def _due(now: datetime) -> Iterator[tuple[Recipient, int]]:
    """Whom to tell, with the number of signatures that was reached; 0 with the first mail."""
    last = 0
    told = Recipient.objects.filter(is_told=True, petition__state=State.OPEN, petition__is_example=False)
    rested = told.exclude(email="").filter(Q(told_at=None) | Q(told_at__lte=now - WEEK))
    while page := list(rested.filter(pk__gt=last).select_related("petition").order_by("pk")[:AT_ONCE]):
        last = page[-1].pk
        known = standings({one.petition_id: one.petition for one in page}.values())
        for one in page:
            reached = _reached(known[one.petition_id].signatures)
            if one.told_at is None:
                yield one, 0
            elif reached > one.told_step:
                yield one, reached


def _reached(signatures: int) -> int:
    return max(milestones(0, signatures), default=0)


@transaction.atomic
def _tell(recipient: Recipient, step: int, *, now: datetime) -> bool:
    office = office_held(recipient.email)
    news = news_of(recipient.petition, office, now=now)
    if not _may_write(office, news, now=now) or not is_asked(recipient):
        return False
    same = Recipient.objects.filter(
        pk=recipient.pk, is_told=True, email=recipient.email, told_at=recipient.told_at
    )
    reached = step or _reached(standings([recipient.petition])[recipient.petition_id].signatures)
    if not same.update(told_at=now, told_step=reached):
        return False
    OfficeNews.objects.filter(pk=news.pk).update(told_at=now)
    today = office.told if office.day == now.date() else 0
    Office.objects.filter(pk=office.pk).update(day=now.date(), told=today + 1)
    key = message_key(news, recipient, step)
    digest = digest_of(recipient.email)
    mailing.queue([mailing.message(KIND, key=key, address_digest=digest, network_digest=None, now=now)])
    return True


def _may_write(office: Office, news: OfficeNews, *, now: datetime) -> bool:
    if office.stopped_at is not None or news.stopped_at is not None:
        return False
    if news.told_at is not None and news.told_at > now - WEEK:
        return False
    return office.day != now.date() or office.told < MOST_A_DAY


def message_key(news: OfficeNews, recipient: Recipient, step: int) -> bytes:
    """What a message of this kind carries: the news, whom they are for, and the milestone (0: that it is open)."""
    return news.pk.bytes + recipient.public_id.bytes + step.to_bytes(_STEP_BYTES, "big")


def may_still_write(news: OfficeNews, recipient: Recipient, petition: Petition) -> bool:
    """Whether a mail that waited may leave: nobody stopped it, and all is as it was when it was queued."""
    return (
        recipient.is_told
        and petition.state == State.OPEN
        and not petition.is_example
        and news.stopped_at is None
        and news.office.stopped_at is None
        and bool(recipient.email)
        and digest_of(recipient.email) == bytes(news.office.address_digest)
        and is_asked(recipient)
    )


ROUND: Final = Round("telling offices", 600, tell_due)
