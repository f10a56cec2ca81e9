"""Confirming, one or many at a time, and withdrawing: twice, or both at once, does no harm."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from undersigned.kit.seal import RandomBytes
from undersigned.ops.rows import update_each
from undersigned.petitions.models import Petition
from undersigned.signing import counting
from undersigned.signing.answers import Choices
from undersigned.signing.counting import Counted
from undersigned.signing.ending import end
from undersigned.signing.intake import Circumstances
from undersigned.signing.links import LinkRefused
from undersigned.signing.models import Consent, PastConsent, Signature, Suppression, Tally
from undersigned.signing.partners import WORDING, Beside
from undersigned.signing.person import Person, boxes_ticked, opened, seal_person
from undersigned.signing.sources import told_apart

SUPPRESSED_FOR = timedelta(days=365)
UPDATES_WORDING = 1  # raised when the words beside the box "updates" change


class Outcome(StrEnum):
    """What became of a confirmation; the last three are reasons of LinkRefused."""

    CONFIRMED = "confirmed"
    ALREADY = "already"  # it was counted before
    TOO_LATE = "too-late"
    ENDED = "ended"
    ASKED_ANEW = "asked-anew"  # the petition asks for something else by now; see asking_again


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One signature to count. With `choices` (what the owner of the address has before their eyes) these replace
    what was typed at signing, and `seen` the text and notice that it was typed under; without, what is stored counts.
    """

    row_id: UUID
    serial: int  # of the link that its owner came by
    choices: Choices | None = None
    seen: Circumstances | None = None
    came: int = Signature.Came.BY_LINK


class Stored(NamedTuple):
    """What confirming reads of a signature."""

    id: UUID
    petition_id: int
    ask_number: int
    assurance: int
    state: int
    link_serial: int
    text_number: int
    notice_number: int
    language: str
    country: str
    source: str
    sealed: bytes
    wants_updates: bool


