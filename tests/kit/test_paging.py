"""Pages of a list."""

import pytest

from undersigned.kit.paging import page_of


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
