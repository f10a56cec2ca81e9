"""Delivering what waits: each mail is marked as gone before the next one is handed over."""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from undersigned.mailing import allowance, outbox
from undersigned.mailing.envelope import Unwritable, build
from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message
from undersigned.mailing.pacing import Pace
from undersigned.mailing.transport import MailFolder, Refused, ServerAway, SmtpConnection
from undersigned.mailing.writing import DATABASE_AWAY, Unwritten, where, write

log = logging.getLogger(__name__)
BATCH = 20
AHEAD = (
    2.0  # seconds of mail that one connection claims, so that a confirmation never waits behind a long claim
)
LEAST_LEASE = outbox.LEASE / 2  # longer than a mail server takes to answer every step of one mail
A_MISTAKE = timedelta(hours=1)  # how long a message rests whose kind stumbled over it
PATIENCE = 5.0  # seconds for the database to come back once the worker was told to stop


def clock() -> datetime:
    """The moment; the worker's one place to read the clock."""
    return datetime.now(UTC)


def let_go_of_database() -> None:
    """Give the connection back to its pool: others may need it while a mail server takes its time."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def deliver_due(*, now: datetime | None = None) -> int:
    """Take out what is due, over one connection, until nothing more can leave; how many messages were settled.

    Raises ServerAway.
    """
    carrier = Carrier(uuid4(), Pace(settings.UNDERSIGNED_MAIL_RATE), threading.Event())
    if now:
        carrier.clock = lambda: now
    settled = 0
    try:
        while batch := carrier.claim():
            if not (done := carrier.deliver(batch)):
                break
            settled += done
    finally:
        carrier.close()
    return settled


class Carrier:
    """Takes claimed mail out, over one connection of its own. Not shared between threads."""

    def __init__(self, owner: UUID, pace: Pace, stop: threading.Event) -> None:
        self.owner = owner
        self.pace = pace
        self.stop = stop
        self.clock: Callable[[], datetime] = clock
        self.folder = MailFolder(settings.UNDERSIGNED_HOME / "mail")
        smtp = settings.UNDERSIGNED_SMTP
        most = settings.UNDERSIGNED_MAIL_PER_CONNECTION
        self.connection = SmtpConnection(smtp, most=most) if smtp else None

    def claim(self) -> list[Message]:
        """The next messages to take out; none while the site has sent its share of the day."""
        now = self.clock()
        if allowance.left_today(now.date()) == 0:
            return []
        return outbox.claim(self.owner, now=now, size=batch_size())

    def deliver(self, batch: list[Message]) -> int:
        """Take a batch out; how many were settled, one way or another. Raises ServerAway.

        What could not be tried is given back, so another worker, or this one later, finds it.
        """
        waiting = list(batch)
        try:
            mails = write(batch, now=self.clock())
            written = [message for message in batch if isinstance(mails.get(message.pk), Mail)]
            over = allowance.reserve(written, day=self.clock().date())
            while waiting and not self.stop.is_set():
                message = waiting[0]
                if not self._settled(message, mails.get(message.pk), over.get(message.pk)):
                    break
                waiting.pop(0)
        finally:
            outbox.give_back(waiting)
        return len(batch) - len(waiting)

    def _settled(self, message: Message, mail: Mail | Unwritten | None, limit: str | None) -> bool:
        try:
            return self._settle(message, mail, limit)
        except (ServerAway, *DATABASE_AWAY):
            raise
        except Exception as error:  # whatever its kind does wrong, the others are not to wait for it
            log.error("%s message %s: %s", message.kind, message.pk, where(error))
            outbox.put_off(message, self.clock() + A_MISTAKE)
            return True

    def _settle(self, message: Message, mail: Mail | Unwritten | None, limit: str | None) -> bool:
        """Do what is to be done with one message; False if it must wait for later."""
        if mail is None:  # no longer due, or not wanted
            outbox.keep_from(message, now=self.clock())
        elif isinstance(mail, Unwritten):
            self._failed(message, Refused(str(mail), is_final=False))
        elif limit in (allowance.ADDRESS, allowance.OWN):
            outbox.keep_from(message, now=self.clock())
        elif limit == allowance.NETWORK:
            outbox.put_off(message, _tomorrow(self.clock()))
        elif limit == allowance.SITE:
            return False
        else:
            return self._take_out(message, mail)
        return True

    def _take_out(self, message: Message, mail: Mail) -> bool:
        by_server = self.connection is not None and not mail.is_local
        let_go_of_database()
        if (by_server and not self.pace.wait(self.stop)) or not self._is_still_mine(message):
            return False
        try:
            letter = build(mail, message.pk, now=self.clock())
            if self.connection is not None and by_server:
                self.connection.send(letter)
            else:
                self.folder.send(letter, str(message.pk))
        except Unwritable as unwritable:
            self._failed(message, Refused(str(unwritable), is_final=True))
        except Refused as refused:
            self._failed(message, refused)
        except ServerAway as away:
            if away.is_in_hand:
                self._failed(message, Refused(str(away), is_final=False))
            raise
        else:
            self._mark(message)
        return True

    def _is_still_mine(self, message: Message) -> bool:
        now = self.clock()
        has_time = message.claimed_until is not None and message.claimed_until - now > LEAST_LEASE
        return has_time or outbox.renew(message, now=now)

    def _failed(self, message: Message, refused: Refused) -> None:
        if refused.is_final:
            outbox.give_up(message, str(refused), now=self.clock())
        elif outbox.failed(message, str(refused), now=self.clock(), spread=random.random):
            return
        log.error("gave up %s message %s: %s", message.kind, message.pk, refused)

    def _mark(self, message: Message) -> None:
        """Mark a mail as gone. It has left: whatever is wrong now, it must not leave again."""
        try:
            self._persist(partial(outbox.left, message, now=self.clock()))
        except DATABASE_AWAY:
            raise
        except Exception as error:  # whatever its kind does wrong
            log.error("%s message %s has left, but: %s", message.kind, message.pk, where(error))
            self._persist(partial(outbox.drop, message))

    def _persist(self, change: Callable[[], None]) -> None:
        """Make a change even if the database is away just now; after the worker was told to stop, not for long."""
        give_up_at = float("inf")
        while True:
            try:
                return change()
            except DATABASE_AWAY:
                connection.close()
                if self.stop.is_set():
                    give_up_at = min(give_up_at, time.monotonic() + PATIENCE)
                if time.monotonic() > give_up_at:
                    raise
                time.sleep(0.2)

    def close(self) -> None:
        """End the connection to the mail server."""
        if self.connection:
            self.connection.close()


def batch_size() -> int:
    """How many messages one connection claims at once: what it takes out in about two seconds."""
    rate = settings.UNDERSIGNED_MAIL_RATE / settings.UNDERSIGNED_MAIL_CONNECTIONS
    return max(1, min(BATCH, int(rate * AHEAD))) if rate else BATCH


def _tomorrow(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
