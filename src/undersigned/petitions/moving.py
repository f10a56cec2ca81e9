"""How a petition is moved: the one place that writes its state, with a line in the audit log and on its timeline."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import transaction

from undersigned.ops.audit import COMMAND, Actor, record
from undersigned.petitions.life import CLOCK, MoveRefused, after
from undersigned.petitions.models import Event, Petition


class By(NamedTuple):
    """Who moves a petition: as whom (a role of `life.MOVES`), and how the audit log names them."""

    role: str
    actor: Actor


OPERATOR: Final = By("operator", COMMAND)
THE_CLOCK: Final = By(CLOCK, Actor(None, "clock"))


@transaction.atomic
def move(
    petition: Petition,
    verb: str,
    *,
    by: By,
    now: datetime,
    event: Event | None = None,
    columns: Mapping[str, Any] | None = None,
    noted: Mapping[str, Any] | None = None,
) -> Petition:
    """Do a verb of the table; with `columns` of the petition, a line of its timeline, and what the audit log notes.

    Raises MoveRefused: of two who move it at once the second finds it elsewhere.
    """
    start = petition.state
    target = after(start, verb, role=by.role)
    changes = {"state": target, **(columns or {})}
    # Only whoever finds the petition still where it was moves it.
    if not Petition.objects.filter(pk=petition.pk, state=start).update(**changes):
        petition.refresh_from_db()
        after(petition.state, verb, role=by.role)
        raise MoveRefused(f"the petition was moved by someone else and is {petition.state} now", "moved")
    for name, value in changes.items():
        setattr(petition, name, value)
    if event is not None:
        event.petition, event.key = petition, event.key or now.isoformat()
        event.save(force_insert=True)
    record(
        by.actor,
        verb,
        f"petition {petition.public_number}",
        before={"state": start},
        after={"state": target, **(noted or {})},
        now=now,
    )
    return petition


def line(kind: str, happened_at: datetime, *, number: int = 0) -> Event:
    """A line for the timeline that `move` keeps."""
    return Event(kind=kind, happened_at=happened_at, number=number)
