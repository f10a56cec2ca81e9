"""How a petition stands with whom it asks is what its handovers and answers say, in whatever order they came."""

from datetime import datetime, timedelta

import pytest

from tests.answered import handed_over, said
from tests.people import ada_opens
from undersigned.delivery.models import Answer, Handover
from undersigned.delivery.standing import settle
from undersigned.petitions.silence import silent_days

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_nothing_is_said_before_anything_happened(now: datetime) -> None:
    petition = settle(ada_opens(now))
    assert (petition.delivered, petition.noticed_on, petition.answered) == ("", None, "")
    assert silent_days(petition, now) is None


def test_the_farthest_handover_counts_and_a_cancelled_one_does_not(now: datetime) -> None:
    petition = ada_opens(now)
    handed_over(petition, now, state=Handover.State.CANCELLED)
    assert settle(petition).delivered == ""
    handed_over(petition, now, state=Handover.State.PLANNED)
    assert settle(petition).delivered == "planned"
    handed_over(petition, now, delivered_on=now.date())
    assert settle(petition).delivered == "delivered"
    petition.refresh_from_db()
    assert petition.delivered == "delivered"


def test_silence_counts_from_the_first_day_on_which_they_can_be_shown_to_know(now: datetime) -> None:
    petition, today = ada_opens(now), now.date()
    handed_over(petition, now, delivered_on=today - 9 * DAY)  # nothing shows it
    assert silent_days(settle(petition), now) is None
    handed_over(petition, now, delivered_on=today - 5 * DAY, evidence="Receipt 17")
    handed_over(petition, now, delivered_on=today - 7 * DAY, received_on=today - 6 * DAY)
    assert silent_days(settle(petition), now) == 6
    assert silent_days(petition, now + 3 * DAY) == 9


def test_the_latest_answer_that_was_published_ends_the_silence(now: datetime) -> None:
    petition, today = ada_opens(now), now.date()
    handover = handed_over(petition, now, delivered_on=today, evidence="Receipt 17")
    said(handover, Answer.Kind.REFUSED, today, state=Answer.State.WAITING)
    said(handover, Answer.Kind.RECEIVED, today)
    assert silent_days(settle(petition), now) == 0
    said(handover, Answer.Kind.PROMISED, today + 2 * DAY)
    said(handover, Answer.Kind.REPLIED, today + DAY)
    settle(petition)
    assert (petition.answered, petition.answered_on) == ("promised", today + 2 * DAY)
    assert silent_days(petition, now + 9 * DAY) is None


def test_to_a_new_ask_nothing_was_said_yet(now: datetime) -> None:
    petition, today = ada_opens(now), now.date()
    said(handed_over(petition, now, delivered_on=today, evidence="Receipt 17"), Answer.Kind.REFUSED, today)
    assert settle(petition).answered == "refused"
    petition.ask_number = 2
    settle(petition)
    assert (petition.delivered, petition.noticed_on, petition.answered) == ("", None, "")
