"""Organisations join and leave while people sign and confirm: real threads on PostgreSQL, where rows are busy."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import connection

from tests.partners import asks, details, joins, someone
from tests.people import ada_drafts, signs
from undersigned.ops.audit import COMMAND
from undersigned.people import actions as teams
from undersigned.petitions import actions, partnering
from undersigned.petitions.models import Partner, Petition
from undersigned.petitions.partnering import PartnerRefused
from undersigned.signing import mine
from undersigned.signing.audience import audience
from undersigned.signing.confirming import Confirmation, confirm_many
from undersigned.signing.models import Consent, Signature
from undersigned.signing.recounting import recount

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE = 60


def together(*acts: Callable[[], object]) -> list[BaseException]:
    """Do all at once; what they raised."""
    raised: list[BaseException] = []
    barrier = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return raised


def coalition(now: datetime) -> Petition:
    petition = ada_drafts(now)
    joins(petition, "Friends", now)
    return actions.publish(petition, now=now)


def test_leaving_and_joining_again_while_people_confirm_gives_nobody_away() -> None:
    now = datetime.now(UTC)
    petition = coalition(now)
    friends = Partner.objects.get()
    rows = [signs(petition, now, email=f"sam{n}@example.org", partners=(1,)) for n in range(PEOPLE)]

    def confirms(part: int) -> Callable[[], object]:
        def act() -> None:
            for one in rows[part::3]:
                confirm_many([Confirmation(one.id, one.link_serial)], now=datetime.now(UTC))

        return act

    def comes_and_goes() -> None:
        for _ in range(5):
            partner = Partner.objects.get(state=Partner.State.JOINED)
            partnering.part(partner, actor=COMMAND, now=datetime.now(UTC))
            joins(Petition.objects.get(), "Friends", datetime.now(UTC), team=friends.team)

    assert together(confirms(0), confirms(1), confirms(2), comes_and_goes) == []
    petition.refresh_from_db()
    assert friends.team
    assert Signature.objects.filter(state=Signature.State.CONFIRMED).count() == PEOPLE
    assert Consent.objects.count() <= PEOPLE
    # It is somebody new now, whom none of them was told of.
    assert not audience(petition, friends.team).signatures().exists()
    assert petition.notice_number == 11
    assert petition.notices.filter(superseded_at=None).count() == petition.notices.filter(number=11).count()
    assert recount(petition, mend=False, now=now) == []


def test_of_many_who_join_at_once_each_gets_a_number_and_a_notice_of_its_own() -> None:
    now = datetime.now(UTC)
    petition = coalition(now)

    def organisation(number: int) -> Callable[[], object]:
        owner = someone(f"dee{number}", now)
        team = teams.found(f"Readers {number}", by=owner, now=now)
        partner = asks(petition, owner.email, now)
        return lambda: partnering.join(partner, team, details(team.name), by=owner, now=now)

    assert together(*(organisation(number) for number in range(6))) == []
    petition.refresh_from_db()
    joined = Partner.objects.joined_to(petition)
    assert [one.number for one in joined] == [*range(1, 8)]
    assert [one.joined_notice for one in joined] == [*range(1, 8)]
    assert petition.notice_number == 7
    assert all(
        f"Readers {number}" in petition.notices.get(number=7, language="en").text for number in range(6)
    )


def test_one_invitation_accepted_many_times_at_once_joins_once() -> None:
    now = datetime.now(UTC)
    petition, owner = coalition(now), someone("dee", now)
    mine_all = [teams.found(f"Readers {number}", by=owner, now=now) for number in range(5)]
    partner = asks(petition, owner.email, now)
    acts = [
        lambda team=team: partnering.join(partner, team, details(team.name), by=owner, now=now)
        for team in mine_all
    ]
    raised = together(*acts)
    assert [str(error) for error in raised] == ["gone"] * 4
    assert all(isinstance(error, PartnerRefused) for error in raised)
    assert Partner.objects.filter(state=Partner.State.JOINED).count() == 2


def test_opening_while_an_organisation_joins_leaves_one_notice_in_force_that_names_it() -> None:
    now = datetime.now(UTC)
    owner = someone("dee", now)
    team = teams.found("Readers", by=owner, now=now)
    for _ in range(5):
        petition = ada_drafts(now)
        partner = asks(petition, owner.email, now)
        raised = together(
            lambda petition=petition: actions.publish(Petition.objects.get(pk=petition.pk), now=now),  # type: ignore[misc]
            lambda partner=partner: partnering.join(partner, team, details("Readers"), by=owner, now=now),  # type: ignore[misc]
        )
        assert raised == []
        petition.refresh_from_db()
        [joined] = Partner.objects.joined_to(petition)
        assert (petition.state, joined.joined_notice) == ("open", petition.notice_number)
        assert "Readers" in petition.notices.get(number=petition.notice_number, language="en").text


def test_choosing_in_two_tabs_while_confirming_leaves_one_consent_at_most() -> None:
    now = datetime.now(UTC)
    petition = coalition(now)
    for number in range(8):
        one = signs(petition, now, email=f"sam{number}@example.org", partners=(1,))

        def chooses(*boxes: int, one: Signature = one) -> None:
            mine.choose(one, shows_name=False, updates=False, partners=boxes, now=now)

        raised = together(
            partial(chooses, 1),
            chooses,
            lambda one=one: confirm_many([Confirmation(one.id, one.link_serial)], now=now),  # type: ignore[misc]
        )
        assert raised == []
        assert Consent.objects.filter(signature=one).count() <= 1
        assert Signature.objects.get(pk=one.pk).state == Signature.State.CONFIRMED
