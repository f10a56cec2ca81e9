"""The public figures by place: nobody is found in one publication, or by taking one from another."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people import ada_opens
from undersigned.petitions.models import Petition
from undersigned.signing import places
from undersigned.signing.models import PlacesPublished, Signature, Tally
from undersigned.signing.places import LEAST, Figures, following

COUNTS = st.dictionaries(st.sampled_from(["", "DE", "FR", "GB", "PL"]), st.integers(0, 45))
# People come and go by ones and twos around the limit as well as in crowds.
STEPS = st.lists(st.tuples(st.sampled_from(["", "DE", "FR", "GB", "PL"]), st.integers(-12, 15)), max_size=4)


def told_over(history: list[dict[str, int]]) -> list[Figures]:
    """What is shown day after day."""
    shown, found = Figures(), []
    for counts in history:
        shown = following(counts, shown)
        found.append(shown)
    return found


@settings(max_examples=400, deadline=None)
@given(start=COUNTS, days=st.lists(STEPS, max_size=25))
def test_no_two_figures_of_a_place_lie_between_one_and_nine_apart(
    start: dict[str, int], days: list[list[tuple[str, int]]]
) -> None:
    history = [start]
    for steps in days:
        counts = dict(history[-1])
        for place, change in steps:
            counts[place] = max(0, counts.get(place, 0) + change)
        history.append(counts)
    publications = told_over(history)
    for counts, figures in zip(history, publications, strict=True):
        assert all(figure >= LEAST for figure in figures.shown.values())
        hidden = {place: n for place, n in counts.items() if n and place not in figures.shown}
        # Whatever can be found by taking what is shown from the total is of several, or of all of them.
        assert not hidden or len(hidden) > 1 or not figures.shown
        assert not hidden or sum(hidden.values()) >= LEAST or not figures.shown
    for place in ("", "DE", "FR", "GB", "PL"):
        figures_of = {one.shown[place] for one in publications if place in one.shown}
        assert all(abs(a - b) >= LEAST for a, b in combinations(figures_of, 2))


def test_a_small_place_hides_the_next_one_with_it() -> None:
    shown = following({"GB": 400, "FR": 30, "DE": 3}, Figures()).shown
    assert shown == {"GB": 400}
    assert following({"GB": 400, "FR": 30}, Figures()).shown == {"GB": 400, "FR": 30}
    assert following({"GB": 400, "DE": 3}, Figures()).shown == {}
    assert following({}, Figures()).shown == {}


def test_a_figure_that_was_shown_before_a_place_was_hidden_is_not_told_apart_from_the_next() -> None:
    first = following({"GB": 40, "FR": 30}, Figures())
    second = following(
        {"GB": 40, "FR": 2, "DE": 12}, first
    )  # thirty became two: FR is hidden, and DE with it
    assert second.shown == {"GB": 40}
    third = following({"GB": 40, "FR": 25}, second)
    assert third.shown == {"GB": 40, "FR": 30}


def tally(petition: Petition, **countries: int) -> None:
    for code, signatures in countries.items():
        Tally.objects.update_or_create(
            petition=petition,
            ask_number=petition.ask_number,
            assurance=Signature.Assurance.MAIL,
            kind=Tally.Kind.COUNTRY,
            key=code,
            defaults={"signatures": signatures},
        )


@pytest.mark.django_db
def test_they_are_published_once_a_day(now: datetime) -> None:
    petition = ada_opens(now)
    assert places.by_country(petition, now=now) == {}
    tally(petition, GB=40, FR=20)
    assert places.by_country(petition, now=now) == {}  # this morning there was nobody
    tomorrow = now + timedelta(days=1)
    assert places.by_country(petition, now=tomorrow) == {"GB": 40, "FR": 20}
    tally(petition, GB=90)
    late = tomorrow.astimezone(UTC).replace(hour=23, minute=59)
    assert places.by_country(petition, now=late) == {"GB": 40, "FR": 20}
    assert places.by_country(petition, now=now) == {
        "GB": 40,
        "FR": 20,
    }  # a clock that jumps back shows no more
    assert places.by_country(petition, now=late + timedelta(minutes=2)) == {"GB": 90, "FR": 20}
    assert PlacesPublished.objects.get().told == {"GB": [40, 90], "FR": [20]}


@pytest.mark.django_db
def test_another_ask_has_figures_of_its_own(now: datetime) -> None:
    petition = ada_opens(now)
    tally(petition, GB=40)
    assert places.by_country(petition, now=now) == {"GB": 40}
    petition.ask_number = 2
    tally(petition, GB=11)
    assert places.by_country(petition, now=now) == {"GB": 11}


def test_what_no_site_could_have_written_is_known() -> None:
    assert places.are_figures({"GB": 10})
    assert not any(map(places.are_figures, [None, [], {"GB": 9}, {"GB": "10"}, {"GB": True}]))
    assert places.are_told({"GB": [10, 20]})
    assert not any(map(places.are_told, [None, {"GB": 10}, {"GB": [9]}, {"GB": ["<b>"]}]))
