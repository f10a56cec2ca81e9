"""Petitions that open and close by themselves."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.people import ada_drafts, ada_opens
from undersigned.ops.audit import COMMAND, Actor
from undersigned.ops.models import AuditEntry
from undersigned.ops.switches import switch
from undersigned.petitions import actions, dates
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Event, Petition
from undersigned.petitions.moving import By

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADA = By("owner", Actor(None, "ada"))


def kinds(petition: Petition) -> list[str]:
    return list(petition.events.order_by("id").values_list("kind", flat=True))


def test_a_scheduled_petition_opens_when_its_moment_has_come_and_once(now: datetime) -> None:
    petition = dates.schedule(ada_drafts(now), opens_at=now + DAY, now=now)
    assert not petition.takes_signatures(now + 2 * DAY)
    assert dates.move_what_is_due(now + DAY - timedelta(seconds=1)) == 0
    assert dates.move_what_is_due(now + DAY) == 1
    assert dates.move_what_is_due(now + DAY) == 0
    petition.refresh_from_db()
    assert (petition.state, petition.opened_at, petition.opens_at) == ("open", now + DAY, None)
    assert kinds(petition) == ["opened"]
    assert AuditEntry.objects.filter(action="publish", actor_name="clock").count() == 1


def test_one_that_was_taken_back_stays_a_draft(now: datetime) -> None:
    petition = dates.unschedule(dates.schedule(ada_drafts(now), opens_at=now + DAY, now=now), now=now)
    assert dates.move_what_is_due(now + 2 * DAY) == 0
    assert Petition.objects.get(pk=petition.pk).state == "draft"


def test_signing_ends_at_the_moment_that_was_set_however_late_the_clock_looks(now: datetime) -> None:
    petition = dates.close_on(ada_opens(now), closes_at=now + DAY, now=now)
    assert petition.takes_signatures(now + DAY - timedelta(seconds=1))
    assert not petition.takes_signatures(now + DAY)
    assert dates.move_what_is_due(now + 3 * DAY) == 1
    petition.refresh_from_db()
    assert (petition.state, petition.closed_at) == ("closed", now + DAY)
    assert kinds(petition) == ["opened", "closing", "closed"]
    assert petition.events.get(kind="closing").number == (now + DAY).toordinal()


def test_a_paused_petition_closes_too(now: datetime) -> None:
    petition = actions.pause(dates.close_on(ada_opens(now), closes_at=now + DAY, now=now), now=now)
    dates.move_what_is_due(now + DAY)
    assert Petition.objects.get(pk=petition.pk).state == "closed"


def test_the_end_can_be_taken_back_which_everyone_can_read(now: datetime) -> None:
    petition = dates.close_on(ada_opens(now), closes_at=now + DAY, now=now)
    dates.close_on(petition, closes_at=None, now=now + timedelta(hours=1))
    assert dates.move_what_is_due(now + 2 * DAY) == 0
    assert [event.number for event in Event.objects.filter(kind="closing").order_by("id")][1] == 0


def test_of_a_draft_nothing_is_told(now: datetime) -> None:
    petition = dates.close_on(ada_drafts(now), closes_at=now + DAY, now=now)
    assert kinds(petition) == []


@pytest.mark.parametrize(
    ("moment", "code"), [(timedelta(), "past"), (-DAY, "past"), (timedelta(days=1200), "far")]
)
def test_a_moment_that_is_past_or_far_is_refused(now: datetime, moment: timedelta, code: str) -> None:
    for refused in (
        partial(dates.schedule, ada_drafts(now), opens_at=now + moment, now=now),
        partial(dates.close_on, ada_opens(now), closes_at=now + moment, now=now),
    ):
        with pytest.raises(MoveRefused) as told:
            refused()
        assert told.value.code == code


def test_it_cannot_close_before_it_opens(now: datetime) -> None:
    petition = dates.schedule(ada_drafts(now), opens_at=now + 2 * DAY, now=now)
    with pytest.raises(MoveRefused) as told:
        dates.close_on(petition, closes_at=now + DAY, now=now)
    assert told.value.code == "order"
    other = dates.close_on(ada_drafts(now), closes_at=now + DAY, now=now)
    with pytest.raises(MoveRefused) as told:
        dates.schedule(other, opens_at=now + 2 * DAY, now=now)
    assert told.value.code == "order"


def test_one_whose_end_is_past_is_not_opened_and_the_others_are(now: datetime) -> None:
    late = dates.close_on(ada_drafts(now), closes_at=now + DAY, now=now)
    with pytest.raises(MoveRefused) as told:
        actions.publish(late, now=now + 2 * DAY)
    assert told.value.code == "past"
    scheduled = [dates.schedule(ada_drafts(now), opens_at=now + DAY, now=now) for _ in range(2)]
    Petition.objects.filter(pk=scheduled[0].pk).update(closes_at=now)
    assert dates.move_what_is_due(now + DAY) == 1
    assert Petition.objects.get(pk=scheduled[1].pk).state == "open"


def test_where_the_site_looks_first_nobody_schedules_around_it(now: datetime) -> None:
    switch("review", "on", actor=COMMAND, now=now)
    petition = ada_drafts(now)
    for refused in (
        partial(dates.schedule, petition, opens_at=now + DAY, now=now, by=ADA),
        partial(actions.publish, petition, now=now, by=ADA),
    ):
        with pytest.raises(MoveRefused) as told:
            refused()
        assert told.value.code == "review"
