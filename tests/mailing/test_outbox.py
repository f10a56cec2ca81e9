"""The outbox: who may touch which message, for how long, and what becomes of it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.mailing.post import Postcards, post, postcard, reader
from undersigned.mailing import kinds, outbox
from undersigned.mailing.models import Message

pytestmark = pytest.mark.django_db
SAM = "sam@example.org"


def test_what_one_has_claimed_another_does_not_get(postcards: Postcards, now: datetime) -> None:
    post(*(postcard(f"sam{n}@example.org", now) for n in range(5)))
    mine, yours = uuid4(), uuid4()
    first = outbox.claim(mine, now=now, size=3)
    second = outbox.claim(yours, now=now, size=3)
    assert (len(first), len(second)) == (3, 2)
    assert {message.pk for message in first}.isdisjoint(message.pk for message in second)
    assert outbox.claim(yours, now=now, size=1)[0].claimed_by == yours


def test_a_claim_ends_with_its_lease(postcards: Postcards, now: datetime) -> None:
    post(postcard(SAM, now))
    (claimed,) = outbox.claim(uuid4(), now=now, size=3)
    almost = now + outbox.LEASE - timedelta(seconds=1)
    assert not outbox.claim(uuid4(), now=almost, size=3)
    assert outbox.renew(claimed, now=almost)
    assert not outbox.claim(uuid4(), now=now + outbox.LEASE, size=3)
    assert len(outbox.claim(uuid4(), now=almost + outbox.LEASE, size=3)) == 1
    assert not outbox.renew(claimed, now=almost + outbox.LEASE)


def test_whoever_lost_a_claim_changes_nothing_but_that_the_mail_left(
    postcards: Postcards, now: datetime
) -> None:
    post(postcard(SAM, now))
    (late,) = outbox.claim(uuid4(), now=now, size=1)
    (current,) = outbox.claim(uuid4(), now=now + outbox.LEASE, size=1)
    outbox.put_off(late, now + timedelta(days=1))
    outbox.give_up(late, "550", now=now)
    outbox.give_back([late])
    assert Message.objects.get().claimed_by == current.claimed_by
    assert not postcards.given
    outbox.left(late, now=now)
    outbox.left(current, now=now)
    assert postcards.handed == [SAM]


def test_what_was_given_back_or_whose_owner_died_is_free(postcards: Postcards, now: datetime) -> None:
    post(postcard(SAM, now))
    owner = uuid4()
    outbox.give_back(outbox.claim(owner, now=now, size=1))
    assert outbox.claim(owner, now=now, size=1)
    assert outbox.free_claims(owner) == 1
    assert outbox.claim(uuid4(), now=now, size=1)


def test_an_owner_gets_again_what_it_never_settled(postcards: Postcards, now: datetime) -> None:
    post(postcard(SAM, now))
    owner = uuid4()
    assert outbox.claim(owner, now=now, size=1) == outbox.claim(owner, now=now, size=1)


def test_the_urgent_are_claimed_first_then_the_oldest(postcards: Postcards, now: datetime) -> None:
    kinds.register(Postcards("telegram", priority=0))
    ages = {"old@example.org": 3, "older@example.org": 5, "young@example.org": 1}
    post(*(postcard(to, now - timedelta(hours=age)) for to, age in ages.items()))
    post(postcard(SAM, now, kind="telegram"))
    claimed = outbox.claim(uuid4(), now=now, size=3)
    assert [reader(message) for message in claimed] == [SAM, "older@example.org", "old@example.org"]


def test_asking_twice_queues_one(postcards: Postcards, now: datetime) -> None:
    for _ in range(2):
        post(postcard(SAM, now))
    assert Message.objects.count() == 1


def test_what_was_given_up_can_be_tried_again(postcards: Postcards, now: datetime) -> None:
    post(postcard(SAM, now), postcard("mo@example.org", now))
    for message in outbox.claim(uuid4(), now=now, size=2):
        outbox.give_up(message, "550 5.1.1", now=now)
    assert not outbox.claim(uuid4(), now=now, size=2)
    post(postcard(SAM, now + timedelta(hours=1)))  # asked again meanwhile: one mail is enough
    later = now + timedelta(hours=2)
    assert outbox.retry_given_up(now=later) == 1
    rows = Message.objects.values_list("given_up_at", "attempts", "problem")
    assert list(rows) == [(None, 0, "")] * 2


def test_waits_grow_and_differ_by_a_fifth(postcards: Postcards, now: datetime) -> None:
    post(postcard(SAM, now))
    for spread, factor in ((0.0, 0.8), (1.0, 1.2)):
        Message.objects.update(attempts=1, due_at=now)
        (message,) = outbox.claim(uuid4(), now=now, size=1)
        assert outbox.failed(message, "451", now=now, spread=lambda spread=spread: spread)  # type: ignore[misc]
        assert Message.objects.get().due_at - now == timedelta(minutes=5) * factor
