"""A team is told once that the time for an answer is over, with the words of a reminder."""

from datetime import datetime, timedelta

import pytest

from tests.delivery.offices import comes_by_code, handed_over
from tests.desk.members import account, join, mails
from undersigned.delivery.answering import say
from undersigned.delivery.models import Handover
from undersigned.delivery.reminding import due_on, is_overdue, remind_due, reminder
from undersigned.delivery.said import Said
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def handover(now: datetime) -> Handover:
    handover = handed_over(now, reply_by=now.date() + 10 * DAY)
    join(handover.petition.team, account("ada", now), "owner", now)
    return handover


def test_nothing_is_said_before_the_day_is_over_and_then_once(handover: Handover, now: datetime) -> None:
    assert remind_due(now + 10 * DAY) == 0
    assert remind_due(now + 11 * DAY) == 1
    assert remind_due(now + 11 * DAY) == remind_due(now + 40 * DAY) == 0
    [(to, text)] = mails(now)
    assert to == "ada@example.org"
    assert "The City Council must reopen the Riverside library" in text
    assert "On 24 November 2026 we handed you our petition:" in text
    assert "/reply\n" in text


def test_without_a_day_the_offices_own_period_counts_from_when_they_know(now: datetime) -> None:
    handover = handed_over(now, reply_by=None)
    handover.recipient.reply_days = 20
    handover.recipient.save()
    assert due_on(handover) is None
    assert remind_due(now + 90 * DAY) == 0  # nothing shows that they know
    Handover.objects.update(evidence="Receipt 17")
    assert remind_due(now + 20 * DAY) == 0
    assert remind_due(now + 21 * DAY) == 1


def test_whoever_spoke_is_not_reminded_even_while_their_words_wait(handover: Handover, now: datetime) -> None:
    say(comes_by_code(handover, now), Said("meeting", "Dee", "Come by.", now.date()), language="en", now=now)
    assert remind_due(now + 30 * DAY) == 0


def test_of_a_former_ask_and_of_what_changes_no_more_nobody_is_reminded(
    handover: Handover, now: datetime
) -> None:
    Petition.objects.update(ask_number=2)
    assert remind_due(now + 30 * DAY) == 0
    Petition.objects.update(ask_number=1, state="archived")
    assert remind_due(now + 30 * DAY) == 0
    handover.petition.ask_number, handover.state = 1, Handover.State.CANCELLED
    assert not is_overdue(handover, now.date() + 30 * DAY)


def test_the_words_are_in_the_petitions_language(handover: Handover) -> None:
    assert reminder(handover).startswith("To The City Council")
    handover.petition.language = "de"
    handover.petition.slugs.update(language="de")
    handover.petition.text_versions.get().texts.update(language="de")
    assert "The" not in reminder(handover).splitlines()[0].removesuffix("The City Council")
