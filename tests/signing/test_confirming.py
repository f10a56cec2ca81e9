"""Confirming and withdrawing: once is once, and the owner of the address has the last word."""

from datetime import datetime, timedelta

import pytest

from tests.people import ada_opens, signs
from undersigned.petitions import actions
from undersigned.petitions.models import Event
from undersigned.signing import counting
from undersigned.signing.answers import Choices
from undersigned.signing.confirming import confirm, withdraw
from undersigned.signing.links import LinkRefused
from undersigned.signing.models import Consent, Signature, Tally
from undersigned.signing.person import person_of

pytestmark = pytest.mark.django_db


def test_confirming_counts_and_numbers_the_signer(now: datetime) -> None:
    petition = ada_opens(now)
    assert confirm(signs(petition, now), None, now=now).number == 1
    assert confirm(signs(petition, now, email="dee@example.org"), None, now=now).number == 2
    assert counting.standing(petition).signatures == 2


def test_confirming_twice_counts_once(now: datetime) -> None:
    petition = ada_opens(now)
    signature = signs(petition, now)
    assert confirm(signature, None, now=now).number == confirm(signature, None, now=now).number == 1
    assert counting.standing(petition).signatures == 1


def test_a_bare_confirmation_keeps_what_was_typed(now: datetime) -> None:
    signature = confirm(signs(ada_opens(now), now, show_name=True, updates=True), None, now=now)
    assert signature.shows_name
    assert Consent.objects.get().signature_id == signature.pk


def test_the_owner_changes_a_strangers_words_before_they_count(now: datetime) -> None:
    signature = signs(ada_opens(now), now, given_name="Zed", comment="nonsense", show_name=True, updates=True)
    mine = Choices(given_name="Sam", family_name="", comment="", show_name=False, updates=False)
    signature = confirm(signature, mine, now=now)
    person = person_of(signature)
    assert (person.given_name, person.comment, person.email) == ("Sam", "", "sam@example.org")
    assert not signature.shows_name
    assert not signature.has_comment
    assert not Consent.objects.exists()


def test_withdrawing_leaves_the_count_with_a_public_line(now: datetime) -> None:
    petition = ada_opens(now)
    signature = confirm(signs(petition, now, updates=True), None, now=now)
    withdraw(signature, now=now)
    assert counting.standing(petition).signatures == 0
    assert Event.objects.get(kind=Event.Kind.WITHDRAWN).number == 1
    assert not Consent.objects.exists()


def test_withdrawals_of_one_day_are_one_line(now: datetime) -> None:
    petition = ada_opens(now)
    for name in ("sam", "dee"):
        withdraw(confirm(signs(petition, now, email=f"{name}@example.org"), None, now=now), now=now)
    assert Event.objects.get(kind=Event.Kind.WITHDRAWN).number == 2


def test_nothing_of_a_person_stays_after_withdrawing_and_they_may_sign_again(now: datetime) -> None:
    petition = ada_opens(now)
    first = confirm(signs(petition, now), None, now=now)
    ended = withdraw(first, now=now)
    assert bytes(ended.sealed) == b""
    assert bytes(ended.address_digest) != bytes(first.address_digest)
    again = signs(petition, now + timedelta(minutes=1))
    assert again.pk != first.pk
    assert confirm(again, None, now=now + timedelta(minutes=2)).state == Signature.State.CONFIRMED
    assert counting.standing(petition).signatures == 1


def test_withdrawing_a_pending_signature_touches_no_number(now: datetime) -> None:
    petition = ada_opens(now)
    withdraw(signs(petition, now), now=now)
    assert list(Tally.objects.values_list("kind", flat=True)) == [Tally.Kind.DROPPED]
    assert not Event.objects.filter(kind=Event.Kind.WITHDRAWN).exists()


def test_a_withdrawn_signature_cannot_be_confirmed_or_withdrawn_again(now: datetime) -> None:
    signature = signs(ada_opens(now), now)
    withdraw(signature, now=now)
    with pytest.raises(LinkRefused, match="ended"):
        confirm(signature, None, now=now)
    with pytest.raises(LinkRefused, match="ended"):
        withdraw(signature, now=now)


def test_what_was_signed_before_closing_may_be_confirmed_for_seven_days(now: datetime) -> None:
    petition = ada_opens(now)
    in_time, too_late = signs(petition, now), signs(petition, now, email="dee@example.org")
    petition = actions.close(petition, now=now + timedelta(hours=1))
    for signature in (in_time, too_late):
        signature.petition = petition
    assert confirm(in_time, None, now=now + timedelta(days=7)).number == 1
    with pytest.raises(LinkRefused, match="too-late"):
        confirm(too_late, None, now=now + timedelta(days=7, hours=1))
