"""Signing: a checked form becomes a pending signature and a waiting mail, in one transaction."""

import os
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from undersigned.kit import digests
from undersigned.kit.addresses import canonical
from undersigned.kit.ids import new_id
from undersigned.kit.seal import RandomBytes
from undersigned.mailing import actions as mailing
from undersigned.ops import keyring
from undersigned.ops.rows import insert_or_rewrite
from undersigned.petitions.models import Petition
from undersigned.signing.answers import Answers
from undersigned.signing.models import Signature
from undersigned.signing.person import Person, seal_person

CONFIRMATION = "confirm"
ONE_PERSON = ("address_digest", "petition_id", "ask_number", "person_number")


class SigningRefused(Exception):
    """The petition takes no signature now; the message is its state: draft, paused or closed."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was on the page and where the signer came from: text and notice numbers, language, source, network."""

    text_number: int
    notice_number: int
    language: str
    source: str = ""
    network_digest: bytes | None = None


def sign(
    petition: Petition,
    answers: Answers,
    circumstances: Circumstances,
    *,
    now: datetime,
    random: RandomBytes = os.urandom,
) -> None:
    """Keep a pending signature and queue its mail. Raises SigningRefused.

    Returns nothing on purpose: whoever signs again leaves the stored row as it is, and no caller can tell.
    """
    if not petition.takes_signatures(now):
        raise SigningRefused(petition.state if petition.state != "open" else "closed")
    signature = pending(petition, answers, circumstances, now=now, random=random)
    key = mail_key(signature.address_digest, petition.pk, petition.ask_number)
    with transaction.atomic():
        # The mail first: a worker that marks one as gone takes the two in the same order.
        ask_for_mail(key, network_digest=circumstances.network_digest, now=now, random=random)
        insert_or_rewrite([signature], unique=ONE_PERSON)


def ask_for_mail(
    key: bytes, *, network_digest: bytes | None, now: datetime, random: RandomBytes = os.urandom
) -> None:
    """Queue the mail of a signing, unless it waits already; `key` is of `mail_key`.

    How many mails an address gets a day is decided when one leaves, so that nobody can tell from an answer.
    """
    mail = mailing.message(
        CONFIRMATION,
        key=key,
        address_digest=key[:16],
        network_digest=network_digest,
        now=now,
        random=random,
    )
    mailing.queue([mail])


def pending(
    petition: Petition, answers: Answers, circumstances: Circumstances, *, now: datetime, random: RandomBytes
) -> Signature:
    """The unsaved row of a new signature."""
    key = keyring.current("digest")
    row_id = new_id(now, random=random)
    person = Person(
        given_name=answers.given_name,
        family_name=answers.family_name,
        email=answers.email,
        postal_code=answers.postal_code,
        comment=answers.comment,
    )
    return Signature(
        id=row_id,
        address_digest=digests.of_address(key, canonical(answers.email)),
        digest_version=digests.version(key),
        petition=petition,
        ask_number=petition.ask_number,
        text_number=circumstances.text_number,
        notice_number=circumstances.notice_number,
        language=circumstances.language,
        country=answers.country,
        source=circumstances.source,
        network_digest=circumstances.network_digest,
        sealed=seal_person(person, petition.pk, row_id.bytes, random=random),
        salt=random(16),
        shows_name=answers.show_name,
        wants_updates=answers.updates,
        has_comment=bool(answers.comment),
        signed_at=now,
    )


def mail_key(address_digest: bytes | memoryview, petition_id: int, ask_number: int) -> bytes:
    """What a confirmation is about: 16 bytes of digest, 4 of petition, 2 of ask."""
    return bytes(address_digest) + petition_id.to_bytes(4, "big") + ask_number.to_bytes(2, "big")


def read_mail_key(key: bytes | memoryview) -> tuple[bytes, int, int]:
    """The digest, petition and ask that `mail_key` joined."""
    whole = bytes(key)
    return whole[:16], int.from_bytes(whole[16:20], "big"), int.from_bytes(whole[20:22], "big")
