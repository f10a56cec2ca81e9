"""A tick beside a partner's name: from the form to a consent of that organisation alone, and back again."""

from datetime import datetime, timedelta

import pytest

from tests.partners import joins, parts
from tests.people import SAM, ada_drafts, ada_opens, around, signs
from undersigned.petitions import actions
from undersigned.petitions.models import Partner, Petition
from undersigned.signing import mine
from undersigned.signing.answers import Choices, as_typed, check, check_choices, numbers_in
from undersigned.signing.asking_again import agree
from undersigned.signing.confirming import confirm, erase, withdraw
from undersigned.signing.models import Consent, PastConsent, Signature
from undersigned.signing.partners import WORDING, boxes_of
from undersigned.signing.person import Person, person_of
from undersigned.signing.waiting import Waiting, read_waiting

RAW = {"given_name": "Sam", "email": "sam@example.org", "country": "GB"}
CHOICES = Choices("Sam", "", "", show_name=False, updates=False)


def agreed(signature: Signature) -> set[str]:
    """The teams whose mail a signer agreed to."""
    return set(Consent.objects.filter(signature=signature).values_list("team__name", flat=True))


def coalition(now: datetime) -> Petition:
    """Opened with Friends, joined by Anglers later."""
    petition = ada_drafts(now)
    joins(petition, "Friends", now)
    actions.publish(petition, now=now)
    joins(petition, "Anglers", now)
    return petition


def test_only_boxes_that_are_there_are_read_and_none_is_ticked_by_itself() -> None:
    ticks = {"partner_1": "on", "partner_3": "off", "partner_9": "on", "partner_x": "on"}
    answers, _ = check(RAW | ticks, asks_postal_code=False, partners=(1, 2, 3))
    assert answers
    assert answers.partners == (1,)
    for partners in ((), (1, 2)):
        answers, _ = check(RAW, asks_postal_code=False, partners=partners)
        assert answers
        assert answers.partners == ()
    assert as_typed(answers._replace(partners=(2,))) == RAW | {"partner_2": True}


def test_the_confirmation_page_says_which_boxes_it_showed() -> None:
    choices, _ = check_choices({"given_name": "Sam", "partners": "1,2", "partner_2": "on", "partner_3": "on"})
    assert choices
    assert choices.partners == (2,)
    choices, _ = check_choices({"given_name": "Sam", "partner_2": "on"})
    assert choices
    assert choices.partners == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,3", [1, 3]),
        ("3,1,1,03", [1, 3]),
        ("", []),
        (",x,٣,-1, 1,1.0,1e3", []),
        ("9" * 5000, []),
        ("1," * 5000, [1]),
    ],
)
def test_numbers_in_a_list_are_read_whatever_is_sent(text: str, numbers: list[int]) -> None:
    assert numbers_in(text) == numbers


def test_the_sealed_words_hold_the_ticks_and_are_as_short_as_before_without_any() -> None:
    assert Person("Sam", "s@example.org").to_bytes() == b'{"g":"Sam","e":"s@example.org"}'
    ticked = Person("Sam", "s@example.org", partners=(1, 12))
    assert Person.from_bytes(ticked.to_bytes()) == ticked
    assert Person.from_bytes(b'{"g":"Sam","e":"x"}').partners == ()


@pytest.mark.django_db
def test_ticks_survive_the_page_that_waits_for_the_mail(now: datetime) -> None:
    petition = coalition(now)
    for boxes in ((), (2,), (1, 2)):
        waiting = Waiting(petition.pk, 1, SAM._replace(partners=boxes, updates=True), around(petition), now)
        assert read_waiting(waiting.to_text(), petition_id=petition.pk, now=now).answers == waiting.answers


@pytest.mark.django_db
def test_a_tick_becomes_a_consent_of_that_organisation_alone_once_it_is_confirmed(now: datetime) -> None:
    petition = coalition(now)
    sam = signs(petition, now, partners=(2,))
    assert not Consent.objects.exists()
    assert person_of(sam).partners == (2,)
    sam = confirm(sam, None, now=now)
    [consent] = Consent.objects.all()
    assert (consent.team.name, consent.purpose, consent.wording_version) == ("Anglers", "updates", WORDING)
    assert consent.given_at == now
    both = confirm(signs(petition, now, email="b@example.org", partners=(1, 2), updates=True), None, now=now)
    assert agreed(both) == {"Friends", "Anglers", petition.team.name}
    nobody = confirm(signs(petition, now, email="n@example.org"), None, now=now)
    assert agreed(nobody) == set()


@pytest.mark.django_db
def test_what_is_chosen_while_confirming_counts_and_not_what_was_typed_before(now: datetime) -> None:
    petition = coalition(now)
    sam = signs(petition, now, partners=(1,))
    sam = confirm(sam, CHOICES._replace(partners=(2,)), now=now)
    assert agreed(sam) == {"Anglers"}
    dee = confirm(signs(petition, now, email="dee@example.org", partners=(1, 2)), CHOICES, now=now)
    assert agreed(dee) == set()
    assert person_of(dee).partners == ()


