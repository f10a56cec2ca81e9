"""A planned handover is brought to mind once before it, and once after it if nobody wrote it down."""

from datetime import datetime, timedelta

import pytest

from tests.delivery.occasions import EDITOR, delivered, planned, seen
from tests.desk.members import account, join, mails
from tests.people import ada_drafts, ada_opens
from undersigned.delivery import handing_over
from undersigned.delivery.nudging import nudge_due
from undersigned.delivery.planning import Plan
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def petition(now: datetime) -> Petition:
    """Open, with ada in its team."""
    petition = ada_opens(now)
    join(petition.team, account("ada", now), "editor", now)
    return petition


def test_its_team_is_told_three_days_before_and_the_day_after(petition: Petition, now: datetime) -> None:
    handover = planned(petition, now)  # in seven days
    hours = [nudge_due(now + timedelta(hours=n)) for n in range(0, 24 * 40, 6)]
    assert sum(hours) == 2
    assert [day for day in range(40) if sum(hours[day * 4 : day * 4 + 4])] == [4, 7]
    first, second = (text for _, text in mails(now))
    assert "On 1 December 2026 your team hands this petition over to The City Council:" in first
    assert f"/handovers/{handover.public_id}" in first
    assert "was to hand this petition over" in second


def test_what_was_recorded_called_off_or_planned_otherwise_is_not_brought_to_mind(
    petition: Petition, now: datetime
) -> None:
    delivered(planned(petition, now), now)
    handing_over.cancel(one := planned(petition, now), seen=seen(one), by=EDITOR, now=now)
    assert nudge_due(now + 5 * DAY) == 0
    moved = planned(petition, now)
    assert nudge_due(now + 5 * DAY) == 1
    later = Plan(planned_at=now + 20 * DAY)
    handing_over.change(moved, later, seen=seen(moved), by=EDITOR, now=now + 5 * DAY)
    assert nudge_due(now + 10 * DAY) == 0
    assert nudge_due(now + 18 * DAY) == 1


def test_whoever_planned_it_for_tomorrow_knows(petition: Petition, now: datetime) -> None:
    planned(petition, now, planned_at=now + DAY)
    assert nudge_due(now + timedelta(hours=1)) == 0
    assert nudge_due(now + 2 * DAY) == 1


def test_a_draft_and_what_is_long_past_are_left_alone(petition: Petition, now: datetime) -> None:
    planned(petition, now)
    planned(ada_drafts(now), now)
    assert nudge_due(now + 90 * DAY) == 0
