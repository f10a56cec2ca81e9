"""The petition's life as data: which verb leads from which state to which."""

from typing import Final

from django.db import models


class State(models.TextChoices):
    """Where a petition stands."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class MoveRefused(Exception):
    """The verb does not lead anywhere from the petition's present state, or the site may not do it yet."""


MOVES: Final[dict[tuple[str, str], State]] = {
    (State.DRAFT, "publish"): State.OPEN,
    (State.OPEN, "pause"): State.PAUSED,
    (State.PAUSED, "resume"): State.OPEN,
    (State.OPEN, "close"): State.CLOSED,
    (State.PAUSED, "close"): State.CLOSED,
}
VERBS: Final = tuple(dict.fromkeys(verb for _, verb in MOVES))


def after(state: str, verb: str) -> State:
    """The state that the verb leads to. Raises MoveRefused with a sentence for whoever asked."""
    try:
        return MOVES[state, verb]
    except KeyError:
        able = sorted(start for start, known in MOVES if known == verb)
        raise MoveRefused(
            f"a petition that is {state} cannot {verb}: only one that is {' or '.join(able)} can"
        ) from None
