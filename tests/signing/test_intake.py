"""Signing: what is kept, what is queued, and that a repeat changes nothing."""

from datetime import datetime, timedelta

import pytest

from tests.people import SAM, ada_drafts, ada_opens, around, signs
from undersigned.mailing.models import Message
from undersigned.petitions import actions
from undersigned.signing.intake import SigningRefused, read_mail_key, sign
from undersigned.signing.models import Consent, Signature
from undersigned.signing.person import person_of

pytestmark = pytest.mark.django_db


def test_a_signature_is_pending_and_its_mail_waits(now: datetime) -> None:
    petition = ada_opens(now)
    signature = signs(petition, now)
    assert signature.state == Signature.State.PENDING
    assert (signature.text_number, signature.notice_number, signature.language) == (1, 1, "en")
    message = Message.objects.get()
    assert read_mail_key(message.key) == (bytes(signature.address_digest), petition.pk, 1)
    assert message.priority == 0


def test_personal_fields_are_sealed_and_bound_to_their_row(now: datetime) -> None:
    petition = ada_opens(now)
    signature = signs(petition, now, comment="My children learned to read there.")
    assert b"sam" not in bytes(signature.sealed).lower()
    person = person_of(signature)
    assert (person.email, person.comment) == ("sam@example.org", "My children learned to read there.")
    another = signs(petition, now, email="dee@example.org")
    another.sealed = signature.sealed
    with pytest.raises(ValueError, match="changed"):
        person_of(another)


def test_a_repeat_never_changes_the_stored_row(now: datetime) -> None:
    petition = ada_opens(now)
    first = signs(petition, now)
    again = signs(
        petition, now + timedelta(minutes=1), given_name="Zed", email="SAM@Example.org", show_name=True
    )
    assert again.pk == first.pk
    assert not again.shows_name
    assert person_of(again).given_name == "Sam"
    assert Message.objects.count() == 1


def test_updates_are_a_wish_until_the_owner_confirms(now: datetime) -> None:
    signature = signs(ada_opens(now), now, updates=True)
    assert signature.wants_updates
    assert not Consent.objects.exists()


def test_two_petitions_each_take_the_same_person(now: datetime) -> None:
    first, second = ada_opens(now), ada_opens(now)
    signs(first, now)
    signs(second, now)
    digests = {bytes(digest) for digest in Signature.objects.values_list("address_digest", flat=True)}
    assert (Signature.objects.count(), len(digests)) == (2, 1)


@pytest.mark.parametrize("verb", ["pause", "close"])
def test_a_petition_that_is_not_open_takes_no_signature(now: datetime, verb: str) -> None:
    petition = getattr(actions, verb)(ada_opens(now), now=now)
    with pytest.raises(SigningRefused, match=petition.state):
        sign(petition, SAM, around(petition), now=now)
    assert not Signature.objects.exists()


def test_a_draft_takes_no_signature(now: datetime) -> None:
    petition = ada_drafts(now)
    with pytest.raises(SigningRefused, match="draft"):
        sign(petition, SAM, around(petition), now=now)


def test_the_closing_time_ends_signing_by_itself(now: datetime) -> None:
    petition = ada_opens(now)
    petition.closes_at = now + timedelta(hours=1)
    sign(petition, SAM, around(petition), now=now)
    with pytest.raises(SigningRefused, match="closed"):
        sign(petition, SAM._replace(email="dee@example.org"), around(petition), now=now + timedelta(hours=1))
