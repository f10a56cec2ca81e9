"""Telling those who asked for news of a petition: that it was answered, and what became of it.

One decision of the team makes a row; the worker queues the mails a few hundred at a time, never so many that others
would wait behind them. Who no longer wants mail when it leaves is not written to.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from undersigned.delivery.models import Answer, Telling
from undersigned.mailing import actions as mailing
from undersigned.mailing.models import Message
from undersigned.ops.audit import record
from undersigned.ops.rounds import Round
from undersigned.petitions.life import State
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import By
from undersigned.signing.audience import audience

KIND: Final = "telling"
AT_ONCE: Final = 500
MOST_WAITING: Final = 5_000  # of these mails at a time: the outbox of a petition with millions stays small
TOLD_IN: Final = (State.OPEN, State.PAUSED, State.CLOSED, State.ARCHIVED)


class TellingRefused(Exception):
    """There is nothing to tell: `code` is unpublished, undeclared, unseen, or told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def key_of(petition: Petition, answer: Answer | None) -> str:
    """What names a telling among those of its petition: an answer, or the outcome as it was declared last."""
    if answer is not None:
        return f"answer {answer.number}"
    return f"outcome {petition.outcome_at:%Y-%m-%dT%H:%M:%S.%f}" if petition.outcome_at else ""


@transaction.atomic
def tell(petition: Petition, answer: Answer | None = None, *, by: By, now: datetime) -> Telling:
    """Have those who asked for news told of an answer, or without one of the outcome: once for each.

    Raises TellingRefused.
    """
    held = Petition.objects.select_for_update().get(pk=petition.pk)
    if held.state not in TOLD_IN:
        raise TellingRefused("unseen")
    if answer is not None and answer.state != Answer.State.PUBLISHED:
        raise TellingRefused("unpublished")
    if answer is None and held.outcome_at is None:
        raise TellingRefused("undeclared")
    telling, is_new = Telling.objects.get_or_create(
        petition=held, key=key_of(held, answer), defaults={"answer": answer, "began_at": now}
    )
    if not is_new:
        raise TellingRefused("told")
    record(by.actor, "tell supporters", f"petition {held.public_number}", after={"of": telling.key}, now=now)
    return telling


def tellings_of(petition: Petition) -> dict[str, Telling]:
    """Those that were begun, by their keys."""
    return {one.key: one for one in Telling.objects.filter(petition=petition)}


def queue_tellings(now: datetime) -> int:
    """Queue the mails of every telling that goes on; how many. Two at once queue each only once."""
    queued = 0
    for telling in Telling.objects.filter(done_at=None).order_by("began_at"):
        while has_room() and (batch := _queue_batch(telling, now=now)):
            queued += batch
    return queued


def has_room() -> bool:
    """Whether more may wait to leave."""
    return Message.objects.filter(kind=KIND, given_up_at=None)[:MOST_WAITING].count() < MOST_WAITING


@transaction.atomic
def _queue_batch(telling: Telling, *, now: datetime) -> int:
    held = (
        Telling.objects.select_for_update(skip_locked=True)
        .select_related("petition__team")
        .filter(pk=telling.pk, done_at=None)
        .first()
    )
    if held is None:
        return 0
    people = audience(held.petition, held.petition.team).signatures()
    if held.last_id is not None:
        people = people.filter(pk__gt=held.last_id)
    rows = people.order_by("pk").values_list("pk", "address_digest")[:AT_ONCE]
    batch = [(pk, bytes(digest)) for pk, digest in rows]
    if not batch:
        Telling.objects.filter(pk=held.pk).update(done_at=now)
        return 0
    _queue(held, batch, now=now)
    Telling.objects.filter(pk=held.pk).update(last_id=batch[-1][0], told=F("told") + len(batch))
    return len(batch)


def _queue(telling: Telling, batch: Sequence[tuple[UUID, bytes]], *, now: datetime) -> None:
    mailing.queue(
        [
            mailing.message(
                KIND,
                key=message_key(telling.pk, signature_id),
                address_digest=digest,
                network_digest=None,  # nobody's post caused it
                now=now,
            )
            for signature_id, digest in batch
        ]
    )


def message_key(telling_id: int, signature_id: UUID) -> bytes:
    """What a message is about: which telling, and whose signature."""
    return telling_id.to_bytes(8, "big") + signature_id.bytes


def read_message_key(key: bytes | memoryview) -> tuple[int, UUID]:
    """The two again."""
    return int.from_bytes(bytes(key)[:8], "big"), UUID(bytes=bytes(key)[8:])


ROUND: Final = Round("telling supporters", 20, queue_tellings)
