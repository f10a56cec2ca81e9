"""Links that let somebody in: an invitation into a team, and the one-time link of a new account."""

import uuid
from datetime import datetime, timedelta

from undersigned.kit import tokens
from undersigned.kit.tokens import TokenRefused
from undersigned.ops import keyring
from undersigned.people.models import Invitation, User
from undersigned.site.addresses import base_url

INVITATION, SIGN_IN = "invitation", "sign-in"
SIGN_IN_FOR = timedelta(days=1)


def invitation_link(invitation: Invitation) -> str:
    """The address that the mail of an invitation carries."""
    token = tokens.mint(
        keyring.current("link"), INVITATION, invitation.id, serial=0, expires_at=invitation.expires_at
    )
    return f"{base_url()}/invitation/{token}"


def invitation_of(token: str, *, now: datetime) -> Invitation | None:
    """The invitation, unless it was accepted, taken back, or is over."""
    opened = _open(INVITATION, token, now=now)
    rows = Invitation.objects.select_related("team", "invited_by")
    return rows.filter(pk=opened.row_id, expires_at__gt=now).first() if opened else None


def sign_in_link(user: User, *, now: datetime) -> str:
    """An address that signs the account in once, for a day; making the next one ends it too."""
    row_id, expires_at = uuid.UUID(str(user.public_id)), now + SIGN_IN_FOR
    token = tokens.mint(
        keyring.current("link"), SIGN_IN, row_id, serial=user.link_serial, expires_at=expires_at
    )
    return f"{base_url()}/sign-in/link/{token}"


def account_of(token: str, *, now: datetime) -> User | None:
    """The account that a sign-in link still works for."""
    opened = _open(SIGN_IN, token, now=now)
    if opened is None:
        return None
    return User.objects.filter(public_id=opened.row_id, link_serial=opened.serial, is_active=True).first()


def _open(purpose: str, token: str, *, now: datetime) -> tokens.Opened | None:
    try:
        return tokens.read(keyring.keyring("link"), purpose, token, now=now)
    except TokenRefused:
        return None
