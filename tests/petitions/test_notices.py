"""The notice in every language: what an upgrade adds, and what it never touches."""

import hashlib
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from tests.people import ada_drafts, ada_opens, signs
from undersigned.ops import rounds
from undersigned.petitions import actions, notices
from undersigned.petitions.models import Notice, Petition
from undersigned.signing.mine import export
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db
Row = tuple[int, int, str, str]


def rows() -> set[Row]:
    return set(Notice.objects.values_list("petition_id", "number", "language", "text"))


@pytest.fixture
def spoken(settings: Settings) -> list[str]:
    """The languages of the site."""
    return [code for code, _ in settings.LANGUAGES]


def before_the_upgrade(now: datetime, settings: Settings, **facts: object) -> Petition:
    """A petition made when the site spoke English and French, by those who answered for it then."""
    later = settings.LANGUAGES
    settings.LANGUAGES = [pair for pair in later if pair[0] in ("en", "fr")]
    settings.UNDERSIGNED_RESPONSIBLE = "Friends of the Library"
    petition = ada_opens(now, **facts)  # type: ignore[arg-type]
    settings.LANGUAGES = later
    settings.UNDERSIGNED_RESPONSIBLE = "Somebody else"
    return petition


def test_a_round_of_the_worker_adds_what_an_upgrade_brought_and_changes_nothing_that_is_there(
    now: datetime, settings: Settings, spoken: list[str]
) -> None:
    petition = before_the_upgrade(now, settings, hands_over="names", asks_postal_code=True)
    kept = rows()
    assert {language for *_, language, _ in kept} == {"en", "fr"}
    [complete] = [one for one in rounds.registered() if one.what == "completing notices"]
    assert complete.run(now + timedelta(days=1)) == len(spoken) - 2
    assert rows() > kept
    added = petition.notices.exclude(language__in=["en", "fr"])
    assert {notice.language for notice in added} == set(spoken) - {"en", "fr"}
    for notice in added:
        assert "Friends of the Library" in notice.text
        assert (notice.number, notice.hands_over) == (1, "names")
        assert notice.sha256 == hashlib.sha256(notice.text.encode()).hexdigest()
    welsh = notices.paragraphs(
        "names", responsible="Friends of the Library", months=6, asks_postal_code=True, language="cy"
    )
    assert notices.current(petition, "cy").text.split("\n\n") == welsh
    whole = rows()
    assert complete.run(now + timedelta(days=2)) == 0
    assert rows() == whole


def test_a_notice_that_names_nobody_is_completed_with_nobody(now: datetime, settings: Settings) -> None:
    petition = ada_opens(now)
    petition.notices.filter(language="cy").delete()
    settings.UNDERSIGNED_RESPONSIBLE = "Somebody else"
    assert notices.complete_all(now) == 1
    assert "Somebody else" not in notices.current(petition, "cy").text


def test_where_the_words_have_changed_since_nothing_is_added_beside_the_old_ones(
    now: datetime, settings: Settings
) -> None:
    petition = before_the_upgrade(now, settings)
    for notice in petition.notices.all():  # as an earlier release worded it, in both
        Notice.objects.filter(pk=notice.pk).update(text=notice.text + "\n\nOnce more.")
    kept = rows()
    assert notices.complete_all(now) == 0
    assert rows() == kept
    assert notices.current(petition, "cy").language == "en"


def test_one_language_whose_words_are_as_they_were_is_enough(
    now: datetime, settings: Settings, spoken: list[str]
) -> None:
    petition = before_the_upgrade(now, settings)
    petition.notices.filter(language="fr").update(text="Tout autrement.\n\nAutrement.")
    assert notices.complete_all(now) == len(spoken) - 2
    assert "Friends of the Library" in notices.current(petition, "de").text
    assert notices.current(petition, "fr").text == "Tout autrement.\n\nAutrement."


def test_a_draft_is_completed_and_one_that_closed_is_not(
    now: datetime, settings: Settings, spoken: list[str]
) -> None:
    closed = actions.close(before_the_upgrade(now, settings), now=now)
    draft = ada_drafts(now)
    draft.notices.filter(language__in=["cy", "ar"]).delete()
    assert notices.complete_all(now) == 2
    assert (draft.notices.count(), closed.notices.count()) == (len(spoken), 2)


def test_whoever_signed_before_takes_along_the_notice_that_they_were_shown(
    now: datetime, settings: Settings
) -> None:
    petition = before_the_upgrade(now, settings)
    signs(petition, now)
    signs(petition, now + timedelta(days=2), email="dee@example.org")
    Signature.objects.update(language="cy")
    notices.complete_all(now + timedelta(days=1))
    english, welsh = (notices.current(petition, language).text for language in ("en", "cy"))
    signatures = Signature.objects.select_related("petition__team").order_by("signed_at")
    told = [one["notice"] for one in export(list(signatures), now=now)["signatures"]]
    assert told == [english, welsh]
