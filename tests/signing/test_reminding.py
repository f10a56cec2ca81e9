"""Reminding: once, after two days, and only whoever is still awaited."""

from datetime import datetime, timedelta

import pytest

from tests.people import ada_opens, signs
from undersigned.mailing.kinds import kind_of
from undersigned.mailing.models import Message
from undersigned.petitions import actions
from undersigned.signing.confirming import confirm, disown
from undersigned.signing.models import Signature
from undersigned.signing.reminding import remind_due

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def mailed(now: datetime) -> Signature:
    """Sam's signature, whose mail has left."""
    signature = signs(ada_opens(now), now)
    Message.objects.all().delete()
    Signature.objects.update(mailed_at=now)
    return Signature.objects.select_related("petition").get(pk=signature.pk)


def _written(now: datetime) -> list[str]:
    messages = list(Message.objects.filter(kind="remind"))
    return [mail.subject for mail in kind_of("remind").render(messages, now=now).values()]


def test_whoever_did_not_confirm_is_reminded_once_after_two_days(mailed: Signature, now: datetime) -> None:
    assert remind_due(now + DAY) == 0
    assert remind_due(now + 2 * DAY) == 1
    [subject] = _written(now + 2 * DAY)
    assert subject.startswith("Your signature is not counted yet: ")
    Message.objects.all().delete()  # it has left
    assert remind_due(now + 3 * DAY) == 0


def test_a_worker_that_stood_still_does_not_remind_of_what_is_long_past(
    mailed: Signature, now: datetime
) -> None:
    assert remind_due(now + 6 * DAY) == 0


def test_nobody_is_reminded_who_confirmed(mailed: Signature, now: datetime) -> None:
    confirm(mailed, None, now=now + DAY)
    assert remind_due(now + 2 * DAY) == 0


def test_whoever_confirms_before_it_leaves_gets_none(mailed: Signature, now: datetime) -> None:
    remind_due(now + 2 * DAY)
    confirm(mailed, None, now=now + 2 * DAY)
    assert _written(now + 2 * DAY) == []


def test_nobody_is_reminded_of_a_petition_that_takes_no_signatures(mailed: Signature, now: datetime) -> None:
    actions.pause(mailed.petition, now=now)
    assert remind_due(now + 2 * DAY) == 0


def test_whoever_said_it_was_not_them_is_not_written_to_again(mailed: Signature, now: datetime) -> None:
    disown(mailed, now=now)
    again = signs(mailed.petition, now + DAY)  # somebody types the address once more
    [message] = Message.objects.filter(kind="confirm")
    assert kind_of("confirm").render([message], now=now + DAY) == {}
    assert kind_of("confirm").render([message], now=now + 366 * DAY) != {}
    kind_of("confirm").given_up(message, now=now + DAY)
    again.refresh_from_db()
    assert (again.came, again.mailed_at) == (Signature.Came.NO_MAIL, now + DAY)
    assert remind_due(now + 3 * DAY) == 0
