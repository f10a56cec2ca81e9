"""The count: one writer, the goal beside it, milestones once, and a recount that proves it."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests.people import ada_opens, signs
from undersigned.petitions.models import Event, Petition
from undersigned.signing.confirming import confirm, withdraw
from undersigned.signing.counting import standing, standings
from undersigned.signing.models import Signature, Tally
from undersigned.signing.recounting import recount

pytestmark = pytest.mark.django_db


def confirmed(petition: Petition, name: str, now: datetime, **changes: object) -> Signature:
    return confirm(signs(petition, now, email=f"{name}@example.org", **changes), None, now=now)


def test_a_new_petition_says_zero_and_its_goal(now: datetime) -> None:
    shown = standing(ada_opens(now))
    assert (shown.signatures, shown.goal, shown.next_step) == (0, 500, 10)


def test_countries_sources_and_hours_are_counted_apart(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, "sam", now)
    confirmed(petition, "dee", now + timedelta(hours=1), country="FR")
    counted = {(t.kind, t.key): t.signatures for t in Tally.objects.all()}
    assert counted == {
        ("total", ""): 2,
        ("country", "GB"): 1,
        ("country", "FR"): 1,
        ("source", ""): 2,
        ("hour", "2026-11-24T09"): 1,
        ("hour", "2026-11-24T10"): 1,
    }


def test_a_milestone_is_reached_once(now: datetime) -> None:
    petition = ada_opens(now)
    signers = [confirmed(petition, f"sam{n}", now) for n in range(10)]
    withdraw(signers[0], now=now)
    confirmed(petition, "dee", now)
    assert [event.number for event in Event.objects.filter(kind=Event.Kind.MILESTONE)] == [10]


def test_the_goal_stays_when_the_count_falls(now: datetime) -> None:
    petition = ada_opens(now)
    Petition.objects.update(own_goal=None)
    petition.refresh_from_db()
    signers = [confirmed(petition, f"sam{n}", now) for n in range(10)]
    assert standing(petition).goal == 25
    withdraw(signers[0], now=now)
    assert (standing(petition).signatures, standing(petition).goal) == (9, 25)


def test_a_recount_agrees_after_any_history(now: datetime) -> None:
    petition, dice, counted = ada_opens(now), random.Random(7), list[Signature]()  # noqa: S311 - a history to replay
    for step in range(60):
        moment = now + timedelta(minutes=17 * step)
        if counted and dice.random() < 0.3:
            withdraw(counted.pop(dice.randrange(len(counted))), now=moment)
        else:
            counted.append(confirmed(petition, f"sam{step}", moment, country=dice.choice(["GB", "FR", "DE"])))
    assert recount(petition, mend=False, now=now) == []
    assert standing(petition).signatures == len(counted)


def test_a_recount_finds_and_mends_a_wrong_number_in_public(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, "sam", now)
    Tally.objects.filter(kind=Tally.Kind.TOTAL).update(signatures=5)
    Tally.objects.filter(kind=Tally.Kind.COUNTRY).delete()
    differences = recount(petition, mend=False, now=now)
    assert [(d.key[3], d.counted, d.found) for d in differences] == [("country", 0, 1), ("total", 5, 1)]
    assert standing(petition).signatures == 5
    recount(petition, mend=True, now=now)
    assert recount(petition, mend=False, now=now) == []
    assert Event.objects.get(kind=Event.Kind.CORRECTED).number == -4


@pytest.mark.django_db(transaction=True)
def test_a_recount_holds_up_nobody_who_signs_meanwhile(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, "sam", now)
    statements: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        statements.append(sql)
        assert "FOR UPDATE" not in sql
        assert not connection.in_atomic_block
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        assert recount(petition, mend=True, now=now) == []
    assert len(statements) == 1


def test_one_query_gives_the_numbers_of_a_whole_list(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petitions = [ada_opens(now) for _ in range(3)]
    confirmed(petitions[1], "sam", now)
    with django_assert_num_queries(1):
        shown = standings(petitions)
    assert [shown[petition.pk].signatures for petition in petitions] == [0, 1, 0]
