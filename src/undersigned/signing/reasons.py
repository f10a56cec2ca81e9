"""Comments of signers before the team: those that wait, those that are shown, and what is decided on them."""

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from undersigned.ops import keyring
from undersigned.petitions.models import Petition
from undersigned.signing.models import Signature
from undersigned.signing.person import person_if_readable
from undersigned.signing.signers import saying_why, showing

REFERENCE_LETTERS = 10  # 50 bits: among 100,000 comments no two alike, but for one time in 200,000


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as the team reads it, under a reference that names it and tells nothing."""

    reference: str
    confirmed_at: datetime
    name: str
    country: str
    text: str


def waiting(petition: Petition) -> QuerySet[Signature]:
    """Signatures whose comment nobody decided on, the oldest first: an index range.

    Comments of those who do not show their names, or signed what was asked before, are shown to nobody, so nobody
    needs to read them.
    """
    undecided = {"has_comment": True, "is_comment_approved": False, "is_comment_refused": False}
    return showing(petition).filter(**undecided).order_by("confirmed_at", "id")


def approved(petition: Petition) -> QuerySet[Signature]:
    """Signatures whose comment is shown, the newest first."""
    return saying_why(petition).order_by("-confirmed_at", "-id")


def comments(rows: Iterable[Signature]) -> list[Comment]:
    """What was written, opened; without what can no longer be read."""
    found = [_comment(row, row.confirmed_at) for row in rows if row.confirmed_at]
    return [comment for comment in found if comment]


def _comment(row: Signature, confirmed_at: datetime) -> Comment | None:
    person = person_if_readable(row)
    if person is None:
        return None
    name = f"{person.given_name} {person.family_name}".strip()
    return Comment(_reference_of(row.pk), confirmed_at, name, row.country, person.comment)


def _reference_of(row_id: UUID) -> str:
    key = keyring.current("link").derived("reference of a comment")
    return base64.b32encode(hmac.digest(key, row_id.bytes, "sha256"))[:REFERENCE_LETTERS].decode().lower()


def approve(petition: Petition, references: Iterable[str]) -> set[str]:
    """Show these waiting comments from now on; return the references of those that were found waiting."""
    return _decide(waiting(petition), references, is_comment_approved=True)


def refuse(petition: Petition, references: Iterable[str]) -> set[str]:
    """Hide these comments for good, waiting or shown; return the references of those that were found."""
    wanted = set(references)
    hidden = {"is_comment_approved": False, "is_comment_refused": True}
    found = _decide(waiting(petition), wanted, **hidden)
    return found | _decide(approved(petition), wanted - found, **hidden)


def _decide(rows: QuerySet[Signature], references: Iterable[str], **decision: bool) -> set[str]:
    wanted = set(references)
    ids = rows.values_list("pk", flat=True).iterator() if wanted else ()
    found = {row_id: reference for row_id in ids if (reference := _reference_of(row_id)) in wanted}
    # Asked again in the same statement: whoever withdrew or hid their name meanwhile is left alone.
    rows.order_by().filter(pk__in=found).update(**decision)
    return set(found.values())
