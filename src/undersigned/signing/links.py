"""Private links: minted when a mail is written, opened when its page is asked for; nothing of them is stored."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from undersigned.kit import tokens
from undersigned.kit.seal import RandomBytes
from undersigned.ops import keyring
from undersigned.petitions.life import State
from undersigned.signing.models import Signature
from undersigned.site.addresses import base_url

PURPOSE = "confirm"
LIFE = timedelta(days=30)


class LinkRefused(Exception):
    """The link leads nowhere; the message says why: broken, expired, ended, or too-late.

    `signature` is there when the link was a true one.
    """

    def __init__(self, reason: str, signature: Signature | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.signature = signature


@dataclass(frozen=True, slots=True)
class Link:
    """An address for one mail, and the moment from which it no longer works."""

    url: str
    expires_at: datetime


def confirmation_link(signature: Signature, *, now: datetime, random: RandomBytes = os.urandom) -> Link:
    """The link of a confirmation mail; each mail carries its own, and all work until they expire."""
    expires_at = now + LIFE
    token = tokens.mint(
        keyring.current("link"),
        PURPOSE,
        signature.id,
        serial=signature.link_serial,
        expires_at=expires_at,
        random=random,
    )
    return Link(f"{base_url()}/c/{token}", expires_at)


def signature_of(token: str, *, now: datetime) -> Signature:
    """The signature that a link leads to, with its petition. Raises LinkRefused."""
    try:
        opened = tokens.read(keyring.keyring("link"), PURPOSE, token, now=now)
    except tokens.TokenExpired:
        raise LinkRefused("expired") from None
    except tokens.TokenRefused:
        raise LinkRefused("broken") from None
    signature = Signature.objects.select_related("petition").filter(pk=opened.row_id).first()
    if signature is None:
        raise LinkRefused("ended")
    ended = (Signature.State.WITHDRAWN, Signature.State.VOIDED, Signature.State.EXPIRED)
    if signature.link_serial != opened.serial or signature.state in ended:
        raise LinkRefused("ended", signature)
    return signature


def may_confirm(signature: Signature, *, now: datetime) -> bool:
    """Whether a pending signature still counts when confirmed: for seven days after the petition closed."""
    petition = signature.petition
    until = petition.confirms_until()
    return petition.state != State.DRAFT and (until is None or now < until)
