"""Coming to the recipient's page: by the code of the first page, or from an address of the office's domain.

Whoever types an address reads the same whatever it is: the worker alone finds out whether it is of the office, and
writes to no other. The mail's link works once; behind it is one that works for ninety days. Of neither is anything
stored but the row that it leads to.
"""

import hashlib
import json
import os
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from undersigned.delivery import codes
from undersigned.delivery.acting import SHUT, by_user, done, held, members
from undersigned.delivery.models import Claim, Handover
from undersigned.kit import digests, tokens
from undersigned.kit.addresses import AddressRefused, canonical, clean
from undersigned.kit.ids import new_id
from undersigned.kit.offices import domain_of, is_within
from undersigned.kit.seal import RandomBytes, SealBroken, seal, unseal
from undersigned.mailing import actions as mailing
from undersigned.ops import keyring
from undersigned.ops.retention import Rule, forget_rows
from undersigned.ops.rows import insert_new
from undersigned.people.models import User

REPLY: Final = "reply"  # purpose of the links, and the mail's kind
_ONCE: Final = "reply-once"
_USE: Final = "reply address"
LINK_FOR: Final = timedelta(days=90)
MAIL_FOR: Final = timedelta(days=7)
PRESSED_TWICE: Final = timedelta(minutes=2)


class ClaimRefused(Exception):
    """The link leads nowhere; the message says why: broken, expired, used, ended."""


class Writer(NamedTuple):
    """Whom a claim is of, as it is sealed: an address, the language to write in, and who at the office asked them."""

    email: str
    language: str
    asked_by: str = ""


@transaction.atomic
def by_code(typed: str, *, now: datetime) -> Claim | None:
    """Who holds the code of a handover; one row for all that hold it. None for what is no such code."""
    found = codes.handover_of(typed)
    if found is None or not _takes_answers(found):
        return None
    handover = Handover.objects.select_for_update().get(pk=found.pk)
    if bytes(handover.code_digest) != bytes(found.code_digest):  # another one was just made
        return None
    claim = handover.claims.filter(evidence=Claim.Evidence.CODE, ended_at=None).first()
    if claim is None:
        claim = Claim(
            id=new_id(now), handover=handover, evidence=Claim.Evidence.CODE, sealed=b"", created_at=now
        )
    claim.confirmed_at = now
    claim.save()
    return claim


@transaction.atomic
def renew(handover: Handover, *, by: User, now: datetime) -> str:
    """Another code; the one before, and whoever came by it, are let in no more."""
    petition = held(handover.petition_id)
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    code = codes.new_code(row)
    row.save(update_fields=["code_digest", "sealed_code"])
    row.claims.filter(evidence=Claim.Evidence.CODE, ended_at=None).update(ended_at=now)
    done(petition, "renew the code", by_user(by), handover=row.number, now=now)
    return code


@transaction.atomic
def ask_by_address(
    handover: Handover,
    email: str,
    *,
    language: str,
    asked_by: str = "",
    network_digest: bytes | None = None,
    now: datetime,
    random: RandomBytes = os.urandom,
) -> None:
    """Have the link sent if this is an address of the office; the same is done for any other."""
    claim_id = _id_of(handover, email)
    plain = json.dumps(Writer(email, language, asked_by)).encode()
    sealed = seal(keyring.current("link"), plain, bound_to=claim_id.bytes, random=random)
    insert_new(
        [
            Claim(
                id=claim_id,
                handover=handover,
                evidence=Claim.Evidence.ADDRESS,
                domain=domain_of(email),
                sealed=sealed,
                created_at=now,
            )
        ]
    )
    digest = digests.of_address(keyring.current("digest"), canonical(email))
    mail = mailing.message(
        REPLY, key=claim_id.bytes, address_digest=digest, network_digest=network_digest, now=now
    )
    mailing.queue([mail])


def _id_of(handover: Handover, email: str) -> UUID:
    """One row for all spellings of a mailbox, "+tags" included: nobody is two people of an office."""
    secret = keyring.current("digest").derived(_USE)
    place = handover.public_id.bytes + canonical(email).encode()
    return UUID(bytes=hashlib.blake2b(place, key=secret, digest_size=16).digest())


def writer_of(claim: Claim) -> Writer | None:
    """Whom it is of; None for a code, and where the row cannot be read."""
    if not claim.sealed:
        return None
    try:
        plain = unseal(keyring.keyring("link"), bytes(claim.sealed), bound_to=claim.id.bytes)
    except SealBroken:
        return None
    return Writer(*json.loads(plain))