_BARE = ("id", "state", "confirmed_at", "came", "number", "source")
_CHANGED = (
    *_BARE,
    "text_number",
    "notice_number",
    "language",
    "sealed",
    "shows_name",
    "wants_updates",
    "has_comment",
    "is_comment_approved",
    "is_comment_refused",
    "country",
)


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

    Raises LinkRefused ("too-late", "ended", "asked-anew").
    """
    one = Confirmation(signature.id, signature.link_serial, choices, seen, came)
    [outcome] = confirm_many([one], now=now, random=random)
    current = Signature.objects.select_related("petition").filter(pk=signature.pk).first()
    if current is None or outcome in REFUSED:
        raise LinkRefused(outcome.value, current)
    return current


REFUSED = (Outcome.TOO_LATE, Outcome.ENDED, Outcome.ASKED_ANEW)


@transaction.atomic
def confirm_many(
    confirmations: Sequence[Confirmation], *, now: datetime, random: RandomBytes = os.urandom
) -> list[Outcome]:
    """Count pending signatures in one transaction; the outcome of each, in order.

    The rows are locked first and in order of their ids, then the tallies in theirs: of two who confirm, or confirm and
    withdraw, the same at once one waits, and never in a circle.
    """
    stored = _locked([one.row_id for one in confirmations])
    petitions = Petition.objects.in_bulk({row.petition_id for row in stored.values()})
    beside = Beside(petitions)
    outcomes, chosen = [], {}
    for one in confirmations:
        row = stored.get(one.row_id)
        outcome = _outcome(row, one, petitions, is_chosen=one.row_id in chosen, now=now)
        outcomes.append(outcome)
        if row and outcome is Outcome.CONFIRMED:
            chosen[one.row_id] = _changed(row, one, beside, random=random)
    _count(list(chosen.values()), petitions, now=now)
    return outcomes


def _locked(ids: Sequence[UUID]) -> dict[UUID, Stored]:
    rows = Signature.objects.filter(pk__in=set(ids)).order_by("pk").select_for_update()
    return {row[0]: Stored._make(row) for row in rows.values_list(*Stored._fields)}


def _outcome(
    row: Stored | None,
    one: Confirmation,
    petitions: Mapping[int, Petition],
    *,
    is_chosen: bool,
    now: datetime,
) -> Outcome:
    if row is None or row.link_serial != one.serial:
        return Outcome.ENDED
    if row.state not in (Signature.State.PENDING, Signature.State.CONFIRMED):
        return Outcome.ENDED
    petition = petitions[row.petition_id]
    if row.ask_number != petition.ask_number and petition.may_confirm(now):
        return Outcome.ASKED_ANEW
    if is_chosen or row.state == Signature.State.CONFIRMED:
        return Outcome.ALREADY
    return Outcome.CONFIRMED if petition.may_confirm(now) else Outcome.TOO_LATE


@dataclass(frozen=True, slots=True)
class _Change:
    """A signature that is about to count: how it came, and what of its row is other than it was."""

    row: Stored
    came: int
    country: str
    wants_updates: bool
    agrees_to: tuple[int, ...]  # the teams of partners
    others: tuple[object, ...] = ()  # the columns of _CHANGED that are not of _BARE


def _changed(row: Stored, one: Confirmation, beside: Beside, *, random: RandomBytes) -> _Change:
    choices = one.choices
    under = row if choices is None else one.seen or row
    agrees_to: tuple[int, ...] = ()
    if beside.has_any(row.petition_id):
        numbers = choices.partners if choices else boxes_ticked(row.sealed, row.petition_id, row.id)
        agrees_to = beside.agreed(row.petition_id, under.notice_number, numbers)
    if choices is None:
        return _Change(row, one.came, row.country, row.wants_updates, agrees_to)
    country = choices.country or row.country
    others = (
        under.text_number,
        under.notice_number,
        under.language,
        _sealed_again(row, choices, random=random),
        choices.show_name,
        choices.updates,
        bool(choices.comment),
        # Other words than those that were decided on.
        False,
        False,
        country,
    )
    return _Change(row, one.came, country, choices.updates, agrees_to, others)


def _sealed_again(row: Stored, choices: Choices, *, random: RandomBytes) -> bytes:
    stored = opened(row.sealed, row.petition_id, row.id)
    person = Person(
        given_name=choices.given_name,
        family_name=choices.family_name,
        email=stored.email,
        postal_code=choices.postal_code or stored.postal_code,
        comment=choices.comment,
        phone=stored.phone if choices.phone is None else choices.phone,
        asked=stored.asked if choices.asked is None else choices.asked,
    )
    return seal_person(person, row.petition_id, row.id.bytes, random=random)


def _count(changes: Sequence[_Change], petitions: Mapping[int, Petition], *, now: datetime) -> None:
    counted = told_apart(
        [
            Counted(
                change.row.petition_id,
                change.row.ask_number,
                change.row.assurance,
                change.country,
                change.row.source,
                now,
            )
            for change in changes
        ]
    )
    numbers = counting.add(counted, now=now)
    rows = [
        (
            *(change.row.id, Signature.State.CONFIRMED.value, now, int(change.came), number, one.source),
            *change.others,
        )
        for change, number, one in zip(changes, numbers, counted, strict=True)
    ]
    update_each(Signature, _BARE, [row for row in rows if len(row) == len(_BARE)])
    update_each(Signature, _CHANGED, [row for row in rows if len(row) == len(_CHANGED)])
    Consent.objects.bulk_create(
        Consent(
            signature_id=change.row.id,
            team_id=team_id,
            purpose=Consent.Purpose.UPDATES,
            wording_version=wording,
            given_at=now,
        )
        for change in changes
        for team_id, wording in _agreed(change, petitions)
    )


def _agreed(change: _Change, petitions: Mapping[int, Petition]) -> Iterator[tuple[int, int]]:
    """Whose mail is agreed to: the team and the version of the words beside its box."""
    if change.wants_updates:
        yield petitions[change.row.petition_id].team_id, UPDATES_WORDING
    for team_id in change.agrees_to:
        yield team_id, WORDING


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
    else:
        whole = (ended.petition_id, ended.ask_number, ended.assurance)
        counting.add_steps(Tally.Kind.DROPPED, {whole: 1})
    Consent.objects.filter(signature=ended).delete()
    PastConsent.objects.filter(signature=ended).delete()
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
