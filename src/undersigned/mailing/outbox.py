"""The waiting mails as rows: claimed by conditional update for a while, and settled one by one."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from undersigned.mailing.kinds import kind_of, priorities
from undersigned.mailing.models import Message

LEASE = timedelta(minutes=10)
# After a temporary failure: about three days in all, then the message is given up.
WAITS = [timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720, 1440, 1440)]
FREE = {"claimed_by": None, "claimed_until": None}


def claim(owner: UUID, *, now: datetime, size: int) -> list[Message]:
    """Up to `size` due messages, the most urgent first, that nobody else touches until the lease is over.

    Of two who pick the same rows only one finds them free when it updates them, on either engine; PostgreSQL
    also lets the second pass over them. What `owner` claimed before and has not settled, it gets again.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=owner)
    due = Message.objects.filter(free, given_up_at=None, due_at__lte=now)
    ids: list[UUID] = []
    with transaction.atomic():
        for priority in priorities():  # one at a time, so that each is a range of the index
            same = due.filter(priority=priority).order_by("due_at").select_for_update(skip_locked=True)
            ids += same.values_list("pk", flat=True)[: size - len(ids)]
            if len(ids) == size:
                break
        if ids:
            due.filter(pk__in=ids).update(claimed_by=owner, claimed_until=now + LEASE)
    claimed = Message.objects.filter(pk__in=ids, claimed_by=owner).order_by("priority", "due_at")
    return list(claimed) if ids else []


def renew(message: Message, *, now: datetime) -> bool:
    """Claim it for another lease; False if somebody else has it by now."""
    message.claimed_until = now + LEASE
    return _mine(message).update(claimed_until=message.claimed_until) == 1


def give_back(messages: Sequence[Message]) -> None:
    """Let others have what was claimed and not tried."""
    for owner in {message.claimed_by for message in messages}:
        Message.objects.filter(pk__in=[m.pk for m in messages], claimed_by=owner).update(**FREE)


def free_claims(owner: UUID) -> int:
    """Let others have whatever an owner that is gone had claimed."""
    return Message.objects.filter(claimed_by=owner).update(**FREE)


def _mine(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, claimed_by=message.claimed_by)


@transaction.atomic
def left(message: Message, *, now: datetime) -> None:
    """The mail server has taken it: the row goes, and its kind is told, in one transaction."""
    if Message.objects.filter(pk=message.pk).delete()[0]:
        kind_of(message.kind).handed_over(message, now=now)


def drop(message: Message) -> None:
    """Delete a message that is no longer due to anyone."""
    Message.objects.filter(pk=message.pk).delete()


@transaction.atomic
def keep_from(message: Message, *, now: datetime) -> None:
    """Delete a message that is not sent: no longer due, or to an address that got its share of the day.

    Its kind is told as if it had been given up, so that whatever waits for the mail does not wait for ever.
    """
    if Message.objects.filter(pk=message.pk).delete()[0]:
        kind_of(message.kind).given_up(message, now=now)


def put_off(message: Message, until: datetime) -> None:
    """Nothing is wrong with it, but it may not leave before `until`."""
    _mine(message).update(due_at=until, **FREE)


def failed(message: Message, problem: str, *, now: datetime, spread: Callable[[], float]) -> bool:
    """A try failed that another may mend: wait longer each time. False once it was given up.

    `spread` gives numbers from 0 to 1: the waits differ by up to a fifth, so that tries do not come in waves.
    """
    if message.attempts >= len(WAITS):
        give_up(message, problem, now=now)
        return False
    due_at = now + WAITS[message.attempts] * (0.8 + 0.4 * spread())
    _mine(message).update(due_at=due_at, attempts=F("attempts") + 1, problem=problem[:200], **FREE)
    return True


@transaction.atomic
def give_up(message: Message, problem: str, *, now: datetime) -> None:
    """Stop trying. The row stays to be seen, and no longer keeps the person from asking again."""
    given_up = {"given_up_at": now, "attempts": F("attempts") + 1, "problem": problem[:200]}
    if _mine(message).update(**given_up, **FREE):
        kind_of(message.kind).given_up(message, now=now)


def retry_given_up(*, now: datetime) -> int:
    """Put every given-up message back into the queue, unless a newer one waits for the same; how many."""
    put_back = 0
    for message in Message.objects.exclude(given_up_at=None).order_by("-created_at"):
        try:
            with transaction.atomic():
                put_back += Message.objects.filter(pk=message.pk).update(
                    given_up_at=None, attempts=0, due_at=now, problem=""
                )
        except IntegrityError:  # message_once: the same waits already
            drop(message)
    return put_back
