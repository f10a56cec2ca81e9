"""Queueing mail, in the transaction of what it tells of."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from undersigned.kit.ids import new_id_bytes
from undersigned.kit.seal import RandomBytes
from undersigned.mailing.kinds import kind_of
from undersigned.mailing.models import Message
from undersigned.ops.rows import Shape, insert_or_rewrite


class NewMessage(NamedTuple):
    """What is said of a message when it is queued; the rest of its row begins empty."""

    id: bytes
    kind: str
    key: bytes
    address_digest: bytes
    network_digest: bytes | None
    priority: int
    created_at: datetime
    due_at: datetime


_SHAPE = Shape(Message, NewMessage._fields, unique=("kind", "key"), where="given_up_at IS NULL")


def message(
    kind: str,
    *,
    key: bytes,
    address_digest: bytes,
    network_digest: bytes | None,
    now: datetime,
    random: RandomBytes = os.urandom,
) -> NewMessage:
    """A message of a registered kind, due at once."""
    priority = kind_of(kind).priority
    return NewMessage(
        new_id_bytes(now, random=random), kind, key, address_digest, network_digest, priority, now, now
    )


def queue(messages: Sequence[NewMessage]) -> None:
    """Queue messages; one that waits already (same kind and key) stays as it is, which takes as long."""
    insert_or_rewrite(_SHAPE, messages)
