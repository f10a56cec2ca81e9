"""What becomes of a promise: what its team says of it, and a word to the team when its day has come."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction

from undersigned.delivery.models import Answer, PromiseMark
from undersigned.kit.richtext import markdown_html
from undersigned.ops.audit import record
from undersigned.ops.rounds import Round
from undersigned.petitions.models import Event
from undersigned.petitions.moving import By, line
from undersigned.petitions.team_mail import tell_team

LONGEST: Final = 5_000  # characters
BEFORE: Final = timedelta(days=60)  # a worker that stood still does not dig up what is long past
AT_ONCE: Final = 500
_LINES: Final = {
    PromiseMark.Mark.KEPT: Event.Kind.KEPT,
    PromiseMark.Mark.PARTLY: Event.Kind.PARTLY_KEPT,
    PromiseMark.Mark.BROKEN: Event.Kind.BROKEN,
}


class MarkRefused(Exception):
    """What was said of a promise cannot be kept; `code` is unknown, missing, too-long, link or no-promise."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def mark(promise: Answer, said: str, *, text: str, link: str = "", by: By, now: datetime) -> PromiseMark:
    """Say whether a promise was kept, and what shows it; it may be said anew, and each stays to be read.

    Raises MarkRefused.
    """
    if said not in PromiseMark.Mark.values:
        raise MarkRefused("unknown")
    told = "\n".join(one.rstrip() for one in text.replace("\0", "").splitlines()).strip()
    if not told:
        raise MarkRefused("missing")
    if len(told) > LONGEST:
        raise MarkRefused("too-long")
    link = link.strip()
    if link and not _is_link(link):
        raise MarkRefused("link")
    held = Answer.objects.select_for_update().get(pk=promise.pk)
    if held.kind != Answer.Kind.PROMISED or held.state != Answer.State.PUBLISHED:
        raise MarkRefused("no-promise")
    before, held.mark = held.mark, said
    held.save(update_fields=["mark"])
    event = line(_LINES[PromiseMark.Mark(said)], now, number=held.number)
    event.petition, event.key = held.petition, now.isoformat()
    event.save(force_insert=True)
    record(
        by.actor,
        "mark promise",
        f"petition {held.petition.public_number}",
        before={"answer": held.number, "mark": before},
        after={"answer": held.number, "mark": said},
        now=now,
    )
    return PromiseMark.objects.create(
        answer=held, mark=said, text=told, html=markdown_html(told), link=link, marked_at=now
    )


def _is_link(address: str) -> bool:
    """Whether it is the address of a page, written so that nothing else can stand in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_plain = address.isprintable() and not any(sign in address for sign in " \"'<>\\")
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain and len(address) <= 500


def tell_of_due(now: datetime) -> int:
    """Write once to the team of each promise whose day has come and of which nothing was said; of how many."""
    due = Answer.objects.filter(
        kind=Answer.Kind.PROMISED,
        mark="",
        state=Answer.State.PUBLISHED,
        due_on__lte=now.date(),
        due_on__gt=(now - BEFORE).date(),
        reminded_at=None,
    )
    return sum(_tell(promise, now=now) for promise in due.select_related("petition")[:AT_ONCE])


@transaction.atomic
def _tell(promise: Answer, *, now: datetime) -> bool:
    # Of two workers the one that finds it untold tells.
    if not Answer.objects.filter(pk=promise.pk, mark="", reminded_at=None).update(reminded_at=now):
        return False
    tell_team(
        promise.petition, "delivery/mail/due", page=f"answers/{promise.number}/mark",
        words={"who": promise.said_by or promise.recipient.name}, now=now,
    )  # fmt: skip
    return True


ROUND: Final = Round("telling of promises that are due", 3600, tell_of_due)
