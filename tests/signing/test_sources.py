"""Source codes that strangers make up: only so many are told apart, and every number stays exact."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.people import ada_opens, signs
from undersigned.desk.growth import growth_of
from undersigned.petitions.models import Petition
from undersigned.signing import sources
from undersigned.signing.confirming import Confirmation, confirm, confirm_many, withdraw
from undersigned.signing.counting import Counted
from undersigned.signing.models import Signature, Tally
from undersigned.signing.recounting import recount

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST", 4)


def zed_signs(petition: Petition, now: datetime, codes: list[str]) -> None:
    """A stranger signs under as many addresses, each time by a page with another code, and confirms all at once."""
    given = [signs(petition, now, email=f"zed{code or 0}@example.org") for code in codes]
    for one, code in zip(given, codes, strict=True):
        Signature.objects.filter(pk=one.pk).update(source=code)
    confirm_many([Confirmation(one.id, one.link_serial) for one in given], now=now)


def counted(petition: Petition) -> dict[str, int]:
    rows = Tally.objects.filter(petition=petition, kind=Tally.Kind.SOURCE)
    return dict(rows.values_list("key", "signatures"))


def test_the_first_codes_are_told_apart_and_all_later_ones_are_others(now: datetime) -> None:
    petition = ada_opens(now)
    zed_signs(petition, now, ["", "a", "b"])
    zed_signs(petition, now, ["z", "y", "x"])
    zed_signs(petition, now, ["w", "others"])
    assert counted(petition) == {"": 1, "a": 1, "b": 1, "x": 1, "y": 1, "others": 3}
    assert recount(petition, mend=False, now=now) == []


def test_a_code_that_is_known_goes_on_to_be_counted(now: datetime) -> None:
    petition, other = ada_opens(now), ada_opens(now)
    zed_signs(petition, now, ["", "a", "b", "c", "d", "e"])
    sam = signs(petition, now, email="sam@example.org")
    Signature.objects.filter(pk=sam.pk).update(source="a")
    sam.refresh_from_db()
    confirm(sam, None, now=now)
    zed_signs(other, now, ["d"])
    assert (counted(petition)["a"], counted(petition)["others"]) == (2, 1)
    assert counted(other) == {"d": 1}  # each petition has its own


def test_who_takes_back_what_counted_among_others_is_gone_from_there(now: datetime) -> None:
    petition = ada_opens(now)
    zed_signs(petition, now, ["a", "b", "c", "d", "e"])
    last = Signature.objects.get(source="others")
    withdraw(last, now=now)
    assert counted(petition)["others"] == 0
    assert recount(petition, mend=False, now=now) == []


def test_the_desk_names_the_largest_and_sums_up_the_rest(now: datetime) -> None:
    petition = ada_opens(now)
    zed_signs(petition, now, ["", "a", "b", "c", "d", "e", "f"])
    growth = growth_of(petition, now=now)
    assert growth.sources.largest == [("", 1), ("a", 1), ("b", 1), ("c", 1), ("d", 1)]
    assert (growth.sources.others, growth.sources.most) == (2, 2)
    assert (growth.countries.largest, growth.countries.others) == ([("GB", 7)], 0)


def test_looking_up_what_is_known_takes_one_query_whatever_the_batch(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = ada_opens(now)
    zed_signs(petition, now, ["a", "b"])
    one = Counted(petition.pk, 1, 1, "GB", "a", now)
    with django_assert_num_queries(1):
        sources.told_apart([one, one._replace(source="b"), one._replace(source="")] * 20)
    with django_assert_num_queries(0):
        sources.told_apart([one._replace(source="")])
