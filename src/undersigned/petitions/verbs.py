"""Every verb of the table by its name, with what it needs to be told: for the desk and for the command line."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from undersigned.petitions import actions, dates, outcomes, reviewing, versions
from undersigned.petitions.drafting import Draft
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import By


class Said(NamedTuple):
    """What whoever moves a petition says with it: a moment, an outcome, a story or a reason, a text.

    `of` is the number of the text that the new one is to follow.
    """

    at: datetime | None = None
    outcome: str = ""
    text: str = ""
    draft: Draft | None = None
    of: int = 0


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
    return _TOLD[verb](petition, said, by, now)


def _schedule(petition: Petition, said: Said, by: By, now: datetime) -> Petition:
    if said.at is None:
        raise MoveRefused("say when it is to open", "missing")
    return dates.schedule(petition, opens_at=said.at, by=by, now=now)


def _close_on(petition: Petition, said: Said, by: By, now: datetime) -> Petition:
    return dates.close_on(petition, closes_at=said.at, by=by, now=now)


def _declare(petition: Petition, said: Said, by: By, now: datetime) -> Petition:
    return outcomes.declare(petition, outcome=said.outcome, story=said.text, by=by, now=now)


def _refuse(petition: Petition, said: Said, by: By, now: datetime) -> Petition:
    return reviewing.refuse(petition, why=said.text, by=by, now=now)


def _take_down(petition: Petition, said: Said, by: By, now: datetime) -> Petition:
    return outcomes.take_down(petition, why=said.text, by=by, now=now)


def _fix(petition: Petition, said: Said, by: By, now: datetime) -> Petition:
    return versions.fix(petition, _draft(said), of=said.of, by=by, now=now)


def _change_ask(petition: Petition, said: Said, by: By, now: datetime) -> Petition:
    return versions.change_ask(petition, _draft(said), of=said.of, by=by, now=now)


def _draft(said: Said) -> Draft:
    if said.draft is None:
        raise MoveRefused("say what the text is to be: that is done at the desk", "missing")
    return said.draft


_TOLD: Final[Mapping[str, Callable[[Petition, Said, By, datetime], Petition]]] = {
    "schedule": _schedule,
    "close-on": _close_on,
    "declare": _declare,
    "refuse": _refuse,
    "take-down": _take_down,
    "fix": _fix,
    "change-ask": _change_ask,
}
