"""Those who show their names on a petition, and why they signed: newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from undersigned.kit.paging import Place, place_after
from undersigned.petitions.models import DataKey, Petition
from undersigned.signing.models import Signature
from undersigned.signing.person import person_if_readable

SHOWN_SIGNERS = 8
SHOWN_REASONS = 4


@dataclass(frozen=True, slots=True)
class Signer:
    """Someone who chose to be shown; the reason is their comment once it was approved, else ""."""

    name: str
    country: str
    confirmed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SignersPage:
    """Some signers, and the place where the older ones go on, if there are any."""

    signers: list[Signer]
    older: Place | None


def showing(petition: Petition) -> QuerySet[Signature]:
    """The signatures whose signers show their names: an index range of just those.

    Whoever signed before what is asked for was changed is counted apart, and signed nothing of what is asked now.
    """
    return Signature.objects.filter(
        petition=petition,
        ask_number=petition.ask_number,
        state=Signature.State.CONFIRMED,
        shows_name=True,
    )


def saying_why(petition: Petition) -> QuerySet[Signature]:
    """Of these the ones with an approved comment: an index range as well."""
    return showing(petition).filter(is_comment_approved=True)


def newest(rows: QuerySet[Signature], number: int) -> list[Signer]:
    """The newest signers of a query: one query."""
    return page_of_signers(rows, None, size=number).signers


def page_of_signers(rows: QuerySet[Signature], start: Place | None, *, size: int) -> SignersPage:
    """The signers behind a place, or the newest: one query, as quick on the last page as on the first."""
    if start:
        rows = rows.filter(confirmed_at__lte=start.moment)
    passed = start.passed if start else 0
    found = [
        (row, row.confirmed_at)
        for row in rows.order_by("-confirmed_at", "-id")[passed : passed + size + 1]
        if row.confirmed_at
    ]
    signers = [signer for row, moment in found[:size] if (signer := _signer(row, moment))]
    has_older = len(found) > size
    return SignersPage(
        signers, place_after([moment for _, moment in found[:size]], start) if has_older else None
    )


def _signer(row: Signature, confirmed_at: datetime) -> Signer | None:
    person = person_if_readable(row)
    if person is None:
        return None
    return Signer(
        name=f"{person.given_name} {person.family_name}".strip(),
        country=row.country,
        confirmed_at=confirmed_at,
        reason=person.comment if row.is_comment_approved else "",
    )


def are_forgotten(petition: Petition) -> bool:
    """Whether the petition's personal data was deleted, as its notice promised: one query once it has ended."""
    if petition.ended_at() is None:
        return False
    return not DataKey.objects.filter(pk=petition.pk).exclude(wrapped=b"").exists()
