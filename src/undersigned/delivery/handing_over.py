"""What is done to a handover: plan, change, deliver, correct, receive, cancel; each in one transaction.

The petition is held first and the handover after it, as `standing.settle` does. A form says by `Seen` what it showed:
whoever was overtaken is told so, and whoever presses twice has done it once.
"""

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Sum

from undersigned.delivery.codes import new_code
from undersigned.delivery.course import RECIPIENT, HandoverRefused, after
from undersigned.delivery.models import Handover, Recipient
from undersigned.delivery.planning import Done, Errors, Plan, check_done, check_plan
from undersigned.delivery.standing import locked, settle
from undersigned.kit.seal import RandomBytes
from undersigned.ops.audit import Actor, record
from undersigned.ops.rows import insert_new
from undersigned.petitions.models import Event, Petition, TextVersion
from undersigned.petitions.moving import By
from undersigned.signing.counting import standing
from undersigned.signing.models import Signature, Tally

MOST: Final = 200  # of one petition
THE_RECIPIENT: Final = By(RECIPIENT, Actor(None, "recipient"))


class Seen(NamedTuple):
    """What a form showed: the version of its handover, and the number of what the petition asked."""

    version: int
    ask: int


def reference_of(handover: Handover) -> str:
    """How papers and letters name it: P12-H3."""
    return f"P{handover.petition.public_number}-H{handover.number}"


@transaction.atomic
def plan(
    petition: Petition,
    recipient: Recipient,
    typed: Plan,
    *,
    key: UUID,
    by: By,
    now: datetime,
    random: RandomBytes = os.urandom,
) -> Handover:
    """Plan an occasion. `key` comes with the page that asks for it: that page plans one, however often it is sent.

    Raises HandoverRefused ("role", "petition", "gone": the recipient is not the petition's; "many", "wrong").
    """
    petition = locked(petition)
    after("", "plan", petition_state=petition.state, role=by.role)
    if recipient.petition_id != petition.pk:
        raise HandoverRefused("the petition asks somebody else", "gone")
    if there := Handover.objects.filter(public_id=key).first():
        if there.petition_id != petition.pk:
            raise HandoverRefused("this page belongs to another petition", "gone")
        return there
    kept = _right(*check_plan(typed, now=now))
    number = (petition.handovers.aggregate(latest=Max("number"))["latest"] or 0) + 1
    if number > MOST:
        raise HandoverRefused(f"a petition has at most {MOST} handovers", "many")
    handover = Handover(
        public_id=key, petition=petition, recipient=recipient, number=number, ask_number=petition.ask_number,
        created_at=now, **kept._asdict(),
    )  # fmt: skip
    new_code(handover, random=random)
    handover.save(force_insert=True)
    return _done(handover, "plan", "", by=by, now=now, noted={"to": recipient.name})


@transaction.atomic
def change(handover: Handover, typed: Plan, *, seen: Seen, by: By, now: datetime) -> Handover:
    """Plan it otherwise. Raises HandoverRefused ("role", "petition", "state", "moved", "wrong")."""
    handover, start = _held(handover, "change", by=by)
    kept = _right(*check_plan(typed, before=_plan_of(handover), now=now))
    if _is_so(handover, kept._asdict(), seen):
        return handover
    _hold_to(handover, seen)
    if kept.planned_at != handover.planned_at:
        handover.nudged = 0
    _set(handover, kept._asdict())
    return _done(handover, "change", start, by=by, now=now)


@transaction.atomic
def deliver(handover: Handover, typed: Done, *, seen: Seen, by: By, now: datetime) -> Handover:
    """It was handed over: how, on which day, with what to show for it. What counts is what was asked on that day, and
    how many had signed that by then.

    Raises HandoverRefused ("role", "petition", "state", "moved", "asked-anew", "wrong").
    """
    handover, start = _held(handover, "deliver", by=by, done=Handover.State.DELIVERED)
    done = _right(*_checked(handover, typed, now=now))
    if start == Handover.State.DELIVERED and _is_so(handover, done._asdict(), seen):
        return handover
    _hold_to(handover, seen)
    if seen.ask != handover.petition.ask_number:
        raise HandoverRefused("what is asked has changed since this form was opened", "asked-anew")
    _record(handover, done, now=now)
    _set(handover, {"state": Handover.State.DELIVERED})
    _tell(handover, Event.Kind.DELIVERED, done.delivered_on, now=now)
    return _done(handover, "deliver", start, by=by, now=now, noted=_noted(handover))


@transaction.atomic
def correct(handover: Handover, typed: Done, *, seen: Seen, by: By, now: datetime) -> Handover:
    """Set right what was recorded. Raises HandoverRefused ("role", "petition", "state", "moved", "wrong")."""
    handover, start = _held(handover, "correct", by=by)
    done = _right(*_checked(handover, typed, now=now))
    if _is_so(handover, done._asdict(), seen):
        return handover
    _hold_to(handover, seen)
    before = _noted(handover)
    _record(handover, done, now=now)
    _tell(handover, Event.Kind.DELIVERED, done.delivered_on, now=now)
    return _done(handover, "correct", start, by=by, now=now, before=before, noted=_noted(handover))


@transaction.atomic
def receive(handover: Handover, *, now: datetime, by: By = THE_RECIPIENT) -> Handover:
    """The recipient says that it arrived; said again, it is so. Raises HandoverRefused ("petition", "state")."""
    held, start = _held(handover, "receive", by=by, done=Handover.State.RECEIVED)
    if start == Handover.State.RECEIVED:
        return held
    if held.signatures is None:  # nobody recorded that it was handed over
        held.ask_number = held.petition.ask_number
        held.signatures = signatures_by(held.petition, held.ask_number, now.date(), now=now)
    _set(held, {"state": Handover.State.RECEIVED, "received_on": now.date()})
    _tell(held, Event.Kind.RECEIVED, now.date(), now=now)
    return _done(held, "receive", start, by=by, now=now, noted=_noted(held))


