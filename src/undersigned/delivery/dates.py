"""The days of a petition as calendars read them: for its team with all it planned, for everyone what is public."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from undersigned.delivery.handing_over import reference_of
from undersigned.delivery.models import Answer, Handover
from undersigned.kit.ical import Entry, calendar
from undersigned.petitions import slugs
from undersigned.petitions.backing import title_of
from undersigned.petitions.models import Petition
from undersigned.site.addresses import base_url
from undersigned.site.identity import identity

MOST: Final = 200  # of each kind


def handover_calendar(handover: Handover) -> bytes:
    """One planned handover with all that its team wrote down. Raises ValueError where it has no day."""
    if handover.planned_at is None:
        raise ValueError("a handover without a day stands in no calendar")
    petition = handover.petition
    words = [handover.people, handover.bring, handover.contact, title_of(petition)]
    entry = Entry(
        uid=_uid(f"handover-{handover.public_id}"),
        on=handover.planned_at,
        summary=_("Hand over %(reference)s to %(who)s")
        % {"reference": reference_of(handover), "who": handover.recipient.name},
        changed_at=handover.created_at,
        place=handover.place,
        description="\n\n".join(filter(None, words)),
        url=f"{base_url()}/desk/p/{slugs.own(petition)}/handovers/{handover.public_id}",
        version=handover.version,
        is_cancelled=handover.state == Handover.State.CANCELLED,
    )
    return calendar([entry], name=reference_of(handover), maker=identity().name)


def public_calendar(petition: Petition, title: str, url: str) -> bytes:
    """Everything that is public: the day on which signing ends, handovers, answers and promises that are due."""
    entries = [
        entry._replace(url=url, description=title)
        for found in (_ending(petition), _handovers(petition), _due(petition), _promises(petition))
        for entry in found
    ]
    return calendar(entries, name=title, maker=identity().name)


def _ending(petition: Petition) -> Iterator[Entry]:
    if (ends_at := petition.ended_at()) is not None:
        uid = _uid(f"closing-{petition.public_number}")
        yield Entry(uid, ends_at, _("Signing ends"), petition.created_at)


def _handovers(petition: Petition) -> Iterator[Entry]:
    rows = petition.handovers.filter(is_public=True).exclude(planned_at=None).select_related("recipient")
    for row in rows[:MOST]:
        assert row.planned_at is not None  # noqa: S101 - left out above
        yield Entry(
            uid=_uid(f"handover-{row.public_id}"),
            on=row.planned_at,
            summary=_("Handed over to %(who)s") % {"who": row.recipient.name},
            changed_at=row.created_at,
            place=row.place,
            version=row.version,
            is_cancelled=row.state == Handover.State.CANCELLED,
        )


def _due(petition: Petition) -> Iterator[Entry]:
    """By when an answer is due, once it was handed over."""
    handed = petition.handovers.filter(state__in=[Handover.State.DELIVERED, Handover.State.RECEIVED])
    for row in handed.exclude(reply_by=None).select_related("recipient")[:MOST]:
        yield _on(
            f"reply-{row.public_id}",
            row.reply_by,
            _("Answer due from %(who)s") % {"who": row.recipient.name},
            row,
        )


def _promises(petition: Petition) -> Iterator[Entry]:
    promised = petition.answers.filter(kind=Answer.Kind.PROMISED, state=Answer.State.PUBLISHED)
    for row in promised.exclude(due_on=None).select_related("recipient")[:MOST]:
        yield _on(
            f"promise-{petition.public_number}-{row.number}",
            row.due_on,
            _("Promise of %(who)s is due") % {"who": row.recipient.name},
            row,
        )


def _on(name: str, day: date | None, summary: str, row: Handover | Answer) -> Entry:
    assert day is not None  # noqa: S101 - only rows with a day
    version = row.version if isinstance(row, Handover) else 0
    return Entry(_uid(name), day, summary, row.created_at, version=version)


def _uid(name: str) -> str:
    """The same on every day and for every reader (RFC 7986, 5.3)."""
    return f"{name}@{urlsplit(base_url()).hostname or 'localhost'}"
