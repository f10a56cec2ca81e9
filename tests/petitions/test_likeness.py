"""Petitions that ask for something like it: found by their words, only while open, and kept fresh by every change."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.people import DOCUMENT, ada_drafts, ada_opens
from undersigned.petitions import actions, translating
from undersigned.petitions.addressees import directory, forget_directory
from undersigned.petitions.document import read
from undersigned.petitions.drafting import save
from undersigned.petitions.likeness import alike, note_all
from undersigned.petitions.models import Petition, TitleWord

pytestmark = pytest.mark.django_db
LIKE_IT = "Reopen the library at Riverside"


def opens(title: str, now: datetime) -> Petition:
    return ada_opens(now, replace(DOCUMENT, title=title))


def test_the_likest_comes_first_and_others_do_not(now: datetime) -> None:
    opens("The Mayor must plant trees", now)
    some = opens("The Council must not close the library", now)
    same = ada_opens(now)
    assert alike(LIKE_IT)[0] == same
    assert some not in alike("The Harbour Board must paint the pier")
    assert alike("The Rector must mend the old organ") == []
    assert alike("??") == alike("") == []


def test_only_what_is_open_is_shown(now: datetime) -> None:
    petition = ada_drafts(now)
    assert alike(LIKE_IT) == []
    actions.publish(petition, now=now)
    assert alike(LIKE_IT) == [petition]
    assert alike(LIKE_IT, besides=petition) == []
    actions.close(petition, now=now)
    assert alike(LIKE_IT) == []
    ada_opens(now, is_example=True)
    assert alike(LIKE_IT) == []


def test_a_title_that_is_written_anew_is_found_by_its_new_words(now: datetime) -> None:
    petition = ada_drafts(now)
    save(
        petition,
        {"title": "The Mayor must plant trees", "story": "It is hot.", "hands_over": "number"},
        version=0,
        now=now,
    )
    actions.publish(petition, now=now)
    assert alike(LIKE_IT) == []
    assert alike("Plant more trees") == [petition]


def test_a_translation_is_found_in_its_language(now: datetime) -> None:
    petition = ada_opens(now)
    french = read("Le conseil doit rouvrir la bibliothèque\n\nElle a fermé.\n".encode())
    translating.add_translation(petition, french, language="fr", now=now)
    assert alike("Rouvrir notre bibliothèque") == [petition]


def test_what_was_missed_is_made_good_once(now: datetime) -> None:
    petition = ada_opens(now)
    TitleWord.objects.all().delete()
    assert (note_all(now), note_all(now)) == (1, 0)
    assert alike(LIKE_IT) == [petition]
    TitleWord.objects.update(text_number=7)
    assert (note_all(now), note_all(now)) == (1, 0)


def test_words_that_every_title_has_find_something_too(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undersigned.petitions.likeness.COMMON", 1)
    petition = ada_opens(now)
    assert alike(LIKE_IT) == [petition]


def test_the_directory_names_whom_public_petitions_ask(now: datetime) -> None:
    forget_directory()
    ada_drafts(now, replace(DOCUMENT, addressees=("A secret office",)))
    ada_opens(now, replace(DOCUMENT, title="The Mayor must plant trees", addressees=("The Mayor",)))
    ada_opens(now)
    ada_opens(now, replace(DOCUMENT, title="The City Council must mend the pier", addressees=("x" * 150,)))
    ada_opens(now, replace(DOCUMENT, title="The City Council must paint the pier"))
    assert directory() == ("The City Council", "The Mayor")
    forget_directory()
