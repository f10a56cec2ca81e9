"""Backers before a petition opens: counted once each, needed where the site says so, told once, and forgotten."""

import uuid
from datetime import datetime, timedelta

import pytest

from tests.desk.members import account, mails, path_in, team_of
from undersigned.ops.audit import COMMAND
from undersigned.ops.retention import count_due, forget_due
from undersigned.ops.switches import switch
from undersigned.people.actions import actor_of
from undersigned.people.models import User
from undersigned.petitions import actions, reviewing
from undersigned.petitions.backing import (
    MOST,
    ask_to_back,
    backer_of,
    backers_of,
    confirm_backer,
    forget_backer,
    tell_all,
)
from undersigned.petitions.drafting import start
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Backer, Petition
from undersigned.petitions.moving import By
from undersigned.signing.counting import standing
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "The Mayor must plant trees",
    "story": "It is hot.",
    "language": "en",
    "hands_over": "number",
}


@pytest.fixture
def ada(now: datetime) -> User:
    return account("ada", now)


@pytest.fixture
def petition(ada: User, now: datetime) -> Petition:
    return start(TYPED, key=uuid.uuid4(), team=team_of(ada, now), now=now).petition


def asks(petition: Petition, name: str, now: datetime) -> None:
    ask_to_back(petition, f"{name}@example.org", language="en", network_digest=None, now=now)


def backs(petition: Petition, name: str, now: datetime) -> Backer:
    asks(petition, name, now)
    text = next(text for to, text in mails(now) if to == f"{name}@example.org")
    token = path_in(text).rpartition("/")[2]
    backer = backer_of(token, now=now)
    assert backer
    confirm_backer(backer, now=now)
    return backer


def test_an_address_backs_once_however_it_is_spelled_and_is_held_sealed(
    petition: Petition, now: datetime
) -> None:
    backer = backs(petition, "sam", now)
    confirm_backer(backer, now=now)
    ask_to_back(petition, "SAM@Example.org", language="fr", network_digest=None, now=now)
    assert Backer.objects.count() == backers_of(petition) == 1
    assert len(mails(now)) == 2
    assert b"sam@example.org" not in bytes(backer.sealed)
    assert not Signature.objects.exists()
    assert standing(petition).signatures == 0


def test_only_whoever_confirmed_counts_and_may_be_forgotten_at_once(
    petition: Petition, now: datetime
) -> None:
    asks(petition, "sam", now)
    assert backers_of(petition) == 0
    token = path_in(mails(now)[-1][1]).rpartition("/")[2]
    assert backer_of(token, now=now + timedelta(days=7)) is None
    assert backer_of("nonsense", now=now) is None
    backer = backer_of(token, now=now)
    assert backer
    forget_backer(backer)
    assert backer_of(token, now=now) is None
    assert not Backer.objects.exists()


def test_where_the_site_wants_backers_a_team_opens_nothing_without_them(
    petition: Petition, ada: User, now: datetime
) -> None:
    switch("backers", "2", actor=COMMAND, now=now)
    by = By("owner", actor_of(ada))
    backs(petition, "sam", now)
    for move in (actions.publish, reviewing.submit):
        with pytest.raises(MoveRefused) as refused:
            move(petition, now=now, by=by)
        assert refused.value.code == "backers"
    backs(petition, "kim", now)
    assert actions.publish(petition, now=now, by=by).state == "open"


def test_whoever_runs_the_site_needs_no_backers(petition: Petition, now: datetime) -> None:
    switch("backers", "20", actor=COMMAND, now=now)
    assert actions.publish(petition, now=now).state == "open"


def test_when_it_opens_each_backer_is_told_once_and_forgotten(petition: Petition, now: datetime) -> None:
    backs(petition, "sam", now)
    asks(petition, "zed", now)
    assert tell_all(now) == 0
    actions.publish(petition, now=now)
    assert (tell_all(now), tell_all(now)) == (1, 0)
    told = [(to, path_in(text)) for to, text in mails(now) if "/back/" not in text]
    assert told == [("sam@example.org", "/p/the-mayor-must-plant-trees")]
    assert list(Backer.objects.values_list("confirmed_at", flat=True)) == [None]


def test_no_address_outlives_its_time(petition: Petition, now: datetime) -> None:
    backs(petition, "sam", now)
    asks(petition, "zed", now)
    assert count_due(now)["backers of drafts"] == 0
    assert forget_due(now + timedelta(days=7))["backers of drafts"] == 1
    assert backers_of(petition) == 1
    assert forget_due(now + timedelta(days=180))["backers of drafts"] == 1
    assert not Backer.objects.exists()


def test_what_closes_keeps_no_backer(petition: Petition, now: datetime) -> None:
    backs(petition, "sam", now)
    actions.publish(petition, now=now)
    actions.close(petition, now=now)
    assert forget_due(now)["backers of drafts"] == 1


def test_nobody_fills_the_table_through_one_link(
    petition: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST >= 100
    monkeypatch.setattr("undersigned.petitions.backing.MOST", 1)
    asks(petition, "sam", now)
    asks(petition, "zed", now)
    assert Backer.objects.count() == 1
