"""From a document to a petition: the same file twice is one petition."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from undersigned.people.models import Team
from undersigned.petitions import actions
from undersigned.petitions.document import Document
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Petition, Text
from undersigned.site.addresses import base_url


@dataclass(frozen=True, slots=True)
class Imported:
    """The petition, whether this import made it, and why it was left a draft ("" if it is open)."""

    petition: Petition
    is_new: bool
    why_draft: str = ""


def import_document(
    data: bytes,
    document: Document,
    *,
    team: Team,
    as_draft: bool,
    now: datetime,
    picture: tuple[bytes, str] | None = None,
    **facts: Any,
) -> Imported:
    """Make a petition of the document and open it, unless it is to stay a draft or the site may not publish."""
    digest = hashlib.sha256(document.markup.encode() + b"\0" + data).digest()
    try:
        return _known(digest) or _new(
            document, digest, team=team, as_draft=as_draft, now=now, picture=picture, **facts
        )
    except IntegrityError:  # the same document was imported at the same moment, and won
        if winner := _known(digest):
            return winner
        raise


def _known(digest: bytes) -> Imported | None:
    petition = Petition.objects.filter(document_digest=digest).first()
    return Imported(petition, is_new=False) if petition else None


@transaction.atomic
def _new(
    document: Document,
    digest: bytes,
    *,
    team: Team,
    as_draft: bool,
    now: datetime,
    picture: tuple[bytes, str] | None,
    **facts: Any,
) -> Imported:
    petition = actions.draft(document, team=team, now=now, document_digest=digest, **facts)
    if picture:
        actions.illustrate(petition, picture[0], alt=picture[1])
    if as_draft:
        return Imported(petition, is_new=True, why_draft="--draft")
    try:
        actions.publish(petition, now=now)
    except MoveRefused as refused:
        return Imported(petition, is_new=True, why_draft=str(refused))
    return Imported(petition, is_new=True)


def petition_url(petition: Petition, language: str = "") -> str:
    """The petition's public address in a language that it has, or in its own."""
    slug = petition.slugs.get(language=language or petition.language, is_current=True)
    return f"{base_url()}/p/{slug.slug}"


def as_json(petition: Petition, language: str = "") -> dict[str, Any]:
    """What `undersigned import --json` prints, read back from what was stored."""
    text = Text.objects.get(
        version__petition=petition,
        version__number=petition.text_number,
        language=language or petition.language,
    )
    return {
        "title": text.title,
        "ask": text.ask,
        "goal": petition.own_goal,
        "claimed_signatures": petition.claimed_signatures,
        "addressees": text.addressees or [addressee.name for addressee in petition.addressees.all()],
        "paragraphs": text.story.split("\n\n"),
        "call": text.call,
        "url": petition_url(petition, language),
    }
