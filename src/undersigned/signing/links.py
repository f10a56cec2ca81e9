"""Private links: minted when a mail is written, opened when its page is asked for; nothing of them is stored."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from undersigned.kit import tokens
from undersigned.kit.seal import RandomBytes
from undersigned.ops import keyring
from undersigned.signing.models import Signature
from undersigned.site.addresses import base_url

PURPOSE = "confirm"
LIFE = timedelta(days=30)
MINE = "mine"
MINE_LIFE = timedelta(hours=24)
VERDICT = "verdict"
VERDICT_LIFE = timedelta(days=180)
ACTS_FOR = timedelta(hours=1)  # how young a link must be to withdraw, erase or take everything along


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


def token_of(link: Link) -> str:
    """What stands behind the last slash."""
    return link.url.rpartition("/")[2]


def signature_of(token: str, *, now: datetime) -> Signature:
    """The signature that a link leads to, with its petition. Raises LinkRefused."""
    opened = _opened(PURPOSE, token, now=now)
    signature = Signature.objects.select_related("petition").filter(pk=opened.row_id).first()
    if signature is None:
        raise LinkRefused("ended")
    ended = (Signature.State.WITHDRAWN, Signature.State.VOIDED, Signature.State.EXPIRED)
    if signature.link_serial != opened.serial or signature.state in ended:
        raise LinkRefused("ended", signature)
    return signature


def may_confirm(signature: Signature, *, now: datetime) -> bool:
    """Whether a pending signature still counts when confirmed: for seven days after the petition closed."""
    return signature.petition.may_confirm(now)


def mine_link(address_digest: bytes, *, now: datetime, random: RandomBytes = os.urandom) -> Link:
    """The link to everything that one address has signed on this site."""
    expires_at = now + MINE_LIFE
    token = tokens.mint(
        keyring.current("link"),
        MINE,
        UUID(bytes=address_digest),  # sixteen bytes, as a row's id would be
        serial=0,
        expires_at=expires_at,
        random=random,
    )
    return Link(f"{base_url()}/mine/{token}", expires_at)


def verdict_link(signature: Signature, *, now: datetime) -> Link:
    """The link by which whoever gave a confirmed signature says whether an answer meets what they asked."""
    expires_at = now + VERDICT_LIFE
    token = tokens.mint(
        keyring.current("link"), VERDICT, signature.pk, serial=signature.link_serial, expires_at=expires_at
    )
    return Link(f"{base_url()}/verdict/{token}", expires_at)


def signer_of(token: str, *, now: datetime) -> Signature:
    """The confirmed signature that such a link belongs to, with its petition. Raises LinkRefused."""
    opened = _opened(VERDICT, token, now=now)
    signature = Signature.objects.select_related("petition__team").filter(pk=opened.row_id).first()
    if signature is None:
        raise LinkRefused("ended")
    # Once nothing personal is left of it, nobody is its owner any more.
    is_theirs = signature.link_serial == opened.serial and bytes(signature.sealed)
    if signature.state != Signature.State.CONFIRMED or not is_theirs:
        raise LinkRefused("ended", signature)
    return signature


@dataclass(frozen=True, slots=True)
class Owner:
    """Who opened a link to their own signatures; `may_act` while it is younger than an hour."""

    address_digest: bytes
    may_act: bool


def owner_of(token: str, *, now: datetime) -> Owner:
    """Whose signatures a link leads to. Raises LinkRefused ("broken", "expired")."""
    opened = _opened(MINE, token, now=now)
    made_at = opened.expires_at - MINE_LIFE
    return Owner(opened.row_id.bytes, may_act=now - made_at < ACTS_FOR)


def _opened(purpose: str, token: str, *, now: datetime) -> tokens.Opened:
    """What a token of ours says. Raises LinkRefused ("broken", "expired")."""
    try:
        return tokens.read(keyring.keyring("link"), purpose, token, now=now)
    except tokens.TokenExpired:
        raise LinkRefused("expired") from None
    except tokens.TokenRefused:
        raise LinkRefused("broken") from None
