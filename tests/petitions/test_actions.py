"""Drafting a petition and moving it through its life."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from tests.people import DOCUMENT, ada_drafts, ada_opens
from undersigned.petitions import actions
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Event, Notice, Petition, Text, TextVersion

pytestmark = pytest.mark.django_db


def test_a_draft_holds_what_the_document_says(now: datetime) -> None:
    petition = ada_drafts(now)
    text = Text.objects.get()
    assert (petition.state, petition.own_goal, petition.text_number) == ("draft", 500, 1)
    assert [addressee.name for addressee in petition.addressees.all()] == ["The City Council"]
    assert text.story == "The library closed in spring.\n\nNobody was asked."
    assert text.hashes["title"] == hashlib.sha256(DOCUMENT.title.encode()).hexdigest()
    assert set(text.hashes) == {"title", "ask", "letter", "story", "call"}


def test_plain_text_stays_literal(now: datetime) -> None:
    ada_drafts(now, replace(DOCUMENT, paragraphs=("<b>*Read* & weep</b>",)))
    assert "&lt;b&gt;*Read* &amp; weep&lt;/b&gt;" in Text.objects.get().story_html


def test_each_petition_has_its_own_data_key(now: datetime) -> None:
    first, second = ada_drafts(now), ada_drafts(now)
    assert data_key(first.pk).current.secret != data_key(second.pk).current.secret


def test_a_public_number_is_taken_once(now: datetime) -> None:
    numbers = iter([5, 5, 6])
    made = [ada_drafts(now, random_below=lambda _: next(numbers)).public_number for _ in range(2)]
    assert made == [100_005, 100_006]


def test_the_notice_is_written_in_every_language_and_says_who_and_how_long(
    now: datetime, settings: Settings
) -> None:
    settings.UNDERSIGNED_RESPONSIBLE = "Friends of the Library, Riverside 1"
    settings.UNDERSIGNED_KEEP_MONTHS = 1
    ada_drafts(now)
    notice = Notice.objects.get(language="en")
    assert "Only the number of signatures is handed over" in notice.text
    assert "Friends of the Library, Riverside 1 is responsible" in notice.text
    assert "1 month after" in notice.text
    assert notice.sha256 == hashlib.sha256(notice.text.encode()).hexdigest()
    assert Notice.objects.filter(language="fr").exists()


def test_opening_pausing_and_closing_are_on_the_timeline(now: datetime) -> None:
    petition = ada_opens(now)
    actions.pause(petition, now=now + timedelta(hours=1))
    actions.resume(petition, now=now + timedelta(hours=2))
    actions.close(petition, now=now + timedelta(hours=3))
    kinds = list(Event.objects.order_by("happened_at").values_list("kind", flat=True))
    assert kinds == ["opened", "paused", "resumed", "closed"]
    assert petition.confirms_until() == now + timedelta(days=7, hours=3)


def test_of_two_who_move_a_petition_at_once_one_is_refused(now: datetime) -> None:
    petition = ada_opens(now)
    stale = Petition.objects.get(pk=petition.pk)
    actions.close(petition, now=now)
    with pytest.raises(MoveRefused):
        actions.close(stale, now=now)
    assert Event.objects.filter(kind=Event.Kind.CLOSED).count() == 1


def test_a_public_site_publishes_nothing_before_it_says_who_is_responsible(
    now: datetime, settings: Settings
) -> None:
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    with pytest.raises(MoveRefused, match="UNDERSIGNED_RESPONSIBLE"):
        ada_opens(now)


def test_a_text_binds_while_it_is_current_and_for_an_hour_after() -> None:
    moment = datetime.fromisoformat("2026-11-24T09:30:00+00:00")
    assert actions.text_binds(TextVersion(), now=moment)
    assert actions.text_binds(TextVersion(superseded_at=moment - timedelta(hours=1)), now=moment)
    assert not actions.text_binds(TextVersion(superseded_at=moment - timedelta(minutes=61)), now=moment)