def office_domain(handover: Handover) -> str:
    """The domain of the address that the petition names for the office; "" for none."""
    try:
        return domain_of(clean(handover.recipient.email))
    except AddressRefused:
        return ""


def is_let_in(claim: Claim) -> bool:
    """Whether it may answer now: the handover stands, and an address is of the office and of nobody in the team."""
    if claim.ended_at is not None or not _takes_answers(claim.handover):
        return False
    if claim.evidence == Claim.Evidence.CODE:
        return True
    writer = writer_of(claim)
    if writer is None or not is_within(claim.domain, office_domain(claim.handover)):
        return False
    own = canonical(writer.email)
    return all(_canonical(user.email) != own for user in members(claim.handover.petition))


def _canonical(email: str) -> str:
    try:
        return canonical(clean(email))
    except AddressRefused:
        return email


def _takes_answers(handover: Handover) -> bool:
    return handover.state != Handover.State.CANCELLED and handover.petition.state not in SHUT


def once_link(claim: Claim, *, now: datetime) -> str:
    """The token of the mail's link; the one before works no longer once this one was used."""
    return _minted(_ONCE, claim, until=now + MAIL_FOR)


def reply_link(claim: Claim, *, now: datetime) -> str:
    """The token of the recipient's page."""
    return _minted(REPLY, claim, until=now + LINK_FOR)


def _minted(purpose: str, claim: Claim, *, until: datetime) -> str:
    return tokens.mint(keyring.current("link"), purpose, claim.id, serial=claim.link_serial, expires_at=until)


def claim_of(token: str, *, now: datetime) -> Claim:
    """Who opened a link to the recipient's page. Raises ClaimRefused."""
    claim, serial = _opened(REPLY, token, now=now)
    if claim.link_serial != serial or claim.confirmed_at is None or not is_let_in(claim):
        raise ClaimRefused("ended")
    return claim


def claim_in_mail(token: str, *, now: datetime) -> Claim:
    """Whom a mail's link is of, while it can be used. Raises ClaimRefused."""
    claim, serial = _opened(_ONCE, token, now=now)
    if not is_let_in(claim):
        raise ClaimRefused("ended")
    if claim.link_serial != serial and not _is_pressed_twice(claim, serial, now=now):
        raise ClaimRefused("used")
    return claim


def is_ours(token: str, *, now: datetime) -> bool:
    """Whether a link to the recipient's page was made here and its time is not over: asks no database."""
    try:
        tokens.read(keyring.keyring("link"), REPLY, token, now=now)
    except tokens.TokenRefused:
        return False
    return True


@transaction.atomic
def confirm(token: str, *, now: datetime) -> Claim:
    """Use the mail's link: the mailbox is theirs. Earlier links of this claim end. Raises ClaimRefused."""
    claim = claim_in_mail(token, now=now)
    fresh = Claim.objects.filter(pk=claim.pk, link_serial=_serial(token, now=now))
    fresh.update(link_serial=F("link_serial") + 1, confirmed_at=now)
    claim.refresh_from_db()
    # Of two who press at once, one waits here for the other and finds it done.
    if not _is_pressed_twice(claim, _serial(token, now=now), now=now):
        raise ClaimRefused("used")
    return claim


def _serial(token: str, *, now: datetime) -> int:
    return tokens.read(keyring.keyring("link"), _ONCE, token, now=now).serial


def _is_pressed_twice(claim: Claim, serial: int, *, now: datetime) -> bool:
    """Whether it was just used: a second press, or a proxy that sent it again, leads to the same page."""
    used_at = claim.confirmed_at
    return claim.link_serial == serial + 1 and used_at is not None and now - used_at <= PRESSED_TWICE


def _opened(purpose: str, token: str, *, now: datetime) -> tuple[Claim, int]:
    try:
        opened = tokens.read(keyring.keyring("link"), purpose, token, now=now)
    except tokens.TokenExpired:
        raise ClaimRefused("expired") from None
    except tokens.TokenRefused:
        raise ClaimRefused("broken") from None
    rows = Claim.objects.select_related("handover__recipient", "handover__petition__team")
    claim = rows.filter(pk=opened.row_id).first()
    if claim is None:
        raise ClaimRefused("ended")
    return claim, opened.serial


def _over(now: datetime) -> QuerySet[Claim]:
    """Whose link is over, and who never used the mail's."""
    unused = Q(confirmed_at=None, created_at__lte=now - MAIL_FOR)
    return Claim.objects.filter(unused | Q(confirmed_at__lte=now - LINK_FOR))


RULE: Final = Rule(
    "recipients who came to their page",
    lambda now: _over(now).count(),
    lambda now: forget_rows(_over(now), lambda found: found.delete()),
)
