"""How long a mail that is queued now will truly wait."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from undersigned.mailing.allowance import left_today
from undersigned.mailing.models import Message

A_CONNECTION = 10.0  # mails a second over one connection to a usual mail server, where no rate is set
MOST = 1000  # that are counted for a page
COUNTED_A_SECOND = 10_000  # rows; a count is kept longer the more it cost


@dataclass(frozen=True, slots=True)
class Queue:
    """The confirmations of the whole site that wait to leave: how many, at most MOST, and since when the oldest."""

    waiting: int
    oldest_at: datetime | None

    @property
    def is_more(self) -> bool:
        """Whether more wait than were counted."""
        return self.waiting >= MOST


@dataclass(slots=True)
class _Seen:
    """The last look at the queue, kept for a moment so that a thousand signers a second cost one look."""

    wait: timedelta = timedelta(0)
    until: float = 0.0


_seen = _Seen()


def expected_wait(now: datetime) -> timedelta:
    """The time until a confirmation queued now has left: what is ahead of it by the rate that is allowed.

    Never shorter than the oldest one has waited already, so that a worker which stands still, or a mail server
    which is away, shows. A second old, or older where a hundred thousand wait.
    """
    if time.monotonic() >= _seen.until:
        ahead = Message.objects.filter(given_up_at=None, priority=0, due_at__lte=now)
        number = ahead.count()
        _seen.wait = _wait(number, ahead.order_by("due_at").values_list("due_at", flat=True).first(), now=now)
        _seen.until = time.monotonic() + 1 + number / COUNTED_A_SECOND
    return _seen.wait


def queue(now: datetime) -> Queue:
    """What waits at this moment; two short looks into the index of what is due, however many wait."""
    due = Message.objects.filter(given_up_at=None, priority=0, due_at__lte=now).order_by("due_at")
    return Queue(due[:MOST].count(), due.values_list("due_at", flat=True).first())


def look_again() -> None:
    """Forget the last look."""
    _seen.until = 0.0


def _wait(ahead: int, oldest: datetime | None, *, now: datetime) -> timedelta:
    rate = settings.UNDERSIGNED_MAIL_RATE or A_CONNECTION * settings.UNDERSIGNED_MAIL_CONNECTIONS
    wait = max(timedelta(seconds=ahead / rate), now - (oldest or now))
    left = left_today(now.date())
    if left is None or ahead < left:
        return wait
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    days = (ahead - left) // settings.UNDERSIGNED_MAIL_PER_DAY
    return max(wait, midnight - now + timedelta(days=days))
