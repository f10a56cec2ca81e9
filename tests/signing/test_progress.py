"""The way from signing to being counted, kept in tallies: each signature in one number, whatever is done at once."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.people import ada_opens, signs
from undersigned.mailing import outbox
from undersigned.mailing.models import Message
from undersigned.ops.retention import forget_due
from undersigned.petitions.models import Petition
from undersigned.signing.confirming import confirm, disown, erase, withdraw
from undersigned.signing.models import Signature, Tally
from undersigned.signing.progress import BEHIND, Progress, count_signed, progress
from undersigned.signing.recounting import recount

pytestmark = pytest.mark.django_db
LATER = BEHIND + timedelta(seconds=1)


def test_everyone_who_signed_is_in_one_number(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = ada_opens(now)
    people = [signs(petition, now, email=f"sam{n}@example.org") for n in range(8)]
    assert count_signed(now + LATER) == 8
    confirm(people[0], None, now=now)
    withdraw(confirm(people[1], None, now=now), now=now)
    disown(people[2], now=now)
    withdraw(people[3], now=now)
    Signature.objects.filter(pk=people[4].pk).update(mailed_at=now - timedelta(days=30))
    outbox.keep_from(Message.objects.get(address_digest=people[5].address_digest), now=now)
    erase(confirm(people[6], None, now=now), now=now)
    forget_due(now)
    forget_due(now)
    with django_assert_num_queries(1):
        found = progress(petition)
    assert found == Progress(signed=8, confirmed=3, lapsed=1, dropped=2, no_mail=1)
    assert (found.waiting, found.rate) == (2, 3 / 8)
    assert recount(petition, mend=False, now=now) == []


def test_nobody_is_counted_twice_or_missed(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("undersigned.signing.progress.AT_ONCE", 2)
    petition, other = ada_opens(now), ada_opens(now)
    for n in range(5):
        signs(petition, now, email=f"sam{n}@example.org")
    signs(other, now)
    assert count_signed(now) == 0
    assert count_signed(now + LATER) == 6
    signs(petition, now + LATER, email="dee@example.org")
    signs(petition, now + LATER, email="sam1@example.org")
    assert [count_signed(now + 2 * LATER), count_signed(now + 2 * LATER)] == [1, 0]
    assert (progress(petition).signed, progress(other).signed) == (6, 1)


def test_who_confirms_before_they_are_counted_has_signed(now: datetime) -> None:
    petition = ada_opens(now)
    confirm(signs(petition, now), None, now=now)
    assert progress(petition) == Progress(signed=1, confirmed=1, lapsed=0, dropped=0, no_mail=0)


def test_a_petition_that_lapses_in_batches_counts_each(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undersigned.ops.retention.AT_ONCE", 2)
    petitions = [ada_opens(now), ada_opens(now)]
    for petition in petitions:
        for n in range(3):
            signs(petition, now, email=f"sam{n}@example.org")
    Signature.objects.update(mailed_at=now - timedelta(days=30))
    forget_due(now)
    assert [progress(petition).lapsed for petition in petitions] == [3, 3]
    assert Tally.objects.filter(kind=Tally.Kind.LAPSED).count() == Petition.objects.count()
