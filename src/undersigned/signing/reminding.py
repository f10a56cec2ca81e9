"""Reminding, once: whoever did not confirm two days after the mail left is asked again."""

from datetime import datetime, timedelta

from django.db import transaction

from undersigned.mailing import actions as mailing
from undersigned.petitions.life import State
from undersigned.signing.intake import mail_key
from undersigned.signing.mails import REMINDER
from undersigned.signing.models import Signature

AFTER = timedelta(days=2)
# A worker that stood still for longer does not remind of what is long past.
BEFORE = timedelta(days=5)
AT_ONCE = 500


def remind_due(now: datetime) -> int:
    """Queue a reminder for everyone who is due one; how many. Two at once queue each only once."""
    reminded = 0
    while batch := _remind_batch(now):
        reminded += batch
    return reminded


@transaction.atomic
def _remind_batch(now: datetime) -> int:
    due = list(
        Signature.objects.filter(
            state=Signature.State.PENDING,
            mailed_at__lte=now - AFTER,
            mailed_at__gt=now - BEFORE,
            is_reminded=False,
            petition__state=State.OPEN,
        )
        .exclude(came=Signature.Came.NO_MAIL)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("mailed_at")[:AT_ONCE]
    )
    Signature.objects.filter(pk__in=[signature.pk for signature in due]).update(is_reminded=True)
    mailing.queue(
        [
            mailing.message(
                REMINDER,
                key=mail_key(signature.address_digest, signature.petition_id, signature.ask_number),
                address_digest=bytes(signature.address_digest),
                network_digest=None,  # nobody's post caused it
                now=now,
            )
            for signature in due
        ]
    )
    return len(due)
