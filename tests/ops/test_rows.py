"""Writing many rows at once: what is there stays as it is, with or without being written again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from undersigned.mailing.actions import NewMessage
from undersigned.mailing.models import Allowance, Message
from undersigned.ops.rows import Shape, insert_new, insert_or_rewrite, update_each

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
SHAPE = Shape(Allowance, ("scope", "key", "day", "sent"), unique=("scope", "key", "day"))


def allowance(key: bytes, sent: int) -> Allowance:
    return Allowance(scope="address", key=key, day=DAY, sent=sent)


def given(key: bytes, sent: int) -> tuple[str, bytes, date, int]:
    return ("address", key, DAY, sent)


def kept() -> dict[bytes, int]:
    return {bytes(row.key): row.sent for row in Allowance.objects.all()}


def test_new_rows_are_counted_and_known_ones_stay() -> None:
    assert insert_new([allowance(b"a", 1)]) == 1
    assert insert_new([allowance(b"a", 9), allowance(b"b", 2)]) == 1
    assert kept() == {b"a": 1, b"b": 2}


def test_a_row_that_is_written_again_stays_as_it_is() -> None:
    insert_or_rewrite(SHAPE, [given(b"a", 1)])
    insert_or_rewrite(SHAPE, [given(b"a", 9), given(b"b", 2)])
    assert kept() == {b"a": 1, b"b": 2}


def test_of_two_that_are_the_same_in_one_batch_the_first_stays() -> None:
    insert_or_rewrite(SHAPE, [given(b"a", 1), given(b"b", 2), given(b"a", 9)])
    assert kept() == {b"a": 1, b"b": 2}


def test_what_is_not_given_gets_its_default() -> None:
    insert_or_rewrite(replace(SHAPE, given=("scope", "key", "day")), [given(b"a", 1)[:3]])
    assert kept() == {b"a": 0}


def test_nothing_is_nothing() -> None:
    assert insert_new([]) == 0
    insert_or_rewrite(SHAPE, [])
    update_each(Allowance, ("id", "sent"), [])
    assert kept() == {}


def test_every_kind_of_column_comes_back_as_it_was_sent() -> None:
    message = NewMessage(
        id=uuid4().bytes,
        kind="ünïcode",
        key=bytes(range(38)),
        address_digest=b"\0" * 16,
        network_digest=None,
        priority=32767,
        created_at=datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        due_at=datetime(2026, 11, 24, 9, 0, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    )
    shape = Shape(Message, NewMessage._fields, unique=("kind", "key"), where="given_up_at IS NULL")
    insert_or_rewrite(
        shape, [message, message._replace(id=uuid4().bytes, key=b"another", network_digest=b"12345678")]
    )
    stored = Message.objects.get(pk=UUID(bytes=message.id))
    assert {name: getattr(stored, name) for name in NewMessage._fields} == message._asdict() | {
        "id": stored.id
    }
    assert bytes(Message.objects.get(key=b"another").network_digest or b"") == b"12345678"
    Message.objects.filter(
        key=message.key, due_at=message.due_at
    ).get()  # kept in the form that Django looks for


def test_many_rows_are_changed_each_in_its_own_way() -> None:
    insert_or_rewrite(SHAPE, [given(name, 1) for name in (b"a", b"b", b"c")])
    ids = dict(Allowance.objects.values_list("key", "id"))
    ids = {bytes(key): row_id for key, row_id in ids.items()}
    update_each(
        Allowance, ("id", "sent", "day"), [(ids[b"a"], 5, DAY), (ids[b"c"], 7, DAY + timedelta(days=1))]
    )
    assert kept() == {b"a": 5, b"b": 1, b"c": 7}
    assert Allowance.objects.get(key=b"c").day == DAY + timedelta(days=1)
