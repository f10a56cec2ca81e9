"""Where a petition stands, at the desk: every move that a role may make, and what is said when it cannot be made."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.desk.members import account, draft_of, join, signed_in
from undersigned.ops.audit import COMMAND
from undersigned.ops.models import AuditEntry
from undersigned.ops.switches import switch
from undersigned.people.models import Team, User
from undersigned.petitions import actions, outcomes, reviewing
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
PATH = "/desk/p/the-city-council-must-reopen-the-riverside-library"
PUBLIC = "/p/the-city-council-must-reopen-the-riverside-library"


@pytest.fixture
def desk(ada: User, team: Team, today: datetime) -> Client:
    draft_of(team, today)
    return signed_in(ada, today)


def state() -> str:
    return Petition.objects.get().state


def test_it_is_scheduled_seen_by_the_team_alone_and_taken_back(
    desk: Client, ada: User, today: datetime
) -> None:
    day = (today + timedelta(days=3)).date().isoformat()
    assert desk.post(f"{PATH}/move/schedule", {"day": day, "time": "06:30"}).headers["Location"] == PATH
    petition = Petition.objects.get()
    assert petition.opens_at == datetime.fromisoformat(f"{day}T06:30:00+00:00")
    assert AuditEntry.objects.get(action="schedule").actor_name == ada.called
    page = desk.get(f"{PATH}/course").content.decode()
    assert "06:30 UTC" in page
    assert f'value="{day}"' in page
    assert Client().get(PUBLIC, headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    assert desk.get(f"{PATH}/preview").status_code == 200
    desk.post(f"{PATH}/move/unschedule")
    assert state() == "draft"


@pytest.mark.parametrize(
    ("verb", "typed", "told"),
    [
        ("schedule", {}, "Choose a day and a time."),
        ("schedule", {"day": "2026-13-40", "time": "06:30"}, "Choose a day and a time."),
        ("schedule", {"day": "2020-01-01", "time": "06:30"}, "That moment is past."),
        ("close-on", {"day": "2999-01-01", "time": "06:30"}, "within the next three years"),
        ("close-on", {"day": "1; DROP", "time": "<b>"}, "Choose a day and a time."),
    ],
)
def test_a_moment_that_cannot_be_is_told_beside_its_form_which_keeps_it(
    desk: Client, verb: str, typed: dict[str, str], told: str
) -> None:
    answer = desk.post(f"{PATH}/move/{verb}", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert f'id="{verb}_error"' in page
    assert "<b>" not in page
    if typed and typed["day"].startswith("2"):
        assert f'value="{typed["day"]}"' in page
    assert state() == "draft"


def test_an_owner_says_what_became_of_it_and_everyone_reads_it(desk: Client) -> None:
    desk.post(f"{PATH}/move/publish")
    assert desk.post(f"{PATH}/move/declare", {"outcome": "won", "story": ""}).status_code == 422
    kept = desk.post(f"{PATH}/move/declare", {"story": "It opens <i>again</i>."})
    assert kept.status_code == 422
    assert "It opens &lt;i&gt;again&lt;/i&gt;." in kept.content.decode()
    assert desk.post(f"{PATH}/move/declare", {"outcome": "won", "story": "It opens."}).status_code == 302
    page = Client().get(PUBLIC).content.decode()
    assert "<p>It opens.</p>" in page
    assert "The outcome was declared: won." in page
    assert desk.post(f"{PATH}/move/close").status_code == 302
    assert desk.post(f"{PATH}/move/reopen").status_code == 302
    assert "The petition opened again." in Client().get(PUBLIC).content.decode()


def test_an_editor_closes_and_only_an_owner_opens_again(desk: Client, team: Team, today: datetime) -> None:
    mo = account("mo", today)
    join(team, mo, "editor", today)
    desk.post(f"{PATH}/move/publish")
    editor = signed_in(mo, today)
    assert editor.post(f"{PATH}/move/close").status_code == 302
    assert "Open it again" not in editor.get(f"{PATH}/course").content.decode()
    assert editor.post(f"{PATH}/move/reopen").status_code == 403
    assert editor.post(f"{PATH}/move/declare", {"outcome": "won", "story": "x"}).status_code == 403
    assert state() == "closed"
    assert "Open it again" in desk.get(f"{PATH}/course").content.decode()


def test_whoever_comes_second_is_told_so(desk: Client) -> None:
    desk.post(f"{PATH}/move/publish")
    answer = desk.post(f"{PATH}/move/publish")
    assert answer.status_code == 409
    assert "Somebody else was quicker" in answer.content.decode()


@pytest.mark.parametrize("verb", ["accept", "refuse", "take-down", "put-back", "fly", "__class__"])
def test_what_is_not_the_teams_is_not_there(desk: Client, verb: str, today: datetime) -> None:
    reviewing.submit(Petition.objects.get(), now=today)
    assert desk.post(f"{PATH}/move/{verb}", {"story": "x"}).status_code == 404
    assert state() == "submitted"


def test_another_team_finds_nothing(desk: Client, today: datetime) -> None:
    zed = signed_in(account("zed", today), today)
    assert zed.get(f"{PATH}/course").status_code == 404
    assert zed.post(f"{PATH}/move/publish").status_code == 404
    assert state() == "draft"


def test_where_the_site_looks_first_it_is_handed_in(desk: Client, today: datetime) -> None:
    switch("review", "on", actor=COMMAND, now=today)
    assert "Hand it in" in desk.get(PATH).content.decode()
    refused = desk.post(f"{PATH}/move/publish")
    assert (refused.status_code, state()) == (422, "draft")
    assert "hand it in" in refused.content.decode()
    desk.post(f"{PATH}/move/submit")
    assert state() == "submitted"
    assert desk.get(f"{PATH}/write").status_code == 302
    reviewing.refuse(Petition.objects.get(), why="It names <b>somebody</b>.", now=today)
    page = desk.get(f"{PATH}/course").content.decode()
    assert "It names &lt;b&gt;somebody&lt;/b&gt;." in page
    desk.post(f"{PATH}/move/revise")
    assert state() == "draft"


def test_what_was_taken_down_is_gone_for_visitors_and_stands_at_the_desk(
    desk: Client, today: datetime
) -> None:
    petition = actions.publish(Petition.objects.get(), now=today)
    outcomes.take_down(petition, why="A court said so.", now=today)
    for path in (PUBLIC, f"{PUBLIC}/count.json", f"/fr{PUBLIC}", f"{PUBLIC}/signers"):
        assert Client().get(path).status_code == 410
    assert Client().post(f"{PUBLIC}/sign", {}).status_code == 410
    assert petition.team.name not in Client().get(PUBLIC).content.decode()
    page = desk.get(f"{PATH}/course")
    assert page.status_code == 200
    assert "A court said so." in page.content.decode()
