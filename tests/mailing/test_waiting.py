"""The wait that a signer is told: what is ahead by what leaves a second, and never less than is true."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from tests.mailing.post import Postcards, post, postcard
from undersigned.mailing import kinds
from undersigned.mailing.models import Allowance
from undersigned.mailing.waiting import expected_wait, look_again

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _telegrams(settings: Settings) -> None:
    kinds.register(Postcards("telegram", priority=0))
    settings.UNDERSIGNED_MAIL_RATE = 2


def telegrams(number: int, since: datetime) -> None:
    """So many urgent messages wait."""
    post(*(postcard(f"sam{n}@example.org", since, kind="telegram") for n in range(number)))


def test_nobody_waits_behind_nobody(now: datetime) -> None:
    assert expected_wait(now) == timedelta(0)


def test_the_wait_is_what_is_ahead_by_the_rate(now: datetime) -> None:
    telegrams(240, now)
    assert expected_wait(now) == timedelta(minutes=2)


def test_what_is_less_urgent_is_not_ahead(postcards: Postcards, now: datetime) -> None:
    post(*(postcard(f"sam{n}@example.org", now) for n in range(50)))
    assert expected_wait(now) == timedelta(0)


def test_a_queue_that_stands_still_shows(now: datetime) -> None:
    telegrams(1, now - timedelta(hours=3))
    assert expected_wait(now) == timedelta(hours=3)


@pytest.mark.parametrize(("sent", "wait"), [(0, timedelta(seconds=5)), (95, timedelta(hours=14, minutes=30))])
def test_over_the_limit_of_the_day_it_leaves_tomorrow(
    sent: int, wait: timedelta, now: datetime, settings: Settings
) -> None:
    settings.UNDERSIGNED_MAIL_PER_DAY = 100
    Allowance.objects.create(scope="site", key=b"", day=now.date(), sent=sent)
    telegrams(10, now)
    assert expected_wait(now) == wait


def test_many_who_ask_in_one_second_cost_one_look(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        for _ in range(50):
            expected_wait(now)
    look_again()
    with django_assert_num_queries(2):
        expected_wait(now)
