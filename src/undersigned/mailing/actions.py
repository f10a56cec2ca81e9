"""Queueing mail, in the transaction of what it tells of."""

import os
from collections.abc import Sequence
from datetime import datetime

from undersigned.kit.ids import new_id
from undersigned.kit.seal import RandomBytes
from undersigned.mailing.kinds import kind_of
from undersigned.mailing.models import Message
from undersigned.ops.rows import insert_or_rewrite


def message(
    kind: str,
    *,
    key: bytes,
    address_digest: bytes,
    network_digest: bytes | None,
    now: datetime,
    random: RandomBytes = os.urandom,
) -> Message:
    """An unsaved message of a registered kind, due at once."""
    return Message(
        id=new_id(now, random=random),
        kind=kind,
        key=key,
        address_digest=address_digest,
        network_digest=network_digest,
        priority=kind_of(kind).priority,
        created_at=now,
        due_at=now,
    )


def queue(messages: Sequence[Message]) -> None:
    """Queue unsaved messages; one that waits already (same kind and key) stays as it is, which takes as long."""
    insert_or_rewrite(messages, unique=("kind", "key"), where="given_up_at IS NULL")
