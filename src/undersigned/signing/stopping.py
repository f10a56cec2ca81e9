"""Stopping a team's mail about one petition by a link in that mail: no account, no address to type, no waiting."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models, transaction

from undersigned.kit import tokens
from undersigned.ops import keyring
from undersigned.signing.links import Link
from undersigned.signing.models import Consent, Signature
from undersigned.signing.receiving import stop
from undersigned.site.addresses import base_url

PURPOSE: Final = "stop"
LIFE: Final = timedelta(days=3 * 365)  # an old mail must stop it too


class StopRefused(Exception):
    """The link is none of ours, or years old."""


def stop_link(signature: Signature, *, now: datetime) -> Link:
    """The link to stop the mail of the petition's team to whoever gave this signature; it works whatever happens."""
    expires_at = now + LIFE
    token = tokens.mint(keyring.current("link"), PURPOSE, signature.pk, serial=0, expires_at=expires_at)
    return Link(f"{base_url()}/stop/{token}", expires_at)


def stop_headers(link: Link) -> dict[str, str]:
    """What lets a mail program show a button of its own for it (RFC 8058)."""
    return {"List-Unsubscribe": f"<{link.url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def signature_to_stop(token: str, *, now: datetime) -> Signature | None:
    """Whose mail a link stops; None where nothing is left of the signature. Raises StopRefused."""
    try:
        opened = tokens.read(keyring.keyring("link"), PURPOSE, token, now=now)
    except tokens.TokenRefused:
        raise StopRefused from None
    return Signature.objects.select_related("petition__team").filter(pk=opened.row_id).first()


def gets_mail(signature: Signature) -> bool:
    """Whether its owner agreed to the mail of the petition's team."""
    return _consents(signature).exists()


@transaction.atomic
def stop_mail(signature: Signature, *, now: datetime) -> None:
    """End the consent to the mail of the petition's team; once more changes nothing."""
    held = Signature.objects.select_for_update().filter(pk=signature.pk)
    if held.first() is None:
        return
    held.filter(wants_updates=True).update(wants_updates=False)
    stop(_consents(signature), now=now)


def _consents(signature: Signature) -> models.QuerySet[Consent]:
    about = {"signature": signature, "team": signature.petition.team_id}
    return Consent.objects.filter(purpose=Consent.Purpose.UPDATES, **about)
