"""Before a petition opens on a site that looks at each first: handing it in, and what the site says."""

from datetime import datetime
from typing import Final

from undersigned.petitions.actions import opened
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import OPERATOR, By, move
from undersigned.petitions.readiness import hold_to_readiness

LONGEST: Final = 500  # characters of a reason


def submit(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Hand a draft in; it can no longer be written on. Raises MoveRefused."""
    hold_to_readiness(petition, by=by)
    return move(petition, "submit", by=by, now=now, columns={"refused_because": ""})


def recall(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Take back what was handed in. Raises MoveRefused."""
    return move(petition, "recall", by=by, now=now)


def accept(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Open what was handed in. Raises MoveRefused."""
    return opened(petition, "accept", by=by, now=now)


def refuse(petition: Petition, *, why: str, now: datetime, by: By = OPERATOR) -> Petition:
    """Give it back with the reason, which its team reads. Raises MoveRefused ("missing", "too-long")."""
    reason = reason_of(why)
    return move(
        petition, "refuse", by=by, now=now, columns={"refused_because": reason}, noted={"why": reason}
    )


def revise(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Make what was refused a draft again; the reason stays until it is handed in once more. Raises MoveRefused."""
    return move(petition, "revise", by=by, now=now)


def reason_of(why: str) -> str:
    """A reason in one line. Raises MoveRefused ("missing", "too-long")."""
    reason = " ".join(why.split())
    if not reason:
        raise MoveRefused("say why", "missing")
    if len(reason) > LONGEST:
        raise MoveRefused(f"say why in at most {LONGEST} characters", "too-long")
    return reason
