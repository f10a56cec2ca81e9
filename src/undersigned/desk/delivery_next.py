"""What a team does next to bring its petition to whom it asks: one sentence, found in its handovers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from undersigned.delivery.course import ALIVE, SEEN
from undersigned.delivery.models import Handover
from undersigned.delivery.standing import noticed_on, silent_days
from undersigned.petitions.models import Petition

_STATE: Final = Handover.State


@dataclass(frozen=True, slots=True)
class Next:
    """Which sentence of desk/_delivery_next.html, about which handover, and for how many days nobody answered."""

    kind: str
    handover: Handover | None = None
    days: int = 0


def next_step(petition: Petition, handovers: Sequence[Handover], *, now: datetime) -> Next:
    """What comes first: what was planned and went by, what nothing shows, what is due, and only then a new plan."""
    if petition.state not in ALIVE:
        return Next("over")
    current = [one for one in handovers if one.ask_number == petition.ask_number]
    waiting = sorted(
        (one for one in handovers if one.state == _STATE.PLANNED and one.planned_at),
        key=lambda one: one.planned_at or now,
    )
    if waiting and petition.state in SEEN:
        first = waiting[0]
        return Next("went-by" if first.planned_at and first.planned_at < now else "planned", first)
    if waiting:
        return Next("before-opening", waiting[0])
    if petition.answered:
        return Next("answered")
    return _after(petition, current, now=now) or Next("plan")


def _after(petition: Petition, handovers: Sequence[Handover], *, now: datetime) -> Next | None:
    planned = [one for one in handovers if one.state == _STATE.PLANNED]
    handed = [one for one in handovers if one.state in (_STATE.DELIVERED, _STATE.RECEIVED)]
    if not handed:
        return Next("no-day", planned[0]) if planned else None
    days = silent_days(petition, now)
    if days is not None:
        due = [one for one in handed if one.reply_by and one.reply_by < now.date()]
        return Next("overdue", due[0], days) if due else Next("silent", handed[0], days)
    unshown = [one for one in handed if noticed_on(one) is None]
    return Next("unshown", unshown[0]) if unshown else None
