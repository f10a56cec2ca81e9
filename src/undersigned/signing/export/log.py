"""Who took what along: a row of every export, written before the first byte leaves, never taken back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from undersigned.people.models import Team
from undersigned.petitions.models import Petition
from undersigned.signing.export.columns import Column
from undersigned.signing.models import ExportLog


class Who(Protocol):
    """Whoever asked, by name and public id."""

    @property
    def name(self) -> str:
        """As the log shows it."""

    @property
    def actor(self) -> str:
        """A public id, "" for the command line."""


def begin(
    petition: Petition,
    *,
    team: Team | None,
    who: Who,
    kind: str,
    columns: Sequence[Column],
    wanted: Mapping[str, Any],
    now: datetime,
) -> int:
    """Write that an export begins; the row's id. `team` is whose consents it went by, if it did.

    `wanted` says which signatures: with the times and the consents it tells of each whether it was among them.
    """
    return ExportLog.objects.create(
        petition=petition,
        team=team,
        actor=who.actor,
        actor_name=who.name,
        kind=kind,
        columns=",".join(column.called for column in columns),
        wanted=dict(wanted),
        began_at=now,
    ).pk


def end(entry: int, *, rows: int) -> None:
    """Add how many rows were read, once."""
    ExportLog.objects.filter(pk=entry, rows=None).update(rows=rows, ended_at=datetime.now(UTC))