@pytest.mark.django_db
def test_nobody_is_given_to_who_joined_after_they_signed(now: datetime) -> None:
    petition = ada_opens(now)
    early = signs(petition, now)
    joins(petition, "Friends", now + timedelta(minutes=1))
    assert boxes_of(petition, early.notice_number) == []
    confirm(early, CHOICES._replace(partners=(1,)), now=now + timedelta(minutes=2))  # by a forged form
    assert not Consent.objects.exists()
    mine.choose(early, shows_name=False, updates=False, partners=[1], now=now + timedelta(minutes=3))
    assert not Consent.objects.exists()
    code = signs(petition, now, email="c@example.org")
    # By the code of a page that was opened before: its notice goes along with what was typed.
    confirm(code, CHOICES._replace(partners=(1,)), seen=around(petition, notice_number=1), now=now)
    assert not Consent.objects.exists()
    new = confirm(signs(petition, now, email="new@example.org", partners=(1,)), None, now=now)
    assert agreed(new) == {"Friends"}


@pytest.mark.django_db
def test_nobody_is_given_to_who_was_gone_when_they_confirmed(now: datetime) -> None:
    petition = coalition(now)
    sam = signs(petition, now, partners=(1, 2))
    friends = Partner.objects.get(name="Friends")
    parts(friends, now)
    assert agreed(confirm(sam, None, now=now)) == {"Anglers"}
    petition.refresh_from_db()
    again = joins(petition, "Friends", now, team=friends.team)
    assert again.number == 3
    dee = signs(petition, now, email="dee@example.org", partners=(1, 3))
    assert agreed(confirm(dee, None, now=now)) == {"Friends"}


@pytest.mark.django_db
def test_each_organisations_mail_is_stopped_and_begun_by_itself(now: datetime) -> None:
    petition = coalition(now)
    sam = confirm(signs(petition, now, partners=(1, 2), updates=True), None, now=now)
    mine.choose(sam, shows_name=False, updates=True, partners=[2], now=now)
    assert agreed(sam) == {"Anglers", petition.team.name}
    mine.choose(sam, shows_name=False, updates=False, partners=[1], now=now)
    assert agreed(sam) == {"Friends"}
    [one] = mine.held([sam], now=now)
    assert [(box.field, box.name, box.is_ticked) for box in one.partners] == [
        ("partner_1", "Friends", True),
        ("partner_2", "Anglers", False),
    ]
    mine.choose(sam, shows_name=True, updates=False, partners=[1, 99], now=now)
    assert agreed(sam) == {"Friends"}


@pytest.mark.django_db
def test_before_confirming_the_boxes_can_be_changed_and_count_then(now: datetime) -> None:
    petition = coalition(now)
    sam = signs(petition, now, partners=(1,))
    mine.choose(sam, shows_name=False, updates=False, partners=[2], now=now)
    [one] = mine.held([Signature.objects.get(pk=sam.pk)], now=now)
    assert [box.is_ticked for box in one.partners] == [False, True]
    assert not Consent.objects.exists()
    assert agreed(confirm(sam, None, now=now)) == {"Anglers"}


@pytest.mark.django_db
@pytest.mark.parametrize("end", [withdraw, erase])
def test_withdrawing_or_erasing_ends_every_consent_and_leaves_no_past_one(now: datetime, end: object) -> None:
    petition = coalition(now)
    sam = confirm(signs(petition, now, partners=(1, 2)), None, now=now)
    mine.choose(sam, shows_name=False, updates=False, partners=[2], now=now)
    assert PastConsent.objects.count() == 1
    end(sam, now=now)  # type: ignore[operator]
    assert not Consent.objects.exists()
    assert not PastConsent.objects.exists()


@pytest.mark.django_db
def test_what_one_takes_along_names_the_organisations(now: datetime) -> None:
    petition = coalition(now)
    sam = confirm(signs(petition, now, partners=(1,)), None, now=now)
    [told] = mine.export([sam], now=now)["signatures"]
    assert told["boxes"] == {"Friends": True, "Anglers": False}
    [consent] = told["consents"]
    assert (consent["team"], consent["stopped_at"]) == ("Friends", None)
    assert "partners" not in told
    assert "Friends, 1 Bank, Leeds" in told["notice"]
    assert told["received_by"] == []


@pytest.mark.django_db
def test_ticks_that_can_no_longer_be_read_stop_nobody_from_confirming(now: datetime) -> None:
    petition = coalition(now)
    sam = signs(petition, now, partners=(1,))
    Signature.objects.filter(pk=sam.pk).update(sealed=b"broken")
    assert confirm(sam, None, now=now).number == 1
    assert not Consent.objects.exists()


@pytest.mark.django_db
def test_who_agrees_to_a_new_ask_keeps_to_the_organisations_that_they_agreed_to(now: datetime) -> None:
    petition = coalition(now)
    sam = confirm(signs(petition, now, partners=(1, 2)), None, now=now)
    waits = signs(petition, now, email="dee@example.org", partners=(1,))
    mine.choose(sam, shows_name=False, updates=False, partners=[2], now=now)
    joins(petition, "Readers", now)
    Petition.objects.filter(pk=petition.pk).update(ask_number=2)
    petition.refresh_from_db()
    seen = around(petition)
    for one, teams in ((sam, {"Anglers"}), (waits, {"Friends"})):
        held = Signature.objects.select_related("petition").get(pk=one.pk)
        again = agree(held, seen=seen, now=now)
        assert again.ask_number == 2
        assert agreed(again) == teams
