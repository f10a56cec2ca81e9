"""A petition's text in further languages."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from tests.people import DOCUMENT, ada_drafts, ada_opens
from undersigned.petitions.models import Notice, Slug, Text, TextVersion
from undersigned.petitions.translating import TranslationRefused, add_translation

pytestmark = pytest.mark.django_db
FRENCH = replace(
    DOCUMENT,
    title="Le conseil municipal doit rouvrir la bibliothèque",
    ask="rouvrir la bibliothèque",
    paragraphs=("La bibliothèque a fermé au printemps.", "<b>Personne</b> n’a été consulté."),
    call="Demandons-le ensemble !",
    addressees=("Le conseil municipal",),
    goal=9,
    claimed_signatures=77,
    language="fr",
)


def test_a_translation_is_the_current_text_in_other_words_with_its_own_hashes(now: datetime) -> None:
    petition = ada_opens(now)
    text = add_translation(petition, FRENCH, language="fr", now=now)
    assert text.version == TextVersion.objects.get()
    assert (text.title, text.ask, text.call) == (FRENCH.title, FRENCH.ask, FRENCH.call)
    assert text.story.split("\n\n") == list(FRENCH.paragraphs)
    assert "&lt;b&gt;Personne&lt;/b&gt;" in text.story_html
    assert text.hashes["title"] == hashlib.sha256(FRENCH.title.encode()).hexdigest()
    assert set(text.hashes) == {"title", "ask", "letter", "story", "call"}


def test_goal_and_count_of_a_translation_are_not_read(now: datetime) -> None:
    petition = ada_opens(now)
    add_translation(petition, FRENCH, language="fr", now=now)
    petition.refresh_from_db()
    assert (petition.own_goal, petition.claimed_signatures, petition.language) == (500, 0, "en")


def test_a_translation_belongs_to_the_current_text_version(now: datetime) -> None:
    petition = ada_opens(now)
    newer = TextVersion.objects.create(petition=petition, number=2, ask_number=1, created_at=now)
    petition.text_number = 2
    petition.save()
    assert add_translation(petition, FRENCH, language="fr", now=now).version == newer


def test_a_translation_has_an_address_that_nobody_else_had(now: datetime) -> None:
    petitions = [ada_opens(now) for _ in range(2)]
    for petition in petitions:
        add_translation(petition, FRENCH, language="fr", now=now)
    plain = "le-conseil-municipal-doit-rouvrir-la-bibliothèque"
    found = [petition.slugs.get(language="fr", is_current=True).slug for petition in petitions]
    assert found == [plain, f"{plain}-2"]


@pytest.mark.parametrize("hands_over", Notice.HandsOver.values)
def test_a_language_that_the_site_does_not_speak_gets_a_notice_that_hands_over_the_same(
    now: datetime, hands_over: str
) -> None:
    petition = ada_opens(now, hands_over=hands_over)
    add_translation(petition, FRENCH, language="nl", now=now)
    own = Notice.objects.get(language="en")
    notice = Notice.objects.get(language="nl")
    assert (notice.number, notice.hands_over, notice.text) == (1, hands_over, own.text)
    assert notice.sha256 == hashlib.sha256(notice.text.encode()).hexdigest()


def test_a_notice_that_is_there_stays_as_it_was(now: datetime, settings: Settings) -> None:
    petition = ada_opens(now)
    before = Notice.objects.get(language="fr").text
    settings.UNDERSIGNED_RESPONSIBLE = "Somebody else"
    add_translation(petition, FRENCH, language="fr", now=now)
    assert Notice.objects.get(language="fr").text == before


@pytest.mark.parametrize(
    "language", ["", "xx", "french", "fr\x00", "../../etc/passwd", "fr'; --", "<b>", "und", "e" * 9999]
)
def test_what_is_no_language_is_refused_and_leaves_nothing(now: datetime, language: str) -> None:
    petition = ada_opens(now)
    with pytest.raises(TranslationRefused, match="is not the code of a language"):
        add_translation(petition, FRENCH, language=language, now=now)
    assert (Text.objects.count(), Slug.objects.count()) == (1, 1)


@pytest.mark.parametrize("language", ["en", "EN"])
def test_the_petitions_own_language_is_refused_also_of_a_draft(now: datetime, language: str) -> None:
    petition = ada_drafts(now)
    with pytest.raises(TranslationRefused, match="itself is in this language"):
        add_translation(petition, FRENCH, language=language, now=now)
    assert Text.objects.get().title == DOCUMENT.title


def test_a_text_that_may_have_been_signed_is_not_replaced(now: datetime) -> None:
    petition = ada_opens(now)
    add_translation(petition, FRENCH, language="fr", now=now)
    changed = replace(FRENCH, title="Tout autre chose")
    with pytest.raises(TranslationRefused, match="has a text in this language"):
        add_translation(petition, changed, language="fr", now=now)
    assert Text.objects.get(language="fr").title == FRENCH.title
    assert Slug.objects.filter(language="fr").count() == 1


def test_whether_it_is_still_a_draft_is_asked_when_it_counts(now: datetime) -> None:
    stale = ada_drafts(now)
    add_translation(stale, FRENCH, language="fr", now=now)
    type(stale).objects.update(state="open")
    with pytest.raises(TranslationRefused):
        add_translation(stale, FRENCH, language="fr", now=now)


def test_on_a_draft_a_text_is_replaced_and_its_address_follows_the_title(now: datetime) -> None:
    petition = ada_drafts(now)
    add_translation(petition, FRENCH, language="fr", now=now)
    add_translation(petition, replace(FRENCH, call=""), language="fr", now=now)
    assert Slug.objects.filter(language="fr").count() == 1
    mended = replace(FRENCH, title="Rouvrez la bibliothèque")
    text = add_translation(petition, mended, language="fr", now=now + timedelta(minutes=1))
    assert (Text.objects.filter(language="fr").get(), text.call) == (text, FRENCH.call)
    assert text.hashes["title"] == hashlib.sha256(mended.title.encode()).hexdigest()
    assert Slug.objects.get(language="fr", is_current=True).slug == "rouvrez-la-bibliothèque"
    assert Slug.objects.filter(language="fr").count() == 2


@pytest.mark.parametrize(
    ("named", "kept"),
    [(("Le conseil municipal",), ["Le conseil municipal"]), ((), []), (("Le maire", "Le conseil"), [])],
)
def test_addressees_are_kept_in_other_words_where_they_are_as_many(
    now: datetime, named: tuple[str, ...], kept: list[str]
) -> None:
    text = add_translation(ada_opens(now), replace(FRENCH, addressees=named), language="fr", now=now)
    assert text.addressees == kept
