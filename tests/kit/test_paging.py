"""Pages of a list."""

from datetime import UTC, datetime, timedelta

import pytest

from undersigned.kit.paging import Place, page_of, place_after, place_of


def test_the_last_page_knows_that_it_is_the_last() -> None:
    pages = [page_of(list(range(45)), str(n), size=20) for n in (1, 2, 3)]
    assert [len(page.items) for page in pages] == [20, 20, 5]
    assert [page.has_next for page in pages] == [True, True, False]
    assert [page.has_previous for page in pages] == [False, True, True]


@pytest.mark.parametrize("wanted", [None, "", "0", "-1", "x", "1.5", "٣", "99999999999"])
def test_anything_but_a_number_is_the_first_page(wanted: str | None) -> None:
    assert page_of([1, 2], wanted, size=20).number == 1


def test_a_page_past_the_end_is_empty() -> None:
    assert page_of([1, 2], "7", size=20).items == []


EVENING = datetime(2026, 11, 24, 21, 5, 1, 987654, tzinfo=UTC)


def test_a_place_is_written_and_read_without_losing_a_microsecond() -> None:
    place = Place(EVENING, 3)
    assert str(place) == "1795554301987654-3"
    assert place_of(str(place)) == place


@pytest.mark.parametrize(
    "text", ["", "1", "-1-1", "1-", "x-1", "1-1-1", "٣-1", "12345678901234567-1", "1-100000", " 1-1", "1-1\n"]
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert place_of(text) is None


def test_items_of_one_moment_are_passed_over_once_each() -> None:
    earlier = EVENING - timedelta(microseconds=1)
    first = place_after([EVENING, EVENING, earlier], None)
    assert first == Place(earlier, 1)
    assert place_after([earlier, earlier], first) == Place(earlier, 3)
    assert place_after([EVENING], Place(earlier, 3)) == Place(EVENING, 1)
