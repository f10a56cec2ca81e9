"""What is typed of an answer, checked by pure rules that the recipient's page and the team's desk share."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from undersigned.delivery.models import Answer
from undersigned.kit.names import NameRefused, clean_name
from undersigned.signing.archive.holding import is_link

Kind = Answer.Kind
BY_RECIPIENT: Final = (Kind.REPLIED, Kind.MEETING, Kind.PROMISED, Kind.REFUSED)
BY_TEAM: Final = (*BY_RECIPIENT, Kind.HEARD)
LONGEST_TEXT: Final = 20_000  # characters
LONGEST_NAME: Final = 200
LONGEST_LINK: Final = 500
_PROMISED_WITHIN: Final = timedelta(days=3660)
_EARLIEST: Final = date(2000, 1, 1)


class Said(NamedTuple):
    """An answer as it is to be kept."""

    kind: str
    said_by: str
    text: str  # Markdown
    said_on: date
    due_on: date | None = None
    link: str = ""


def check(
    raw: Mapping[str, str], *, today: date, by_team: bool = False, has_document: bool = False
) -> tuple[Said | None, dict[str, str]]:
    """What was said, or None and a reason for each field that is wrong.

    Codes: unknown (kind), missing, too-long, words (a name), day (no date), past, future, far (dates), address (link).
    """
    errors: dict[str, str] = {}
    kind = raw.get("kind", "")
    if kind not in (BY_TEAM if by_team else BY_RECIPIENT):
        errors["kind"] = "unknown"
    text, link = _text(raw, errors), _link(raw, errors) if by_team else ""
    if not text and not has_document and not link:
        errors.setdefault("text", "missing")
    said = Said(
        kind=kind,
        said_by=_name(raw, errors, is_required=not by_team),
        text=text,
        said_on=_said_on(raw, errors, today=today) if by_team else today,
        due_on=_due_on(raw, errors, today=today, by_team=by_team) if kind == Kind.PROMISED else None,
        link=link,
    )
    return (None, errors) if errors else (said, {})


def _name(raw: Mapping[str, str], errors: dict[str, str], *, is_required: bool) -> str:
    try:
        name = clean_name(raw.get("said_by", ""), limit=LONGEST_NAME)
    except NameRefused as refused:
        errors["said_by"] = "too-long" if str(refused) == "too-long" else "words"
        return ""
    if is_required and not any(sign.isalnum() for sign in name):
        errors["said_by"] = "missing"
    return name


def _text(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    # PostgreSQL keeps no zero bytes, and nobody typed one.
    lines = raw.get("text", "").replace("\0", "").splitlines()
    text = "\n".join(line.rstrip() for line in lines).strip()
    if len(text) > LONGEST_TEXT:
        errors["text"] = "too-long"
    return text


def _link(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    link = raw.get("link", "").strip()
    if len(link) > LONGEST_LINK:
        errors["link"] = "too-long"
    elif not is_link(link) or not link.isprintable():
        errors["link"] = "address"
    return link


def _said_on(raw: Mapping[str, str], errors: dict[str, str], *, today: date) -> date:
    day = _day(raw.get("said_on", ""))
    if day is None:
        errors["said_on"] = "day"
    elif day > today:
        errors["said_on"] = "future"
    elif day < _EARLIEST:
        errors["said_on"] = "past"
    return day or today


def _due_on(raw: Mapping[str, str], errors: dict[str, str], *, today: date, by_team: bool) -> date | None:
    """By when a promise is to be kept. One that was made elsewhere may be due already."""
    day = _day(raw.get("due_on", ""))
    if day is None:
        errors["due_on"] = "day"
    elif day < (_EARLIEST if by_team else today):
        errors["due_on"] = "past"
    elif day - today > _PROMISED_WITHIN:
        errors["due_on"] = "far"
    return day


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip()) if len(typed) < 20 else None
    except ValueError:
        return None
