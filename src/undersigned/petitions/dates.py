"""What happens by itself: a petition that opens on a day, and one that closes on a day."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from undersigned.ops.rounds import Round
from undersigned.petitions.actions import hold_to_publishing, opened
from undersigned.petitions.life import RUNNING, MoveRefused, State
from undersigned.petitions.models import Event, Petition
from undersigned.petitions.moving import OPERATOR, THE_CLOCK, By, line, move

FARTHEST: Final = timedelta(days=3 * 366)
EVERY: Final = 2.0  # seconds: how late a petition may open


def schedule(petition: Petition, *, opens_at: datetime, now: datetime, by: By = OPERATOR) -> Petition:
    """Let it open by itself. Raises MoveRefused ("past", "far", "order", and those of publishing)."""
    _hold_to_calendar(opens_at, now=now)
    if petition.closes_at is not None and opens_at >= petition.closes_at:
        raise MoveRefused("it would open after it closes", "order")
    hold_to_publishing(petition, by=by, now=now)
    noted = {"opens_at": opens_at.isoformat()}
    return move(petition, "schedule", by=by, now=now, columns={"opens_at": opens_at}, noted=noted)


def unschedule(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Make it a draft again. Raises MoveRefused."""
    return move(petition, "unschedule", by=by, now=now, columns={"opens_at": None})


def close_on(petition: Petition, *, closes_at: datetime | None, now: datetime, by: By = OPERATOR) -> Petition:
    """Say when signing ends by itself; None takes that back. Raises MoveRefused ("past", "far", "order")."""
    if closes_at is not None:
        _hold_to_calendar(closes_at, now=now)
        if petition.opens_at is not None and closes_at <= petition.opens_at:
            raise MoveRefused("it would close before it opens", "order")
    number = closes_at.toordinal() if closes_at else 0
    event = line(Event.Kind.CLOSING, now, number=number) if petition.state in RUNNING else None
    noted = {"closes_at": closes_at and closes_at.isoformat()}
    return move(
        petition, "close-on", by=by, now=now, event=event, columns={"closes_at": closes_at}, noted=noted
    )


def _hold_to_calendar(moment: datetime, *, now: datetime) -> None:
    if moment <= now:
        raise MoveRefused("that moment is past", "past")
    if moment > now + FARTHEST:
        raise MoveRefused("that is more than three years away", "far")


def move_what_is_due(now: datetime) -> int:
    """Open and close what is due; how many moved. Done twice at once, each petition moves once."""
    moved = 0
    for petition in due_to_open(now):
        with suppress(MoveRefused):  # somebody was quicker, or the site may not publish any more
            opened(petition, "publish", by=THE_CLOCK, now=now)
            moved += 1
    for petition in due_to_close(now):
        ended = petition.closes_at
        assert ended is not None  # noqa: S101 - the query says so
        with suppress(MoveRefused):
            move(
                petition,
                "close",
                by=THE_CLOCK,
                now=now,
                event=line(Event.Kind.CLOSED, ended),
                columns={"closed_at": ended},  # nobody could sign since
            )
            moved += 1
    return moved


def due_to_open(now: datetime) -> QuerySet[Petition]:
    """Petitions that are to open now."""
    return Petition.objects.filter(state=State.SCHEDULED, opens_at__lte=now).order_by("opens_at")


def due_to_close(now: datetime) -> QuerySet[Petition]:
    """Petitions that are to close now."""
    return Petition.objects.filter(
        state__in=[State.OPEN.value, State.PAUSED.value], closes_at__lte=now
    ).order_by("closes_at")


ROUND = Round("opening and closing on time", EVERY, move_what_is_due)
