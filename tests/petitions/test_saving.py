"""A draft that is saved as it is written: nothing typed is lost, no version hides another, nothing half opens."""

import uuid
from datetime import datetime, timedelta

import pytest

from tests.people import ada_drafts, ada_opens
from undersigned.people.models import Team
from undersigned.petitions import actions, reviewing
from undersigned.petitions.drafting import LONGEST_KEPT, Stale, as_typed, rewrite, save, start, version_of
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Manuscript, Petition, Text
from undersigned.petitions.typed import check

pytestmark = pytest.mark.django_db
WHOLE = {
    "title": "The City Council must reopen the Riverside library",
    "story": "It closed in spring.",
    "letter": "Dear councillors,\n\nplease open it.",
    "language": "en",
    "hands_over": "number",
}


@pytest.fixture
def team(now: datetime) -> Team:
    return Team.objects.create(name="Riverside Readers", created_at=now)


def test_a_title_alone_is_a_draft_that_cannot_open_yet(team: Team, now: datetime) -> None:
    petition = start({"title": "Open it"}, key=uuid.uuid4(), team=team, now=now).petition
    assert (petition.state, petition.language) == ("draft", "en")
    for move in (actions.publish, reviewing.submit):
        with pytest.raises(MoveRefused) as refused:
            move(petition, now=now)
        assert refused.value.code == "unfinished"
    save(petition, WHOLE, version=1, now=now)
    assert actions.publish(petition, now=now).state == "open"
    text = Text.objects.get(version__petition=petition)
    assert text.letter == WHOLE["letter"]
    assert text.hashes["letter"]


@pytest.mark.parametrize("title", ["", "??", " \n"])
def test_without_a_title_nothing_is_kept(title: str, team: Team, now: datetime) -> None:
    with pytest.raises(MoveRefused):
        start({"title": title, "story": "Long."}, key=uuid.uuid4(), team=team, now=now)
    assert not Petition.objects.exists()


def test_one_page_begins_one_draft_however_often_it_is_sent(team: Team, now: datetime) -> None:
    key = uuid.uuid4()
    first = start(WHOLE, key=key, team=team, now=now)
    again = start(WHOLE | {"title": "Other"}, key=key, team=team, now=now + timedelta(seconds=1))
    assert (again.petition, again.version) == (first.petition, 1)
    assert Petition.objects.count() == 1
    other = Team.objects.create(name="Others", created_at=now)
    with pytest.raises(MoveRefused):
        start(WHOLE, key=key, team=other, now=now)


def test_what_is_wrong_is_kept_as_it_was_typed(team: Team, now: datetime) -> None:
    petition = start(WHOLE, key=uuid.uuid4(), team=team, now=now).petition
    wrong = WHOLE | {"goal": "many", "title": "", "country": "??", "story": "x\0y", "more": "z"}
    save(petition, wrong, version=1, now=now)
    kept = as_typed(petition)
    assert (kept["goal"], kept["title"], kept["country"], kept["story"]) == ("many", "", "??", "xy")
    assert "more" not in kept
    assert Text.objects.get(version__petition=petition).title == WHOLE["title"]
    assert not Manuscript.objects.get().is_whole


def test_the_second_of_two_who_began_from_one_version_is_told(team: Team, now: datetime) -> None:
    petition = start(WHOLE, key=uuid.uuid4(), team=team, now=now).petition
    save(petition, WHOLE | {"call": "One"}, version=1, now=now)
    with pytest.raises(Stale) as stale:
        save(petition, WHOLE | {"call": "Two"}, version=1, now=now)
    assert stale.value.manuscript.version == version_of(petition) == 2
    assert as_typed(petition)["call"] == "One"
    save(petition, WHOLE | {"call": "Two"}, version=2, now=now)
    assert as_typed(petition)["call"] == "Two"


def test_a_draft_from_elsewhere_is_written_on_too(now: datetime) -> None:
    petition = ada_drafts(now)
    assert version_of(petition) == 0
    save(petition, as_typed(petition) | {"call": "Now!"}, version=0, now=now)
    assert (version_of(petition), as_typed(petition)["call"]) == (1, "Now!")
    with pytest.raises(Stale):
        save(petition, as_typed(petition), version=0, now=now)


def test_saving_by_itself_keeps_the_address_and_the_button_lets_it_follow(team: Team, now: datetime) -> None:
    petition = start({"title": "The City"}, key=uuid.uuid4(), team=team, now=now).petition
    for version, title in enumerate(("The City Council", "The City Council must"), 1):
        save(petition, WHOLE | {"title": title}, version=version, now=now)
    assert [slug.slug for slug in petition.slugs.all()] == ["the-city"]
    save(petition, WHOLE, version=3, now=now, is_done=True)
    assert petition.slugs.get(is_current=True).slug == "the-city-council-must-reopen-the-riverside-library"


def test_the_notice_follows_what_is_handed_over(team: Team, now: datetime) -> None:
    petition = start(WHOLE, key=uuid.uuid4(), team=team, now=now).petition
    before = petition.notices.get(language="en").text
    save(petition, WHOLE | {"hands_over": "places", "asks_postal_code": "on"}, version=1, now=now)
    after = petition.notices.get(language="en")
    assert after.hands_over == "places"
    assert after.text != before
    assert "postcode" in after.text


def test_what_is_open_and_what_is_too_long_is_refused(now: datetime) -> None:
    petition = ada_opens(now)
    with pytest.raises(MoveRefused):
        save(petition, WHOLE, version=0, now=now)
    draft = ada_drafts(now)
    with pytest.raises(MoveRefused) as refused:
        save(draft, {"title": "x" * (LONGEST_KEPT + 1)}, version=0, now=now)
    assert refused.value.code == "too-long"
    assert version_of(draft) == 0


def test_a_draft_that_is_written_anew_forgets_what_was_typed_before(team: Team, now: datetime) -> None:
    petition = start(WHOLE | {"goal": "many"}, key=uuid.uuid4(), team=team, now=now).petition
    draft, _errors = check(WHOLE, languages=["en"])
    assert draft
    rewrite(petition, draft, now=now)
    assert as_typed(petition)["goal"] == ""
    assert Manuscript.objects.get().is_whole
