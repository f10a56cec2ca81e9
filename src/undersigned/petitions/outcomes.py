"""How a petition ends: its outcome, and what may follow once it closed."""

from datetime import datetime
from typing import Final

from undersigned.kit.richtext import markdown_html
from undersigned.petitions.life import MoveRefused, Outcome
from undersigned.petitions.models import DataKey, Event, Petition
from undersigned.petitions.moving import OPERATOR, By, line, move
from undersigned.petitions.reviewing import reason_of

LONGEST_STORY: Final = 20_000  # characters


def declare(petition: Petition, *, outcome: str, story: str, now: datetime, by: By = OPERATOR) -> Petition:
    """Say what became of what was asked, and tell it (Markdown). It may be said anew: the timeline keeps each.

    Raises MoveRefused ("unknown", "missing", "too-long").
    """
    if outcome not in Outcome.values:
        raise MoveRefused(f"an outcome is one of {', '.join(Outcome.values)}", "unknown")
    told = "\n".join(line.rstrip() for line in story.replace("\0", "").splitlines()).strip()
    if not told:
        raise MoveRefused("tell in a few words what happened", "missing")
    if len(told) > LONGEST_STORY:
        raise MoveRefused(f"tell it in at most {LONGEST_STORY} characters", "too-long")
    columns = {
        "outcome": Outcome(outcome).value,
        "outcome_story": told,
        "outcome_html": markdown_html(told),
        "outcome_at": now,
    }
    noted = {"outcome": outcome}
    return move(petition, "declare", by=by, now=now, event=line(outcome, now), columns=columns, noted=noted)


def reopen(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Take signatures again after it closed, with no day on which it closes.

    Raises MoveRefused ("forgotten": its signers' data is deleted, so nobody could be kept from signing twice).
    """
    if not DataKey.objects.filter(pk=petition.pk).exclude(wrapped=b"").exists():
        raise MoveRefused("the personal data of its signers is deleted already", "forgotten")
    columns = {"closed_at": None, "closes_at": None}
    return move(petition, "reopen", by=by, now=now, event=line(Event.Kind.REOPENED, now), columns=columns)


def archive(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Let nothing of it change any more. Raises MoveRefused ("early": what was signed can still be confirmed)."""
    until = petition.confirms_until()
    if until is not None and now < until:
        raise MoveRefused(f"signatures may still be confirmed until {until.date()}", "early")
    return move(petition, "archive", by=by, now=now, event=line(Event.Kind.ARCHIVED, now))


def take_down(petition: Petition, *, why: str, now: datetime, by: By = OPERATOR) -> Petition:
    """Show it to nobody, because the law wants it so; its signers keep their own pages. Raises MoveRefused."""
    reason = reason_of(why)
    columns = {
        "refused_because": reason,
        # Nobody can sign what nobody can read; the clock of deletion runs from here.
        "closed_at": petition.closed_at or now,
    }
    return move(petition, "take-down", by=by, now=now, columns=columns, noted={"why": reason})


def put_back(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Show it again, closed. Raises MoveRefused."""
    columns = {"refused_because": ""}
    return move(petition, "put-back", by=by, now=now, event=line(Event.Kind.PUT_BACK, now), columns=columns)
