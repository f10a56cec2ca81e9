"""Confirming and withdrawing: each is one conditional update, so that twice, or both at once, does no harm."""

import os
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from undersigned.kit.seal import RandomBytes
from undersigned.signing import counting
from undersigned.signing.answers import Choices
from undersigned.signing.ending import end
from undersigned.signing.intake import Circumstances
from undersigned.signing.links import LinkRefused, may_confirm
from undersigned.signing.models import Consent, Signature, Suppression
from undersigned.signing.person import Person, person_of, seal_person

SUPPRESSED_FOR = timedelta(days=365)
UPDATES_WORDING = 1  # raised when the words beside the box "updates" change


@transaction.atomic
def confirm(
    signature: Signature,
    choices: Choices | None,
    *,
    now: datetime,
    seen: Circumstances | None = None,
    came: int = Signature.Came.BY_LINK,
    random: RandomBytes = os.urandom,
) -> Signature:
    """Count a pending signature; one that is counted already is returned as it stands.

    With `choices` (what the owner of the address has before their eyes) these replace what was typed at signing,
    and `seen` the text and notice that it was typed under; without, what is stored counts. Raises LinkRefused
    ("too-late", "ended").
    """
    if signature.state == Signature.State.PENDING and not may_confirm(signature, now=now):
        raise LinkRefused("too-late", signature)
    changes = _changes(signature, choices, seen, random=random) if choices else {}
    claimed = Signature.objects.filter(pk=signature.pk, state=Signature.State.PENDING).update(
        state=Signature.State.CONFIRMED, confirmed_at=now, came=came, **changes
    )
    current = Signature.objects.select_related("petition").get(pk=signature.pk)
    if not claimed:
        if current.state != Signature.State.CONFIRMED:
            raise LinkRefused("ended", current)
        return current
    current.number = counting.add(current, now=now)
    Signature.objects.filter(pk=current.pk).update(number=current.number)
    if current.wants_updates:
        Consent.objects.create(
            signature=current,
            team_id=current.petition.team_id,
            purpose=Consent.Purpose.UPDATES,
            wording_version=UPDATES_WORDING,
            given_at=now,
        )
    return current


def _changes(
    signature: Signature, choices: Choices, seen: Circumstances | None, *, random: RandomBytes
) -> dict[str, object]:
    stored = person_of(signature)
    under = (
        {"text_number": seen.text_number, "notice_number": seen.notice_number, "language": seen.language}
        if seen
        else {}
    )
    person = Person(
        given_name=choices.given_name,
        family_name=choices.family_name,
        email=stored.email,
        postal_code=choices.postal_code or stored.postal_code,
        comment=choices.comment,
    )
    return {
        **under,
        "sealed": seal_person(person, signature.petition_id, signature.id.bytes, random=random),
        "shows_name": choices.show_name,
        "wants_updates": choices.updates,
        "has_comment": bool(choices.comment),
        # Other words than those that were decided on.
        "is_comment_approved": False,
        "is_comment_refused": False,
        "country": choices.country or signature.country,
    }


@transaction.atomic
def withdraw(signature: Signature, *, now: datetime, came: int = Signature.Came.BY_OWNER) -> Signature:
    """Take a signature back: it leaves the count with a public line, its links end, its address is free again.

    What was sealed goes at once: nothing of the person is needed any more. Raises LinkRefused ("ended").
    """
    # Pending first: a signature that is being confirmed meanwhile is then found confirmed, never missed.
    withdrawn = Signature.State.WITHDRAWN
    was_pending = end(_in_state(signature, Signature.State.PENDING), withdrawn, now=now, came=came)
    was_confirmed = not was_pending and end(
        _in_state(signature, Signature.State.CONFIRMED), withdrawn, now=now, came=came
    )
    if not was_pending and not was_confirmed:
        raise LinkRefused("ended", signature)
    ended = Signature.objects.select_related("petition").get(pk=signature.pk)
    if was_confirmed:
        counting.remove(ended, now=now)
    Consent.objects.filter(signature=ended).delete()
    return ended


@transaction.atomic
def erase(signature: Signature, *, now: datetime) -> None:
    """Leave nothing of a signature, not even the bare row; one that was counted is withdrawn first."""
    with suppress(LinkRefused):  # it ended meanwhile, or was voided before
        withdraw(signature, now=now)
    Signature.objects.filter(pk=signature.pk).delete()


@transaction.atomic
def disown(signature: Signature, *, now: datetime) -> None:
    """ "This wasn't me": the signature ends, and nothing more of its petition is written to that address for a year.

    Raises LinkRefused ("ended").
    """
    digest = bytes(signature.address_digest)
    withdraw(signature, now=now, came=Signature.Came.NOT_ME)
    Suppression.objects.update_or_create(
        address_digest=digest,
        petition_id=signature.petition_id,
        defaults={"until": (now + SUPPRESSED_FOR).date()},
    )


def _in_state(signature: Signature, state: int) -> QuerySet[Signature]:
    return Signature.objects.filter(pk=signature.pk, state=state)
