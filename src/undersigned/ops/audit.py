"""The audit log: append-only, in the transaction of what it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from undersigned.ops.models import AuditEntry


class Actor(NamedTuple):
    """Who acts: an account's public id and name."""

    id: UUID | None
    name: str


COMMAND = Actor(None, "command")


def record(
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> AuditEntry:
    """Write down one act: a verb, what it was done to, and what of that was so before and is so now."""
    return AuditEntry.objects.create(
        actor=actor.id,
        actor_name=actor.name,
        action=action,
        subject=subject,
        before=dict(before or {}),
        after=dict(after or {}),
        at=now,
    )
