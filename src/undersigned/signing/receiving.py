"""Who was given a signature's address: told from the log of exports and from consents, without a row for each."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from undersigned.petitions.keeping import on_hold
from undersigned.petitions.models import Partner
from undersigned.signing.models import Consent, ExportLog, PastConsent, Signature

SETTLES_AFTER = timedelta(days=1)  # no sheet is read for so long
AnyConsent = Consent | PastConsent


class Received(NamedTuple):
    """Somebody who took the address along: the organisation's name, when, and which columns."""

    name: str
    at: datetime
    columns: str


def received(signatures: Sequence[Signature]) -> dict[UUID, list[Received]]:
    """Of each signature the exports that it was in, in the order of time: four queries for any number.

    An export holds whoever agreed to its team's mail while it was read. What was agreed to or stopped in the very
    moments of the reading counts as given: better one too many is told than one too few.
    """
    by_id = {signature.pk: signature for signature in signatures}
    consents: list[AnyConsent] = [
        *Consent.objects.filter(signature__in=by_id).select_related("team"),
        *PastConsent.objects.filter(signature__in=by_id).select_related("team"),
    ]
    if not consents:
        return {}
    petitions = {signature.petition_id for signature in signatures}
    teams = {consent.team_id for consent in consents}
    names = names_of(petitions)
    sheets = list(ExportLog.objects.filter(petition__in=petitions, team__in=teams).order_by("began_at", "id"))
    found: dict[UUID, list[Received]] = {}
    for sheet in sheets:
        for consent in consents:
            signature = by_id[consent.signature_id]
            if _was_in(sheet, signature, consent):
                name = names.get((signature.petition_id, consent.team_id), consent.team.name)
                found.setdefault(signature.pk, []).append(Received(name, sheet.began_at, sheet.columns))
    return found


def names_of(petitions: Iterable[int]) -> dict[tuple[int, int], str]:
    """What the partners of these petitions, of now and before, call themselves: by petition and team."""
    rows = Partner.objects.filter(petition__in=petitions, team__isnull=False).order_by("number")
    return {(one.petition_id, one.team_id): one.name for one in rows if one.team_id is not None}


def _was_in(sheet: ExportLog, signature: Signature, consent: AnyConsent) -> bool:
    if (sheet.petition_id, sheet.team_id) != (signature.petition_id, consent.team_id):
        return False
    ended_at = consent.ended_at if isinstance(consent, PastConsent) else None
    is_before = sheet.ended_at is not None and sheet.ended_at < consent.given_at
    is_after = ended_at is not None and sheet.began_at > ended_at
    return not is_before and not is_after and _is_wanted(sheet.wanted, signature)


def _is_wanted(wanted: dict[str, Any], signature: Signature) -> bool:
    """Whether an export was of signatures like this; one of before that was noted may have been of any."""
    ask, from_notice = wanted.get("ask"), wanted.get("from_notice", 0)
    return ask in (None, signature.ask_number) and signature.notice_number >= from_notice


def stop(consents: Iterable[Consent], *, now: datetime) -> None:
    """End consents. Whether a sheet held them cannot be told while one may be read, so a line stays for a day."""
    for consent in consents:
        PastConsent.objects.create(
            signature_id=consent.signature_id,
            team_id=consent.team_id,
            purpose=consent.purpose,
            wording_version=consent.wording_version,
            given_at=consent.given_at,
            ended_at=now,
        )
        consent.delete()


def unsettled(now: datetime) -> QuerySet[PastConsent]:
    """The stopped consents of which it can be told by now whether anybody took them along."""
    rows = PastConsent.objects.filter(is_taken=False, ended_at__lte=now - SETTLES_AFTER)
    return rows.exclude(signature__petition__in=on_hold())


def settle(rows: QuerySet[PastConsent]) -> None:
    """Keep those that somebody took along, for their owner to see; forget the others."""
    for consent in rows.select_related("signature"):
        sheets = ExportLog.objects.filter(petition=consent.signature.petition_id, team=consent.team_id)
        if any(_was_in(sheet, consent.signature, consent) for sheet in sheets.iterator()):
            PastConsent.objects.filter(pk=consent.pk).update(is_taken=True)
        else:
            consent.delete()
