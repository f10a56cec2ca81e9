"""How long a mail that is queued now will truly wait."""

from datetime import datetime, timedelta

from django.conf import settings

from undersigned.mailing.models import Message

COUNTED = 10_000
A_CONNECTION = 10.0  # mails a second over one connection to a usual mail server, where no rate is set


def expected_wait(now: datetime) -> timedelta:
    """The time until a confirmation queued now has left: what is ahead of it by the rate that is allowed.

    Never shorter than the oldest one has waited already, so that a worker which stands still shows. Counts at
    most 10,000 rows of a partial index, so it costs the same however much waits.
    """
    ahead = Message.objects.filter(given_up_at=None, priority=0, due_at__lte=now)
    oldest = ahead.order_by("due_at").values_list("due_at", flat=True).first()
    if oldest is None:
        return timedelta(0)
    rate = settings.UNDERSIGNED_MAIL_RATE or A_CONNECTION * settings.UNDERSIGNED_MAIL_CONNECTIONS
    return max(timedelta(seconds=ahead[:COUNTED].count() / rate), now - oldest)
