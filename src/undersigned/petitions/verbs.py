"""Every verb of the table by its name, with what it needs to be told: for the desk and for the command line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from undersigned.petitions import actions, dates, outcomes, reviewing
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import By


class Said(NamedTuple):
    """What whoever moves a petition says with it: a moment, an outcome, a story or a reason."""

    at: datetime | None = None
    outcome: str = ""
    text: str = ""


class _Plain(Protocol):
    def __call__(self, petition: Petition, /, *, now: datetime, by: By) -> Petition: ...


_PLAIN: Final[Mapping[str, _Plain]] = {
    "submit": reviewing.submit,
    "recall": reviewing.recall,
    "accept": reviewing.accept,
    "revise": reviewing.revise,
    "publish": actions.publish,
    "unschedule": dates.unschedule,
    "pause": actions.pause,
    "resume": actions.resume,
    "close": actions.close,
    "reopen": outcomes.reopen,
    "archive": outcomes.archive,
    "put-back": outcomes.put_back,
}


def do(petition: Petition, verb: str, said: Said, *, by: By, now: datetime) -> Petition:
    """Do a verb of `life.MOVES`. Raises MoveRefused."""
    if plain := _PLAIN.get(verb):
        return plain(petition, by=by, now=now)
    match verb:
        case "schedule":
            if said.at is None:
                raise MoveRefused("say when it is to open", "missing")
            return dates.schedule(petition, opens_at=said.at, by=by, now=now)
        case "close-on":
            return dates.close_on(petition, closes_at=said.at, by=by, now=now)
        case "declare":
            return outcomes.declare(petition, outcome=said.outcome, story=said.text, by=by, now=now)
        case "refuse":
            return reviewing.refuse(petition, why=said.text, by=by, now=now)
        case "take-down":
            return outcomes.take_down(petition, why=said.text, by=by, now=now)
    raise MoveRefused(f"there is no such verb: {verb}", "unknown")
