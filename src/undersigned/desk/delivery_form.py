"""What is typed on the delivery pages, read into what the actions take; and why they refused, in sentences."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from django.utils.translation import gettext_lazy as _

from undersigned.delivery.course import HandoverRefused
from undersigned.delivery.handing_over import Seen
from undersigned.delivery.models import Handover, Recipient
from undersigned.delivery.planning import LONGEST, Desk, Done, Plan

Typed = Mapping[str, str]
WAYS: Final = (
    (Handover.Way.BY_HAND.value, _("By hand")),
    (Handover.Way.BY_POST.value, _("By post")),
    (Handover.Way.BY_MAIL.value, _("By e-mail")),
    (Handover.Way.BY_FORM.value, _("By the form on the office’s own site")),
)
_DAY: Final = _("Choose a day.")
_IN_TIME: Final = _("Choose a day within the next three years.")
# Why a field is wrong, by its name and the reason of the check.
WRONG: Final = {
    ("email", "address"): _("Write the address like office@example.org"),
    ("email", "private"): _("Anybody can have a mailbox there. Give the address of the office."),
    ("reply_days", "number"): _("Give a number of days from 1 to 730."),
    ("reply_days_source", "missing"): _("Say where the office says so."),
    ("reply_days_source", "link"): _("Write a whole address, like https://example.org/privacy"),
    ("name", "missing"): _("Give the name."),
    ("since_on", "far"): _("Choose a day that has come."),
    ("planned_at", "past"): _("That day is past."),
    ("planned_at", "far"): _IN_TIME,
    ("planned_at", "day"): _("Choose a day and a time."),
    ("reply_by", "past"): _("That day is past."),
    ("reply_by", "far"): _IN_TIME,
    ("reply_by", "order"): _("Choose a day after the handover."),
    ("way", "missing"): _("Choose how it was handed over."),
    ("way", "unknown"): _("Choose how it was handed over."),
    ("delivered_on", "far"): _("That day has not come yet."),
    ("delivered_on", "early"): _("The petition was not open yet on that day."),
}
_FOR_ALL: Final = {"missing": _DAY, "day": _DAY}
_TOO_LONG: Final = _("Write at most %(most)s characters.")
# Why nothing was done at all.
REFUSED: Final = {
    "role": _("Owners of the team alone can do this."),
    "state": _("Somebody else was quicker: it has another state now."),
    "petition": _("This cannot be done while the petition stands where it does."),
    "moved": _("Somebody else changed it meanwhile. Look at it once more; what you typed is still here."),
    "asked-anew": _(
        "What is asked was changed meanwhile. Look at it once more; what you typed is still here."
    ),
    "many": _("There are too many already."),
    "gone": _("This is not there any more. Begin again."),
    "review": _("This site looks at each petition before an office is told of it."),
    "no-address": _("First give the office’s address."),
    "private": WRONG["email", "private"],
    "stopped": _("This office wants no mail about this petition."),
    "reply-to": _("Choose one of your own addresses."),
    "wrong": _("Nothing was kept yet: some answers need another look."),
}
STALE: Final = frozenset({"state", "moved", "asked-anew", "gone"})


def errors_of(refused: HandoverRefused) -> dict[str, object]:
    """A sentence for each field that is wrong."""
    return {name: _sentence(name, code) for name, code in refused.errors.items()}


def _sentence(name: str, code: str) -> object:
    if code == "too-long":
        return str(_TOO_LONG) % {"most": LONGEST[name]}
    return WRONG.get((name, code)) or _FOR_ALL[code]


def status_of(refused: HandoverRefused) -> int:
    """As for the moves of a petition: what is stale, what is not theirs, what is wrong."""
    return 409 if refused.code in STALE else 403 if refused.code == "role" else 422


def desk(typed: Typed) -> Desk:
    """What is known of an office."""
    return Desk(*(typed.get(name, "") for name in Desk._fields))


def plan(typed: Typed) -> Plan:
    """An occasion. Raises HandoverRefused ("wrong") for a day or a time that is none."""
    errors: dict[str, str] = {}
    found = Plan(
        planned_at=_moment(typed, errors),
        place=typed.get("place", ""),
        people=typed.get("people", ""),
        bring=typed.get("bring", ""),
        contact=typed.get("contact", ""),
        reply_by=_day(typed, "reply_by", errors),
        is_public=typed.get("is_public", "") != "",
    )
    _hold(errors)
    return found


def done(typed: Typed) -> Done:
    """How it was handed over. Raises HandoverRefused ("wrong")."""
    errors: dict[str, str] = {}
    found = Done(typed.get("way", ""), _day(typed, "delivered_on", errors), typed.get("evidence", ""))
    _hold(errors)
    return found


def since(typed: Typed) -> date | None:
    """From when somebody holds an office. Raises HandoverRefused ("wrong")."""
    errors: dict[str, str] = {}
    found = _day(typed, "since_on", errors)
    _hold(errors)
    return found


def seen(typed: Typed) -> Seen:
    """What the form showed; nothing that ever was, where it does not say."""
    return Seen(_number(typed.get("version", "")), _number(typed.get("ask", "")))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


def _hold(errors: dict[str, str]) -> None:
    if errors:
        raise HandoverRefused("a day that is none was typed", "wrong", errors)


def _day(typed: Typed, name: str, errors: dict[str, str]) -> date | None:
    if not (text := typed.get(name, "").strip()):
        return None
    try:
        return date.fromisoformat(text[:20])
    except ValueError:
        errors[name] = "day"
        return None


def _moment(typed: Typed, errors: dict[str, str]) -> datetime | None:
    day, clock = typed.get("day", "").strip(), typed.get("time", "").strip()
    if not (day or clock):
        return None
    try:
        return datetime.combine(date.fromisoformat(day[:20]), time.fromisoformat(clock[:20]), tzinfo=UTC)
    except ValueError:
        errors["planned_at"] = "day"
        return None


def typed_plan(handover: Handover) -> dict[str, str]:
    """What the form of a plan holds before anything is typed."""
    moment = handover.planned_at.astimezone(UTC) if handover.planned_at else None
    return {
        "day": moment.date().isoformat() if moment else "",
        "time": moment.strftime("%H:%M") if moment else "",
        "place": handover.place,
        "people": handover.people,
        "bring": handover.bring,
        "contact": handover.contact,
        "reply_by": handover.reply_by.isoformat() if handover.reply_by else "",
        "is_public": "yes" if handover.is_public else "",
    }


def typed_done(handover: Handover, *, today: date) -> dict[str, str]:
    """The same of what was recorded; before that, today."""
    day = handover.delivered_on or (today if handover.state == Handover.State.PLANNED else None)
    return {
        "way": handover.way,
        "delivered_on": day.isoformat() if day else "",
        "evidence": handover.evidence,
    }


def typed_desk(recipient: Recipient) -> dict[str, str]:
    """The same of what is known of an office."""
    return {
        "email": recipient.email,
        "reply_days": str(recipient.reply_days or ""),
        "reply_days_source": recipient.reply_days_source,
    }
