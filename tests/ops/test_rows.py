"""Writing many rows at once: what is there stays as it is, with or without being written again."""

from datetime import date

import pytest

from undersigned.mailing.models import Allowance
from undersigned.ops.rows import insert_new, insert_or_rewrite

pytestmark = pytest.mark.django_db
ONCE = ("scope", "key", "day")


def allowance(key: bytes, sent: int) -> Allowance:
    return Allowance(scope="address", key=key, day=date(2026, 11, 24), sent=sent)


def kept() -> dict[bytes, int]:
    return {bytes(row.key): row.sent for row in Allowance.objects.all()}


def test_new_rows_are_counted_and_known_ones_stay() -> None:
    assert insert_new([allowance(b"a", 1)]) == 1
    assert insert_new([allowance(b"a", 9), allowance(b"b", 2)]) == 1
    assert kept() == {b"a": 1, b"b": 2}


def test_a_row_that_is_written_again_stays_as_it_is() -> None:
    insert_or_rewrite([allowance(b"a", 1)], unique=ONCE)
    insert_or_rewrite([allowance(b"a", 9), allowance(b"b", 2)], unique=ONCE)
    assert kept() == {b"a": 1, b"b": 2}


def test_nothing_is_nothing() -> None:
    assert insert_new([]) == 0
    insert_or_rewrite([], unique=ONCE)
    assert kept() == {}
