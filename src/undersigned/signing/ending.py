"""How a signature ends: whoever it was can no longer be told from the row, and may sign again."""

from datetime import datetime
from typing import Any

from django.db.models import BinaryField, F, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from undersigned.signing.models import Signature


class RandomBytes16(Func):
    """Sixteen random bytes made by the database, different in every row of an update."""

    template = "RANDOMBLOB(16)"
    output_field = BinaryField()

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        """PostgreSQL makes random bytes as a UUID."""
        return self.as_sql(compiler, connection, template="uuid_send(gen_random_uuid())", **extra)


# What is left of a person in a row, each field as it is when nothing is.
FORGOTTEN: dict[str, Any] = {
    "address_digest": RandomBytes16(),
    "network_digest": None,
    "sealed": b"",
    "shows_name": False,
    "wants_updates": False,
    "has_comment": False,
    "is_comment_approved": False,
    "is_comment_refused": False,
}


def end(rows: QuerySet[Signature], state: int, *, now: datetime, came: int | None = None) -> int:
    """End the signatures of a query: nothing personal stays, their links stop working; how many it were.

    `came` says how it came to this (None keeps what is known).
    """
    how = {} if came is None else {"came": came}
    return rows.update(state=state, ended_at=now, link_serial=F("link_serial") + 1, **how, **FORGOTTEN)
