"""Allowances: never one mail over a limit, however many workers reserve at once."""

import threading
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import Settings

from tests.mailing.post import Postcards, post, postcard
from undersigned.mailing import kinds
from undersigned.mailing.allowance import ADDRESS, NETWORK, OWN, SITE, left_today, reserve
from undersigned.mailing.models import Allowance, Message
from undersigned.ops.retention import forget_due

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    settings.UNDERSIGNED_MAIL_PER_ADDRESS = 2
    settings.UNDERSIGNED_MAIL_PER_NETWORK = 3
    settings.UNDERSIGNED_MAIL_PER_DAY = 5


def waiting(number: int, now: datetime, **whose: bytes) -> list[Message]:
    """So many messages, each to an address of its own unless said otherwise."""
    post(*(postcard(f"sam{n}@example.org", now, **whose) for n in range(number)))  # type: ignore[arg-type]
    return list(Message.objects.order_by("key"))


@pytest.mark.parametrize(
    ("whose", "allowed", "scope"),
    [({"address": b"sam" * 4}, 2, ADDRESS), ({"network": b"townhall"}, 3, NETWORK), ({}, 5, SITE)],
)
def test_what_is_over_a_limit_is_told_by_its_scope_and_counts_nothing(
    whose: dict[str, bytes], allowed: int, scope: str, postcards: Postcards, now: datetime
) -> None:
    messages = waiting(6, now, **whose)
    assert reserve(messages, day=DAY) == {message.pk: scope for message in messages[allowed:]}
    counts = dict(Allowance.objects.filter(scope=scope).values_list("scope", "sent"))
    assert counts == {scope: allowed}
    assert left_today(DAY) == 5 - allowed
    assert Message.objects.filter(allowed_on=DAY).count() == allowed


def test_a_message_that_was_counted_is_not_counted_again_on_that_day(
    postcards: Postcards, now: datetime
) -> None:
    assert not reserve(waiting(2, now), day=DAY)
    assert not reserve(list(Message.objects.all()), day=DAY)
    assert left_today(DAY) == 3
    tomorrow = DAY + timedelta(days=1)
    assert not reserve(list(Message.objects.all()), day=tomorrow)
    assert left_today(tomorrow) == 3


def test_without_a_limit_of_the_relay_nothing_is_left_to_count(
    settings: Settings, postcards: Postcards, now: datetime
) -> None:
    settings.UNDERSIGNED_MAIL_PER_DAY = 0
    reserve(waiting(6, now), day=DAY)
    assert left_today(DAY) is None
    assert not Allowance.objects.filter(scope=SITE).exists()


def test_old_counts_are_forgotten(now: datetime) -> None:
    for days in range(5):
        Allowance.objects.create(scope=SITE, key=b"", day=DAY - timedelta(days=days), sent=1)
    assert forget_due(now)["counts of mails"] == 2
    assert Allowance.objects.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_pass_a_limit(postcards: Postcards, now: datetime, settings: Settings) -> None:
    settings.UNDERSIGNED_MAIL_PER_DAY = 50
    settings.UNDERSIGNED_MAIL_PER_NETWORK = 30
    networks = [b"townhall", b"library-", None]
    post(*(postcard(f"sam{n}@example.org", now, network=networks[n % 3]) for n in range(120)))
    messages = list(Message.objects.order_by("key"))
    over: list[dict[UUID, str]] = []

    def reserves(share: int) -> None:
        mine = messages[share::6][::-1]
        over.extend(reserve(mine[start : start + 4], day=DAY) for start in range(0, len(mine), 4))
        connection.close()

    threads = [threading.Thread(target=reserves, args=(share,)) for share in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(map(len, over)) == 120 - 50
    assert left_today(DAY) == 0
    assert Message.objects.filter(allowed_on=DAY).count() == 50
    assert all(sent <= 30 for sent in Allowance.objects.filter(scope=NETWORK).values_list("sent", flat=True))


def test_mails_apart_have_a_larger_share_of_their_own(
    postcards: Postcards, now: datetime, settings: Settings
) -> None:
    settings.UNDERSIGNED_MAIL_PER_DAY = 0
    kinds.register(Postcards(name="apart"), is_apart=True)
    messages = waiting(13, now, address=b"sam" * 4)
    usual, apart = messages[:3], messages[3:]
    for message in apart:
        message.kind = "apart"
    over = reserve([*usual, *apart], day=DAY)
    assert sorted(over.values()) == [ADDRESS, OWN, OWN]
    assert {usual[2].pk, apart[8].pk, apart[9].pk} == set(over)
