"""Delivering what waits: each mail is marked as gone before the next one is handed over."""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from undersigned.mailing import outbox
from undersigned.mailing.allowance import LimitReached, release, reserve
from undersigned.mailing.envelope import build
from undersigned.mailing.kinds import Mail, kind_of
from undersigned.mailing.models import Allowance, Message
from undersigned.mailing.transport import MailFolder, Refused, SmtpConnection

log = logging.getLogger(__name__)
# A mail is begun only while its claim outlives the longest that the mail server may take to answer.
LEAST_LEASE = timedelta(seconds=25)


def clock() -> datetime:
    """The moment; the worker's one place to read the clock."""
    return datetime.now(UTC)


class Pace:
    """Keeps all connections together to so many mails a second; 0 for no limit."""

    def __init__(self, rate: float) -> None:
        self.gap = 1 / rate if rate else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, stop: threading.Event) -> None:
        """Wait for the next free moment."""
        if not self.gap:
            return
        with self._lock:
            moment = max(self._next, time.monotonic())
            self._next = moment + self.gap
        stop.wait(max(0.0, moment - time.monotonic()))


class Carrier:
    """Takes claimed mail out, over one connection of its own. Not shared between threads."""

    def __init__(self, pace: Pace, stop: threading.Event) -> None:
        self.pace = pace
        self.stop = stop
        self.folder = MailFolder(settings.UNDERSIGNED_HOME / "mail")
        smtp = settings.UNDERSIGNED_SMTP
        most = settings.UNDERSIGNED_MAIL_PER_CONNECTION
        self.connection = SmtpConnection(smtp, most=most) if smtp else None

    def deliver_some(self) -> int:
        """Claim a few messages and take them out; how many were claimed. Raises ServerAway.

        What could not be tried is given back, so another worker, or this one later, finds it.
        """
        claimed = outbox.claim(now=clock())
        waiting = list(claimed)
        try:
            mails = self._rendered(claimed)
            outbox.drop([message.pk for message in claimed if message.pk not in mails])
            while waiting and not self.stop.is_set() and self._has_time(waiting[0]):
                message = waiting[0]
                if mail := mails.get(message.pk):
                    self._deliver(message, mail)
                waiting.pop(0)
        finally:
            outbox.give_back(waiting)
        return len(claimed)

    def _rendered(self, messages: Sequence[Message]) -> dict[UUID, Mail]:
        mails: dict[UUID, Mail] = {}
        for name in {message.kind for message in messages}:
            same = [message for message in messages if message.kind == name]
            mails.update(kind_of(name).render(same, now=clock()))
        return mails

    def _has_time(self, message: Message) -> bool:
        return message.claimed_until is not None and message.claimed_until - clock() > LEAST_LEASE

    def _deliver(self, message: Message, mail: Mail) -> None:
        day = clock().date()
        try:
            reserve(message, day=day)
        except LimitReached as reached:
            _hold_back(message, reached.scope)
            return
        try:
            self._hand_over(message, mail)
        except Refused as refused:
            release(message, day=day)
            _note_failure(message, refused)
        except BaseException:
            release(message, day=day)
            raise
        else:
            outbox.left(message, now=clock())

    def _hand_over(self, message: Message, mail: Mail) -> None:
        try:
            letter = build(mail, message.pk, now=clock())
        except ValueError:
            raise Refused("the address cannot be written in a mail", is_final=True) from None
        if self.connection is None or mail.is_local:
            self.folder.send(letter, str(message.pk))
            return
        self.pace.wait(self.stop)
        self.connection.send(letter)

    def close(self) -> None:
        """End the connection."""
        if self.connection:
            self.connection.close()


def _hold_back(message: Message, scope: str) -> None:
    """Over a limit: a flooded address gets nothing more, all else leaves on the next day."""
    if scope == Allowance.Scope.ADDRESS:
        outbox.drop([message.pk])
        return
    tomorrow = clock().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    outbox.put_off(message, tomorrow)


def _note_failure(message: Message, refused: Refused) -> None:
    if refused.is_final:
        outbox.give_up(message, str(refused), now=clock())
    elif outbox.failed(message, str(refused), now=clock()):
        return
    log.error("gave up %s message %s: %s", message.kind, message.pk, refused)
