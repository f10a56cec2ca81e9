"""How long a mail that is queued now will truly wait."""

from datetime import datetime, timedelta

from django.conf import settings

from undersigned.mailing.models import Message

COUNTED = 10_000


def expected_wait(now: datetime) -> timedelta:
    """The time until a confirmation queued now has left, from what waits ahead of it and the rate that is allowed.

    Counts at most 10,000 rows of a partial index, so it costs the same however much waits.
    """
    ahead = Message.objects.filter(given_up_at=None, priority=0, due_at__lte=now)[:COUNTED].count()
    rate = settings.UNDERSIGNED_MAIL_RATE or 50.0
    return timedelta(seconds=ahead / rate)
