"""Signing: checked answers become a pending signature and a waiting mail, in one transaction.

One at a time or a hundred together: the same rules make the rows, and the same statements write them.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from django.db import transaction

from undersigned.kit import digests
from undersigned.kit.addresses import canonical
from undersigned.kit.ids import new_id_bytes
from undersigned.kit.keys import Key
from undersigned.kit.seal import RandomBytes
from undersigned.mailing import actions as mailing
from undersigned.ops import keyring
from undersigned.ops.rows import Shape, insert_or_rewrite
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.models import Petition
from undersigned.signing.answers import Answers
from undersigned.signing.models import Signature
from undersigned.signing.person import Person, sealed_under

CONFIRMATION = "confirm"


class SigningRefused(Exception):
    """The petition takes no signature now; the message is its state: draft, paused or closed."""


class Circumstances(NamedTuple):
    """What was on the page and where the signer came from: text and notice numbers, language, source, network."""

    text_number: int
    notice_number: int
    language: str
    source: str = ""
    network_digest: bytes | None = None


class Asked(Protocol):
    """What a signing needs to know of its petition: which one, and which ask is current."""

    @property
    def pk(self) -> int: ...

    @property
    def ask_number(self) -> int: ...


class NewSignature(NamedTuple):
    """What is said of a signature when it is given; the rest of its row begins empty."""

    id: bytes
    address_digest: bytes
    petition_id: int
    ask_number: int
    person_number: int
    digest_version: int
    text_number: int
    notice_number: int
    language: str
    country: str
    source: str
    network_digest: bytes | None
    sealed: bytes
    salt: bytes
    shows_name: bool
    wants_updates: bool
    has_comment: bool
    signed_at: datetime


_SHAPE = Shape(
    Signature,
    NewSignature._fields,
    unique=("address_digest", "petition_id", "ask_number", "person_number"),
)


class Signing(NamedTuple):
    """One signing that is not yet written: the signature and its mail."""

    signature: NewSignature
    mail: mailing.NewMessage


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
    key = data_key(petition.pk).current
    write([signing(petition, answers, circumstances, key=key, now=now, random=random)])


def write(signings: Sequence[Signing]) -> None:
    """Write signings in one transaction; of a person who is there already the row stays as it is."""
    with transaction.atomic():
        # The mails first: a worker that marks one as gone takes the two in the same order.
        mailing.queue([one.mail for one in signings])
        insert_or_rewrite(_SHAPE, [one.signature for one in signings])


def keep(signature: NewSignature) -> None:
    """Write a signature without a mail, for somebody whose mailbox is known by other means already."""
    insert_or_rewrite(_SHAPE, [signature])


def ask_for_mail(
    key: bytes, *, network_digest: bytes | None, now: datetime, random: RandomBytes = os.urandom
) -> None:
    """Queue the mail of a signing, unless it waits already; `key` is of `mail_key`.

    How many mails an address gets a day is decided when one leaves, so that nobody can tell from an answer.
    """
    mailing.queue([_mail(key, network_digest, now=now, random=random)])


def _mail(
    key: bytes, network_digest: bytes | None, *, now: datetime, random: RandomBytes
) -> mailing.NewMessage:
    return mailing.message(
        CONFIRMATION,
        key=key,
        address_digest=key[:16],
        network_digest=network_digest,
        now=now,
        random=random,
    )


def signing(
    petition: Asked,
    answers: Answers,
    circumstances: Circumstances,
    *,
    key: Key,
    now: datetime,
    random: RandomBytes = os.urandom,
) -> Signing:
    """What is to be written for one signer of a petition that takes signatures; `key` is its data key."""
    digest_key = keyring.current("digest")
    row_id = new_id_bytes(now, random=random)
    digest = digests.of_address(digest_key, canonical(answers.email))
    signature = NewSignature(
        id=row_id,
        address_digest=digest,
        petition_id=petition.pk,
        ask_number=petition.ask_number,
        person_number=0,
        digest_version=digests.version(digest_key),
        text_number=circumstances.text_number,
        notice_number=circumstances.notice_number,
        language=circumstances.language,
        country=answers.country,
        source=circumstances.source,
        network_digest=circumstances.network_digest,
        sealed=sealed_under(key, _person(answers), row_id, random=random),
        salt=random(16),
        shows_name=answers.show_name,
        wants_updates=answers.updates,
        has_comment=bool(answers.comment),
        signed_at=now,
    )
    about = mail_key(digest, petition.pk, petition.ask_number)
    return Signing(signature, _mail(about, circumstances.network_digest, now=now, random=random))


def _person(answers: Answers) -> Person:
    return Person(
        answers.given_name,
        answers.email,
        answers.family_name,
        answers.postal_code,
        answers.comment,
        answers.partners,
        answers.phone,
        answers.asked,
    )


def mail_key(address_digest: bytes | memoryview, petition_id: int, ask_number: int) -> bytes:
    """What a confirmation is about: 16 bytes of digest, 4 of petition, 2 of ask."""
    return bytes(address_digest) + petition_id.to_bytes(4, "big") + ask_number.to_bytes(2, "big")


def read_mail_key(key: bytes | memoryview) -> tuple[bytes, int, int]:
    """The digest, petition and ask that `mail_key` joined."""
    whole = bytes(key)
    return whole[:16], int.from_bytes(whole[16:20], "big"), int.from_bytes(whole[20:22], "big")
