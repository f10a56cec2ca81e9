"""After the answer, at the desk."""

from datetime import datetime

import pytest
from django.test import Client

from tests.answered import answered
from tests.desk.members import account, draft_of, join, signed_in, team_of
from undersigned.delivery.models import Answer, Telling
from undersigned.people.models import Team
from undersigned.petitions import actions, outcomes
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
PATH = "/desk/p/the-city-council-must-reopen-the-riverside-library"


@pytest.fixture
def petition(team: Team, today: datetime) -> Petition:
    return actions.publish(draft_of(team, today), now=today)


def at_desk(team: Team, name: str, role: str, now: datetime) -> Client:
    user = account(name, now)
    join(team, user, role, now)
    return signed_in(user, now)


def test_a_promise_is_marked_and_stays_typed_when_something_is_missing(
    team: Team, petition: Petition, today: datetime
) -> None:
    promise, desk = answered(petition, today, "promised"), at_desk(team, "ed", "editor", today)
    path = f"{PATH}/answers/{promise.number}/mark"
    assert "Was it kept?" in desk.get(path).content.decode()
    refused = desk.post(path, {"mark": "", "text": "They <b>came</b>.", "link": "https://example.org"})
    assert refused.status_code == 422
    assert "They &lt;b&gt;came&lt;/b&gt;." in refused.content.decode()
    done = desk.post(path, {"mark": "kept", "text": "They came."})
    assert done.headers["Location"] == f"{PATH}/after"
    assert "<strong>It was kept</strong>" in desk.get(f"{PATH}/after").content.decode()


def test_telling_needs_a_second_press_and_happens_once(
    team: Team, petition: Petition, today: datetime
) -> None:
    answer, desk = answered(petition, today), at_desk(team, "ed", "editor", today)
    path = f"{PATH}/answers/{answer.number}/tell"
    assert "We will look at it." in desk.get(path).content.decode()
    assert not Telling.objects.exists()
    assert desk.post(path).status_code == 302
    assert desk.post(path).status_code == 409
    assert Telling.objects.count() == 1
    assert desk.post(f"{PATH}/outcome/tell").status_code == 409
    outcomes.declare(petition, outcome="won", story="All of it.", now=today)
    assert desk.post(f"{PATH}/outcome/tell").status_code == 302


def test_a_viewer_reads_and_does_nothing(team: Team, petition: Petition, today: datetime) -> None:
    promise, desk = answered(petition, today, "promised"), at_desk(team, "vera", "viewer", today)
    page = desk.get(f"{PATH}/after").content.decode()
    assert "made a promise" in page
    assert "/tell" not in page
    for end in (f"answers/{promise.number}/mark", f"answers/{promise.number}/tell", "outcome/tell"):
        assert desk.post(f"{PATH}/{end}", {"mark": "kept", "text": "x"}).status_code == 404


def test_answers_of_another_team_are_not_there(team: Team, petition: Petition, today: datetime) -> None:
    promise = answered(petition, today, "promised")
    zed = account("zed", today)
    stranger = signed_in(zed, today)
    team_of(zed, today, "Others")
    for end in ("after", f"answers/{promise.number}/mark", f"answers/{promise.number}/tell"):
        assert stranger.get(f"{PATH}/{end}").status_code == 404
    desk = at_desk(team, "ed", "editor", today)
    assert desk.get(f"{PATH}/answers/{promise.number + 1}/mark").status_code == 404
    Answer.objects.update(state="waiting")
    assert desk.get(f"{PATH}/answers/{promise.number}/mark").status_code == 404
