"""The public days of a petition: what is public stands in it, what is the team's alone does not."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from tests.delivery.occasions import EDITOR, council, delivered, planned, seen
from tests.people import ada_drafts, ada_opens
from undersigned.delivery import handing_over
from undersigned.delivery.models import Answer
from undersigned.petitions import dates, outcomes
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


def days(petition: Petition, prefix: str = "") -> dict[str, dict[str, str]]:
    """{summary: fields} of the public file."""
    answer = Client().get(f"{prefix}/p/{petition.slugs.get().slug}/dates.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    whole = Calendar.from_ical(answer.content)
    return {str(one["summary"]): {key: str(one[key]) for key in one} for one in whole.walk("VEVENT")}


def promised(petition: Petition, now: datetime, **facts: object) -> None:
    own = {"state": Answer.State.PUBLISHED, "due_on": (now + 90 * DAY).date()} | facts
    Answer.objects.create(
        petition=petition, recipient=council(petition, now), number=Answer.objects.count() + 1, ask_number=1,
        kind=Answer.Kind.PROMISED, said_on=now.date(), language="en", created_at=now, **own,
    )  # fmt: skip


def test_it_holds_the_public_days_and_nothing_of_the_team(today: datetime) -> None:
    petition = ada_opens(today)
    assert days(petition) == {}
    dates.close_on(petition, closes_at=today + 30 * DAY, now=today)
    planned(petition, today, is_public=True, people="ada and sam", bring="the box", contact="ada@example.org")
    planned(petition, today, place="A secret place")
    delivered(planned(petition, today, reply_by=(today + 60 * DAY).date()), today)
    promised(petition, today)
    promised(petition, today, state=Answer.State.WAITING, due_on=(today + 5 * DAY).date())
    found = days(petition)
    assert list(found) == [
        "Signing ends",
        "Handed over to The City Council",
        "Answer due from The City Council",
        "Promise of The City Council is due",
    ]
    assert found["Handed over to The City Council"]["LOCATION"] == "Town hall"
    for secret in ("sam", "box", "secret", "ada@"):
        assert secret not in str(found)


def test_a_day_keeps_its_name_when_it_changes_and_says_that_it_is_off(today: datetime) -> None:
    petition = ada_opens(today)
    handover = planned(petition, today, is_public=True)
    [first] = days(petition).values()
    handing_over.cancel(handover, seen=seen(handover), by=EDITOR, now=today)
    [second] = days(petition).values()
    assert (first["UID"], first["STATUS"]) == (second["UID"], "CONFIRMED")
    assert (second["STATUS"], second["SEQUENCE"]) == ("CANCELLED", "2")
    assert uuid.UUID(first["UID"].removeprefix("handover-").partition("@")[0]) == handover.public_id


def test_a_draft_and_what_was_taken_down_have_no_public_days(today: datetime) -> None:
    petition = ada_drafts(today)
    planned(petition, today, is_public=True)
    path = f"/p/{petition.slugs.get().slug}/dates.ics"
    stranger = {"X-Forwarded-For": "203.0.113.7"}
    assert Client().get(path, headers=stranger).status_code == 404
    assert Client().post(path).status_code == 405
    shown = ada_opens(today)
    outcomes.take_down(shown, why="A court said so.", now=today)
    assert Client().get(f"/p/{shown.slugs.get().slug}/dates.ics", headers=stranger).status_code == 410
