"""Replies that are due: the team is told once, with the words of a polite reminder that it may send."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from undersigned.delivery.acting import SHUT
from undersigned.delivery.models import Answer, Handover
from undersigned.delivery.standing import noticed_on
from undersigned.kit.numbers import day as in_words
from undersigned.ops.rounds import Round
from undersigned.petitions import slugs
from undersigned.petitions.backing import title_of
from undersigned.petitions.team_mail import tell_team
from undersigned.site.addresses import base_url

_OUT: Final = (Handover.State.DELIVERED, Handover.State.RECEIVED)


def due_on(handover: Handover) -> date | None:
    """The last day of the time in which an answer was to come: the one that was asked for, else the office's own."""
    if handover.reply_by is not None:
        return handover.reply_by
    since, days = noticed_on(handover), handover.recipient.reply_days
    return since + timedelta(days=days) if since is not None and days is not None else None


def is_overdue(handover: Handover, today: date) -> bool:
    """Whether that day is past without a word, published or waiting."""
    due = due_on(handover)
    is_out = handover.state in _OUT and handover.ask_number == handover.petition.ask_number
    return is_out and due is not None and due < today and not _has_answer(handover)


def _has_answer(handover: Handover) -> bool:
    said = Answer.objects.filter(recipient=handover.recipient_id, ask_number=handover.ask_number)
    open_ones = said.filter(state__in=(Answer.State.WAITING, Answer.State.PUBLISHED))
    return open_ones.exclude(kind__in=(Answer.Kind.RECEIVED, Answer.Kind.HEARD)).exists()


def remind_due(now: datetime) -> int:
    """Tell the teams whose handovers are due; how many. Done twice at once, each is told once."""
    has_a_day = Q(reply_by__lt=now.date()) | Q(reply_by=None, recipient__reply_days__isnull=False)
    rows = Handover.objects.filter(has_a_day, state__in=_OUT, reminded_at=None)
    rows = rows.filter(petition__answered="").exclude(petition__state__in=[str(one) for one in SHUT])
    found = rows.select_related("recipient", "petition__team").order_by("pk")
    return sum(_remind(handover, now=now) for handover in found)


@transaction.atomic
def _remind(handover: Handover, *, now: datetime) -> bool:
    if not is_overdue(handover, now.date()):
        return False
    if not Handover.objects.filter(pk=handover.pk, reminded_at=None).update(reminded_at=now):
        return False
    words = {"recipient": handover.recipient.name, "reminder": reminder(handover)}
    tell_team(handover.petition, "delivery/mail/overdue", page="answers", words=words, now=now)
    return True


def reminder(handover: Handover) -> str:
    """The words to send, in the petition's language: a draft, never sent by the site."""
    petition = handover.petition
    language = petition.language
    delivered_on = handover.delivered_on or handover.received_on
    with translation.override(language):
        known = {
            "title": title_of(petition),
            "recipient": handover.recipient.name,
            "delivered_on": in_words(delivered_on, language) if delivered_on else "",
            "page": f"{base_url()}/p/{slugs.own(petition)}",
            "reply": f"{base_url()}/reply",
            "team": petition.team.name,
        }
        template = get_template("delivery/reminder.txt").template  # type: ignore[attr-defined] # of Django's own engine
        return str(template.render(Context(known, autoescape=False))).strip()


ROUND: Final = Round("reminding of replies", 3600, remind_due)
