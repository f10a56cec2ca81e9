"""A draft that was left alone: its team is asked once, whoever may write on it, and only while it is one."""

import uuid
from datetime import datetime, timedelta

import pytest

from tests.desk.members import account, join, mails, team_of
from undersigned.people.models import Team
from undersigned.petitions import actions
from undersigned.petitions.copying import mark_template
from undersigned.petitions.drafting import save, start
from undersigned.petitions.leaving import remind_due
from undersigned.petitions.models import Manuscript

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
TYPED = {
    "title": "The Mayor must plant trees",
    "story": "It is hot.",
    "language": "en",
    "hands_over": "number",
}


@pytest.fixture
def team(now: datetime) -> Team:
    return team_of(account("ada", now), now)


@pytest.fixture
def left(team: Team, now: datetime) -> Manuscript:
    return start(TYPED, key=uuid.uuid4(), team=team, now=now)


def test_after_a_week_who_may_write_on_it_is_asked_once(left: Manuscript, team: Team, now: datetime) -> None:
    join(team, account("sam", now), "editor", now)
    join(team, account("vi", now), "viewer", now)
    assert remind_due(now + WEEK - timedelta(seconds=1)) == 0
    later = now + WEEK
    assert (remind_due(later), remind_due(later)) == (1, 0)
    found = mails(later)
    assert sorted(to for to, _text in found) == ["ada@example.org", "sam@example.org"]
    assert "/desk/p/the-mayor-must-plant-trees/write" in found[0][1]
    save(left.petition, TYPED, version=1, now=later)
    assert remind_due(later + WEEK) == 0


def test_what_is_open_a_template_or_long_past_is_left_alone(
    left: Manuscript, team: Team, now: datetime
) -> None:
    kept = start(TYPED | {"title": "Plant trees, Mayor"}, key=uuid.uuid4(), team=team, now=now)
    mark_template(kept.petition, is_template=True, now=now)
    old = start(TYPED | {"title": "Plant bushes"}, key=uuid.uuid4(), team=team, now=now - 60 * WEEK)
    actions.publish(left.petition, now=now)
    assert remind_due(now + WEEK) == 0
    old.refresh_from_db()
    assert old.reminded_at is None
