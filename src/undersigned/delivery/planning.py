"""What is typed of an office, a plan and a delivery, held against pure rules: nothing here is stored.

Each check gives what was typed in the form in which it is kept, and a reason for each field that is wrong.
"""

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from undersigned.delivery.models import Handover
from undersigned.kit.addresses import AddressRefused, clean
from undersigned.kit.names import NameRefused, clean_comment
from undersigned.kit.offices import domain_of, is_anybodys
from undersigned.signing.archive.holding import is_link

LONGEST: Final = {
    "name": 200,
    "reply_days_source": 200,
    "place": 300,
    "people": 500,
    "bring": 5_000,
    "contact": 300,
    "evidence": 500,
}
FARTHEST: Final = timedelta(days=3 * 365)
FIRST_DAY: Final = date(1900, 1, 1)
LONGEST_REPLY: Final = 730  # days
Errors = dict[str, str]


class Desk(NamedTuple):
    """What is known of an office: its public address, and how long it says that an answer takes ("" and None: not)."""

    email: str = ""
    reply_days: str = ""
    reply_days_source: str = ""


class Plan(NamedTuple):
    """An occasion as it is planned; the place and the time are public only if `is_public`."""

    planned_at: datetime | None = None
    place: str = ""
    people: str = ""
    bring: str = ""
    contact: str = ""
    reply_by: date | None = None
    is_public: bool = False


class Done(NamedTuple):
    """How and when it was handed over, and what shows it."""

    way: str
    delivered_on: date | None
    evidence: str = ""


def check_desk(typed: Desk) -> tuple[Desk, Errors]:
    """Reasons: address, private (a mailbox that anybody opens), number, link, missing (days without a source)."""
    errors: Errors = {}
    email = office_address(typed.email, errors)
    source = _line(typed.reply_days_source, "reply_days_source", errors)
    if not is_link(source):
        errors["reply_days_source"] = "link"
    days = typed.reply_days.strip()
    if days and not (days.isascii() and days.isdigit() and 1 <= int(days[:6]) <= LONGEST_REPLY):
        errors["reply_days"] = "number"
    elif days and not source:
        errors.setdefault("reply_days_source", "missing")
    return Desk(email, days, source if days else ""), errors


def office_address(typed: str, errors: Errors) -> str:
    """The address in the form in which it is kept; "" for none."""
    if not typed.strip():
        return ""
    try:
        email = clean(typed)
    except AddressRefused:
        errors["email"] = "address"
        return ""
    if is_anybodys(domain_of(email)):
        errors["email"] = "private"
    return email


def check_holder(name: str, since_on: date | None, *, today: date) -> tuple[str, Errors]:
    """Reasons: missing, too-long, far (a day to come, or before all memory)."""
    errors: Errors = {}
    kept = _line(name, "name", errors)
    if not kept and "name" not in errors:
        errors["name"] = "missing"
    if since_on is None:
        errors["since_on"] = "missing"
    elif not FIRST_DAY <= since_on <= today:
        errors["since_on"] = "far"
    return kept, errors


def check_plan(typed: Plan, *, before: Plan | None = None, now: datetime) -> tuple[Plan, Errors]:
    """Reasons: too-long, past, far, order (the answer before the handover). What was so before may stay so."""
    errors: Errors = {}
    plan = typed._replace(
        place=_line(typed.place, "place", errors),
        people=_line(typed.people, "people", errors),
        bring=_lines(typed.bring, "bring", errors),
        contact=_line(typed.contact, "contact", errors),
    )
    was = before or Plan()
    if plan.planned_at is not None and plan.planned_at != was.planned_at:
        _hold_between(plan.planned_at.date(), now.date(), "planned_at", errors)
    if plan.reply_by is not None and plan.reply_by != was.reply_by:
        _hold_between(plan.reply_by, now.date(), "reply_by", errors)
    if plan.reply_by and plan.planned_at and plan.reply_by < plan.planned_at.date():
        errors.setdefault("reply_by", "order")
    return plan, errors


def check_done(typed: Done, *, opened_on: date | None, today: date) -> tuple[Done, Errors]:
    """Reasons: unknown, missing, too-long, far (a day to come), early (before the petition opened)."""
    errors: Errors = {}
    done = typed._replace(evidence=_line(typed.evidence, "evidence", errors))
    if done.way not in Handover.Way.values:
        errors["way"] = "unknown" if done.way else "missing"
    if done.delivered_on is None:
        errors["delivered_on"] = "missing"
    elif done.delivered_on > today:
        errors["delivered_on"] = "far"
    elif opened_on is not None and done.delivered_on < opened_on:
        errors["delivered_on"] = "early"
    return done, errors


def _hold_between(day: date, today: date, name: str, errors: Errors) -> None:
    if day < today:
        errors[name] = "past"
    elif day > today + FARTHEST:
        errors[name] = "far"


def _line(text: str, name: str, errors: Errors) -> str:
    return _lines(" ".join(text.split()), name, errors)


def _lines(text: str, name: str, errors: Errors) -> str:
    try:
        return clean_comment(text, limit=LONGEST[name])
    except NameRefused:
        errors[name] = "too-long"
        return ""
