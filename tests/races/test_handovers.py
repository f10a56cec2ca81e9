"""Handovers planned, recorded and received at once, and offices told by many workers: real threads on PostgreSQL."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.occasions import EDITOR, OWNER, council, planned, seen
from tests.desk.members import account, join
from tests.people import ada_opens
from tests.races.test_partners import together
from undersigned.delivery import handing_over
from undersigned.delivery.course import HandoverRefused
from undersigned.delivery.models import Handover, Recipient
from undersigned.delivery.nudging import nudge_due
from undersigned.delivery.planning import Desk, Done, Plan
from undersigned.delivery.recipients import describe
from undersigned.delivery.telling_office import KIND, MOST_A_DAY, tell, tell_due
from undersigned.mailing.models import Message
from undersigned.ops.models import AuditEntry
from undersigned.petitions.models import Event, Petition

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
Act = Callable[[], object]


def codes(raised: list[BaseException]) -> list[str]:
    assert all(isinstance(one, HandoverRefused) for one in raised), raised
    return [one.code for one in raised if isinstance(one, HandoverRefused)]


def test_one_page_sent_many_times_at_once_plans_one() -> None:
    now, key = datetime.now(UTC), uuid.uuid4()
    petition = ada_opens(now)
    to = council(petition, now)

    def act() -> None:
        handing_over.plan(petition, to, Plan(place="Town hall"), key=key, by=EDITOR, now=now)

    assert together(*[act] * 8) == []
    assert Handover.objects.count() == 1
    assert AuditEntry.objects.filter(action="plan handover").count() == 1


def test_many_planned_at_once_have_each_a_number() -> None:
    now = datetime.now(UTC)
    petition = ada_opens(now)
    assert together(*[lambda: planned(Petition.objects.get(pk=petition.pk), now)] * 8) == []
    assert sorted(Handover.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert Recipient.objects.count() == 1


def test_of_many_who_record_at_once_one_does_and_one_line_stands_on_the_timeline() -> None:
    now = datetime.now(UTC)
    handover = planned(ada_opens(now), now)
    form = seen(handover)

    def records(number: int) -> Act:
        done = Done("by-post", now.date(), f"Receipt {number}")
        return lambda: handing_over.deliver(handover, done, seen=form, by=EDITOR, now=now)

    assert codes(together(*(records(number) for number in range(6)))) == ["moved"] * 5
    assert Event.objects.filter(kind="delivered").count() == 1
    assert AuditEntry.objects.filter(action="deliver handover").count() == 1


def test_recording_receiving_and_calling_off_at_once_never_wait_in_a_circle() -> None:
    now = datetime.now(UTC)
    for _ in range(6):
        petition = ada_opens(now)
        first, second = planned(petition, now), planned(petition, now)
        done = Done("by-post", now.date(), "Receipt 17")
        acts: list[Act] = []
        for one in (first, second):
            form = seen(one)
            acts += [
                lambda one=one, form=form, done=done: handing_over.deliver(  # type: ignore[misc]
                    one, done, seen=form, by=EDITOR, now=now
                ),
                lambda one=one: handing_over.receive(one, now=now),  # type: ignore[misc]
                lambda one=one, form=form: handing_over.cancel(one, seen=form, by=EDITOR, now=now),  # type: ignore[misc]
            ]
        assert set(codes(together(*acts))) <= {"state", "moved"}
        petition.refresh_from_db()
        states = set(petition.handovers.values_list("state", flat=True))
        farthest = next((state for state in ("received", "delivered", "planned") if state in states), "")
        assert petition.delivered == farthest
        for kind in ("delivered", "received"):
            numbers = petition.events.filter(kind=kind).values_list("number", flat=True)
            assert len(numbers) == len(set(numbers))


def test_many_workers_tell_one_office_no_more_than_its_share() -> None:
    now = datetime.now(UTC)
    ada = account("ada", now)
    for _ in range(MOST_A_DAY + 5):
        office = describe(council(ada_opens(now), now), Desk("office@council.example"), by=EDITOR, now=now)
        tell(office, reply_to="ada@example.org", user=ada, by=OWNER, now=now)
    assert together(*[lambda: tell_due(now)] * 4) == []
    assert Message.objects.filter(kind=KIND).count() == MOST_A_DAY
    assert Recipient.objects.exclude(told_at=None).count() == MOST_A_DAY


def test_many_workers_remind_a_team_once() -> None:
    now = datetime.now(UTC)
    petition = ada_opens(now)
    join(petition.team, account("ada", now), "editor", now)
    planned(petition, now)
    assert together(*[lambda: nudge_due(now + 5 * DAY)] * 4) == []
    assert Message.objects.filter(kind="account").count() == 1