@transaction.atomic
def cancel(handover: Handover, *, seen: Seen, by: By, now: datetime) -> Handover:
    """Call it off; done twice, it is done. Raises HandoverRefused ("role", "petition", "state", "moved")."""
    handover, start = _held(handover, "cancel", by=by, done=Handover.State.CANCELLED)
    if start == Handover.State.CANCELLED:
        return handover
    _hold_to(handover, seen)
    _set(handover, {"state": Handover.State.CANCELLED})
    return _done(handover, "cancel", start, by=by, now=now)


def ask_on(petition: Petition, day: date) -> int:
    """The number of what was asked at the end of a day; of a day before the first text, the first."""
    until = _end_of(day)
    rows = TextVersion.objects.filter(petition=petition, created_at__lt=until)
    return rows.aggregate(latest=Max("ask_number"))["latest"] or 1


def signatures_by(petition: Petition, ask_number: int, day: date, *, now: datetime) -> int:
    """How many had signed an ask by the end of a day: today the public number, of a day gone by what its hours say."""
    if day >= now.date() and ask_number == petition.ask_number:
        return standing(petition).signatures
    hours = Tally.objects.filter(
        petition=petition,
        ask_number=ask_number,
        assurance=Signature.Assurance.MAIL,
        kind=Tally.Kind.HOUR,
        key__lt=_end_of(day).strftime("%Y-%m-%dT"),
    )
    return hours.aggregate(whole=Sum("signatures"))["whole"] or 0


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def _held(handover: Handover, verb: str, *, by: By, done: str = "") -> tuple[Handover, str]:
    """The handover as it is now, held after its petition, and its state; one that is `done` already is let pass."""
    petition = locked(handover.petition)
    row = Handover.objects.select_for_update(no_key=True).get(pk=handover.pk)
    row.petition = petition
    if not done or row.state != done:
        after(row.state, verb, petition_state=petition.state, role=by.role)
    return row, row.state


def _right(kept: Any, errors: Errors) -> Any:
    if errors:
        raise HandoverRefused("something is wrong with what was typed", "wrong", errors)
    return kept


def _checked(handover: Handover, typed: Done, *, now: datetime) -> tuple[Done, Errors]:
    opened_at = handover.petition.opened_at
    return check_done(typed, opened_on=opened_at.date() if opened_at else None, today=now.date())


def _plan_of(handover: Handover) -> Plan:
    return Plan(**{name: getattr(handover, name) for name in Plan._fields})


def _is_so(handover: Handover, wanted: Mapping[str, Any], seen: Seen) -> bool:
    """Whether the one change since then was this very one: somebody pressed twice."""
    is_next = handover.version == seen.version + 1
    return is_next and all(getattr(handover, name) == value for name, value in wanted.items())


def _hold_to(handover: Handover, seen: Seen) -> None:
    if handover.version != seen.version:
        raise HandoverRefused("the handover was changed by someone else meanwhile", "moved")


def _set(handover: Handover, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(handover, name, value)


def _record(handover: Handover, done: Done, *, now: datetime) -> None:
    """What was handed over on that day: which ask, how many, and by when its answer is due."""
    day = done.delivered_on
    assert day is not None  # noqa: S101 - the check saw to it
    was = _due(handover.recipient, handover.delivered_on)
    if handover.reply_by is None or handover.reply_by == was:
        handover.reply_by, handover.reminded_at = _due(handover.recipient, day), None
    handover.ask_number = ask_on(handover.petition, day)
    handover.signatures = signatures_by(handover.petition, handover.ask_number, day, now=now)
    _set(handover, done._asdict())


def _due(recipient: Recipient, day: date | None) -> date | None:
    if day is None or recipient.reply_days is None:
        return None
    return day + timedelta(days=recipient.reply_days)


def _tell(handover: Handover, kind: Event.Kind, day: date | None, *, now: datetime) -> None:
    """One public line for each handover and kind, on the day on which it happened."""
    moment = now if day is None or day >= now.date() else datetime.combine(day, time(12), tzinfo=UTC)
    if (opened_at := handover.petition.opened_at) is not None:
        moment = max(moment, opened_at)
    of_it = {"petition": handover.petition, "kind": kind, "key": f"handover {handover.number}"}
    if not insert_new([Event(**of_it, number=handover.number, happened_at=moment)]):
        Event.objects.filter(**of_it).update(happened_at=moment)


def _noted(handover: Handover) -> dict[str, Any]:
    return {
        "way": handover.way,
        "on": handover.delivered_on.isoformat() if handover.delivered_on else "",
        "signatures": handover.signatures,
        "ask": handover.ask_number,
    }


def _done(
    handover: Handover,
    verb: str,
    start: str,
    *,
    by: By,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    noted: Mapping[str, Any] | None = None,
) -> Handover:
    """Keep it, write it down, and let the petition stand as it now does."""
    if start:
        handover.version += 1
        handover.save()
    record(
        by.actor,
        f"{verb} handover",
        f"petition {handover.petition.public_number}",
        before={"state": start, **(before or {})},
        after={"state": handover.state, "handover": handover.number, **(noted or {})},
        now=now,
    )
    settle(handover.petition)
    return handover
