"""Changing the text of a petition that people have signed."""

from datetime import datetime, timedelta

import pytest

from tests.people import ada_opens
from tests.petitions.test_life import written
from undersigned.petitions import actions, versions
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Notice, Petition, Slug, Text, TextVersion
from undersigned.petitions.translating import add_translation
from undersigned.petitions.versions import MoreThanAFix

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MENDED = {"call": "Let’s ask the Council together!"}
TREES = {"title": "The Mayor must plant trees", "addressees": "The Mayor", "hands_over": "names"}


def test_a_fix_is_a_version_under_the_same_ask(now: datetime) -> None:
    petition = versions.fix(ada_opens(now), written(**MENDED), of=1, now=now + HOUR)
    assert (petition.text_number, petition.ask_number, petition.notice_number) == (2, 1, 1)
    old, new = TextVersion.objects.order_by("number")
    assert (old.superseded_at, new.superseded_at, new.ask_number) == (now + HOUR, None, 1)
    first, second = Text.objects.order_by("version__number")
    assert (first.call, second.call) == ("Let’s ask the council together!", "Let’s ask the Council together!")
    assert first.markup == second.markup
    assert [event.kind for event in petition.events.order_by("id")] == ["opened", "fixed"]
    assert actions.text_binds(old, now=now + 2 * HOUR)


def test_what_says_something_else_is_no_fix(now: datetime) -> None:
    petition = ada_opens(now)
    with pytest.raises(MoreThanAFix) as told:
        versions.fix(petition, written(**TREES), of=1, now=now)
    assert told.value.fields == ["title", "addressees"]
    assert Petition.objects.get().text_number == 1
    assert Text.objects.count() == 1


def test_many_small_fixes_lead_no_farther_than_one(now: datetime) -> None:
    petition, title = ada_opens(now), written().title
    step, far = title.replace("Riverside", "Riversied"), title.replace("Riverside", "Rivresdei")
    versions.fix(petition, written(title=step), of=1, now=now + HOUR)
    with pytest.raises(MoreThanAFix):  # near the one before, far from the first
        versions.fix(petition, written(title=far), of=2, now=now + 2 * HOUR)
    versions.fix(petition, written(), of=2, now=now + 2 * HOUR)
    numbers = Text.objects.order_by("version__number").values_list("version__number", flat=True)
    assert list(numbers) == [1, 2, 3]


def test_texts_in_other_languages_come_along(now: datetime) -> None:
    petition = ada_opens(now)
    french = written(title="La ville doit rouvrir la bibliothèque").document()
    add_translation(petition, french, language="fr", now=now)
    versions.fix(petition, written(**MENDED), of=1, now=now + HOUR)
    texts = Text.objects.filter(version__number=2).order_by("language")
    assert [text.language for text in texts] == ["en", "fr"]
    assert texts[1].title == "La ville doit rouvrir la bibliothèque"
    assert Text.objects.filter(language="fr").count() == 2


def test_a_new_ask_keeps_the_old_one_as_it_was_signed(now: datetime) -> None:
    petition = versions.change_ask(ada_opens(now), written(**TREES), of=1, now=now + HOUR)
    assert (petition.text_number, petition.ask_number, petition.notice_number) == (2, 2, 2)
    assert [addressee.name for addressee in petition.addressees.all()] == ["The Mayor"]
    old, new = Text.objects.order_by("version__number")
    assert (old.addressees, new.addressees) == (["The City Council"], [])
    assert versions.wording(petition, old).addressees == ("The City Council",)
    assert versions.wording(petition, new).addressees == ("The Mayor",)
    assert versions.wording(petition, new).title == "The Mayor must plant trees"
    assert petition.slugs.get(is_current=True).slug == "the-mayor-must-plant-trees"
    assert Slug.objects.filter(slug="the-city-council-must-reopen-the-riverside-library").exists()


def test_a_text_mended_before_keeps_whom_it_named(now: datetime) -> None:
    petition = versions.fix(ada_opens(now), written(**MENDED), of=1, now=now)
    versions.change_ask(petition, written(**TREES), of=2, now=now)
    named = [versions.wording(petition, text).addressees for text in Text.objects.order_by("version__number")]
    assert named == [("The City Council",), ("The City Council",), ("The Mayor",)]


def test_another_notice_is_for_those_who_sign_from_now_on(now: datetime) -> None:
    petition = ada_opens(now)
    before = {(notice.language, notice.sha256) for notice in petition.notices.all()}
    versions.change_ask(petition, written(**TREES), of=1, now=now + HOUR)
    kept = Notice.objects.filter(number=1)
    assert {(notice.language, notice.sha256) for notice in kept} == before
    assert {notice.superseded_at for notice in kept} == {now + HOUR}
    new = Notice.objects.filter(number=2)
    assert {notice.language for notice in new} == {notice.language for notice in kept}
    assert {notice.hands_over for notice in new} == {"names"}


def test_the_notice_stays_where_it_says_the_same(now: datetime) -> None:
    petition = versions.change_ask(ada_opens(now), written(title="The Mayor must plant trees"), of=1, now=now)
    assert petition.notice_number == 1
    assert not Notice.objects.exclude(superseded_at=None).exists()


@pytest.mark.parametrize("change", [versions.fix, versions.change_ask])
def test_nothing_changed_is_no_version_and_a_stale_page_changes_nothing(
    now: datetime, change: object
) -> None:
    petition = ada_opens(now)
    with pytest.raises(MoveRefused) as told:
        change(petition, written(), of=1, now=now)  # type: ignore[operator]
    assert told.value.code == "same"
    with pytest.raises(MoveRefused) as told:
        change(petition, written(**MENDED), of=2, now=now)  # type: ignore[operator]
    assert told.value.code == "moved"
    assert TextVersion.objects.count() == 1
