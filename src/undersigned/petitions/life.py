"""The petition's life as data: which verb leads from which state to which, and whose verb it is."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db import models


class State(models.TextChoices):
    """Where a petition stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  # waits for the site to look at it
    REFUSED = "refused"  # by the site, before it opened
    SCHEDULED = "scheduled"  # opens by itself
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    ARCHIVED = "archived"  # nothing of it changes any more
    TAKEN_DOWN = "taken-down"  # by law: visitors read that it is gone


class Outcome(models.TextChoices):
    """What became of what was asked, in the words of whoever asked."""

    WON = "won"
    PARTLY_WON = "partly-won"
    LOST = "lost"
    GIVEN_UP = "given-up"


class Delivered(models.TextChoices):
    """How far a petition is on its way to whom it asks; "" is not yet."""

    PLANNED = "planned"
    DELIVERED = "delivered"  # its team says so
    RECEIVED = "received"  # whom it asks says so


class Answered(models.TextChoices):
    """What whom it asks last said to it; "" is nothing yet."""

    REPLIED = "replied"
    PROMISED = "promised"
    REFUSED = "refused"


class MoveRefused(Exception):
    """The verb does not lead anywhere from the petition's present state, or not for whoever asked, or not yet.

    The message is a sentence; `code` names the reason for who has words of their own: role, state, moved, identity,
    review, past, far, order, missing, too-long, unknown, forgotten, early, unfinished, same, more-than-a-fix,
    template, backers.
    """

    def __init__(self, message: str, code: str = "state") -> None:
        super().__init__(message)
        self.code = code


class Move(NamedTuple):
    """A verb, the states in which it may be done, where it leads ("": nowhere else), and the roles that may do it."""

    verb: str
    starts: tuple[str, ...]
    target: str
    by: tuple[str, ...]

    def leads_to(self, state: str) -> str:
        """Where a petition in this state is afterwards."""
        return self.target or state


# Nobody but the petition's team has seen these; everyone else is told that there is no such petition.
UNSEEN: Final = frozenset({State.DRAFT, State.SUBMITTED, State.REFUSED, State.SCHEDULED})
# Signing may go on in these, now or after a pause.
RUNNING: Final = frozenset({State.OPEN, State.PAUSED})
# Signing has ended for good, but for a reopening.
OVER: Final = frozenset({State.CLOSED, State.ARCHIVED, State.TAKEN_DOWN})

_TEAM: Final = ("editor", "owner", "operator")
_OWNER: Final = ("owner", "operator")
_REVIEW: Final = ("moderator", "operator")
CLOCK: Final = "clock"

MOVES: Final = (
    Move("submit", (State.DRAFT,), State.SUBMITTED, _TEAM),
    Move("recall", (State.SUBMITTED,), State.DRAFT, _TEAM),
    Move("accept", (State.SUBMITTED,), State.OPEN, _REVIEW),
    Move("refuse", (State.SUBMITTED,), State.REFUSED, _REVIEW),
    Move("revise", (State.REFUSED,), State.DRAFT, _TEAM),
    Move("publish", (State.DRAFT, State.SCHEDULED), State.OPEN, (*_TEAM, CLOCK)),
    Move("schedule", (State.DRAFT, State.SCHEDULED), State.SCHEDULED, _TEAM),
    Move("unschedule", (State.SCHEDULED,), State.DRAFT, _TEAM),
    Move("pause", (State.OPEN,), State.PAUSED, _TEAM),
    Move("resume", (State.PAUSED,), State.OPEN, _TEAM),
    Move("close-on", (State.DRAFT, State.SCHEDULED, State.OPEN, State.PAUSED), "", _TEAM),
    Move("fix", (State.OPEN, State.PAUSED), "", _TEAM),
    Move("change-ask", (State.OPEN, State.PAUSED), "", _OWNER),
    Move("close", (State.OPEN, State.PAUSED), State.CLOSED, (*_TEAM, CLOCK)),
    Move("declare", (State.OPEN, State.PAUSED, State.CLOSED), "", _OWNER),
    Move("reopen", (State.CLOSED,), State.OPEN, _OWNER),
    Move("archive", (State.CLOSED,), State.ARCHIVED, _OWNER),
    Move(
        "take-down",
        (State.OPEN, State.PAUSED, State.CLOSED, State.ARCHIVED),
        State.TAKEN_DOWN,
        ("operator",),
    ),
    Move("put-back", (State.TAKEN_DOWN,), State.CLOSED, ("operator",)),
)
VERBS: Final = tuple(move.verb for move in MOVES)
_BY_VERB: Final = {move.verb: move for move in MOVES}


def moves_of(state: str, role: str) -> Iterator[Move]:
    """What somebody may do with a petition that stands here, in the table's order."""
    return (move for move in MOVES if state in move.starts and role in move.by)


def after(state: str, verb: str, *, role: str = "operator") -> str:
    """The state that the verb leads to. Raises MoveRefused with a sentence for whoever asked."""
    move = _BY_VERB[verb]
    if role not in move.by:
        raise MoveRefused(
            f"to {verb} a petition is not for the role {role}: it is for {_or(move.by)}", "role"
        )
    if state not in move.starts:
        raise MoveRefused(
            f"a petition that is {state} cannot {verb}: only one that is {_or(move.starts)} can"
        )
    return move.leads_to(state)


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(sorted(str(word) for word in words))


def table() -> dict[str, list[object]]:
    """The same for whoever reads it by program: {"states": [str], "moves": [{verb, from, to, by: [str]}]}."""
    moves: list[object] = [
        {"verb": move.verb, "from": str(start), "to": str(move.leads_to(start)), "by": list(move.by)}
        for move in MOVES
        for start in move.starts
    ]
    return {"states": [str(state) for state in State], "moves": moves}
