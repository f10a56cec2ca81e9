"""The course of a handover as data: which verb leads from which state to which, while its petition stands where."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from undersigned.delivery.models import Handover
from undersigned.petitions.life import State

_STATE = Handover.State
# Where a petition may still be handed over, and where it may be planned: whoever writes a draft may think ahead.
SEEN: Final = (State.OPEN, State.PAUSED, State.CLOSED)
ALIVE: Final = (State.DRAFT, State.SUBMITTED, State.REFUSED, State.SCHEDULED, *SEEN)
TEAM: Final = ("editor", "owner", "operator")
RECIPIENT: Final = "recipient"


class HandoverRefused(Exception):
    """What was asked for cannot be done. The message is a sentence; `code` names the reason.

    Codes: role, state, petition, moved, asked-anew, many, gone, and wrong; with the last, `errors` has a reason for
    each field: missing, unknown, too-long, past, far, order, early, number, address, private, link.
    """

    def __init__(self, message: str, code: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.errors = dict(errors or {})


class Step(NamedTuple):
    """A verb, the states in which it may be done ("": there is no handover yet), where it leads ("": nowhere else),
    while the petition is in which states, and the roles that may do it."""

    verb: str
    starts: tuple[str, ...]
    target: str
    during: tuple[str, ...]
    by: tuple[str, ...]


STEPS: Final = (
    Step("plan", ("",), _STATE.PLANNED, ALIVE, TEAM),
    Step("change", (_STATE.PLANNED,), "", ALIVE, TEAM),
    Step("deliver", (_STATE.PLANNED,), _STATE.DELIVERED, SEEN, TEAM),
    # What was recorded is set right, or the receipt comes later.
    Step("correct", (_STATE.DELIVERED, _STATE.RECEIVED), "", SEEN, TEAM),
    # Who has the first page in hand has it, whatever the team wrote down.
    Step("receive", (_STATE.PLANNED, _STATE.DELIVERED), _STATE.RECEIVED, SEEN, (RECIPIENT,)),
    Step("cancel", (_STATE.PLANNED,), _STATE.CANCELLED, ALIVE, TEAM),
)
_BY_VERB: Final = {step.verb: step for step in STEPS}


def steps_of(state: str, petition_state: str, role: str) -> Iterator[str]:
    """The verbs that somebody may do now, in the table's order."""
    return (
        step.verb
        for step in STEPS
        if state in step.starts and petition_state in step.during and role in step.by
    )


def after(state: str, verb: str, *, petition_state: str, role: str) -> str:
    """The state that a verb leads to. Raises HandoverRefused ("role", "petition", "state")."""
    step = _BY_VERB[verb]
    if role not in step.by:
        raise HandoverRefused(f"to {verb} a handover is not for the role {role}", "role")
    if petition_state not in step.during:
        raise HandoverRefused(f"while a petition is {petition_state} no handover can {verb}", "petition")
    if state not in step.starts:
        raise HandoverRefused(f"a handover that is {state or 'not there'} cannot {verb}", "state")
    return step.target or state
