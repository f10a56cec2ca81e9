"""Claiming waiting mail: by conditional update and for a short while, so that a crash loses nothing."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from undersigned.mailing.kinds import kind_of
from undersigned.mailing.models import Message

LEASE = timedelta(seconds=60)
BATCH = 20
# After a temporary failure: about three days in all, then the message is given up.
WAITS = [timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720, 1440, 1440)]


def claim(*, now: datetime, size: int = BATCH) -> list[Message]:
    """Up to `size` due messages, the most urgent first, which nobody else will touch until the lease is over.

    Another worker that picked the same rows finds them claimed when it updates them, on either engine.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    due = Message.objects.filter(free, given_up_at=None, due_at__lte=now).order_by("priority", "due_at")
    ids = list(due.values_list("pk", flat=True)[:size])
    if not ids:
        return []
    mark = uuid4()
    Message.objects.filter(free, pk__in=ids).update(claimed_by=mark, claimed_until=now + LEASE)
    return list(Message.objects.filter(pk__in=ids, claimed_by=mark).order_by("priority", "due_at"))


def give_back(messages: Sequence[Message]) -> None:
    """Let others have what was claimed and not tried."""
    for mark in {message.claimed_by for message in messages}:
        Message.objects.filter(pk__in=[m.pk for m in messages], claimed_by=mark).update(
            claimed_by=None, claimed_until=None
        )


def _is_mine(message: Message) -> Q:
    return Q(pk=message.pk, claimed_by=message.claimed_by)


@transaction.atomic
def left(message: Message, *, now: datetime) -> None:
    """The mail server has taken it: the row goes, and its kind is told, in one transaction."""
    Message.objects.filter(_is_mine(message)).delete()
    kind_of(message.kind).handed_over(message, now=now)


def drop(ids: Sequence[UUID]) -> None:
    """Delete messages that are no longer due to anyone."""
    Message.objects.filter(pk__in=ids).delete()


def put_off(message: Message, until: datetime) -> None:
    """Nothing is wrong with it, but it may not leave before `until`."""
    Message.objects.filter(_is_mine(message)).update(claimed_by=None, claimed_until=None, due_at=until)


def failed(message: Message, problem: str, *, now: datetime) -> bool:
    """A try failed that another may mend: wait longer each time. False once it was given up."""
    if message.attempts >= len(WAITS):
        give_up(message, problem, now=now)
        return False
    wait = WAITS[message.attempts] * random.uniform(0.8, 1.2)  # noqa: S311 - to spread, not to hide
    Message.objects.filter(_is_mine(message)).update(
        claimed_by=None,
        claimed_until=None,
        attempts=message.attempts + 1,
        due_at=now + wait,
        problem=problem[:200],
    )
    return True


@transaction.atomic
def give_up(message: Message, problem: str, *, now: datetime) -> None:
    """Stop trying. The row stays to be seen, under a key of its own, so that the person may ask again."""
    Message.objects.filter(_is_mine(message)).update(
        claimed_by=None,
        claimed_until=None,
        attempts=message.attempts + 1,
        given_up_at=now,
        problem=problem[:200],
        key=bytes(message.key) + message.id.bytes,
    )
    kind_of(message.kind).given_up(message, now=now)


def retry_given_up(*, now: datetime) -> int:
    """Put every given-up message back into the queue, unless a newer one waits for the same; how many."""
    put_back = 0
    for message in Message.objects.exclude(given_up_at=None):
        key = bytes(message.key)[:-16]
        with transaction.atomic():
            if Message.objects.filter(kind=message.kind, key=key).exists():
                message.delete()
                continue
            Message.objects.filter(pk=message.pk).update(key=key, given_up_at=None, attempts=0, due_at=now)
            put_back += 1
    return put_back
