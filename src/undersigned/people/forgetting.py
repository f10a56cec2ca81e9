"""What of accounts has its time: sessions and invitations that are over, and mails that nobody got."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from undersigned.ops.retention import Rule, forget_rows
from undersigned.people.models import AccountMail, Invitation

UNSENT = timedelta(days=7)


def _sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lte=now)


def _invitations(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(expires_at__lte=now)


def _mails(now: datetime) -> QuerySet[AccountMail]:
    return AccountMail.objects.filter(created_at__lte=now - UNSENT)


RULES = [
    Rule(
        what,
        lambda now, rows=rows: rows(now).count(),  # type: ignore[misc]
        lambda now, rows=rows: forget_rows(rows(now), lambda found: found.delete()),  # type: ignore[misc]
    )
    for what, rows in {
        "sessions that are over": _sessions,
        "invitations that are over": _invitations,
        "account mails that nobody got": _mails,
    }.items()
]
