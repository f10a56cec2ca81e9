"""What is a fix, and what asks for something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.wording import Wording, beyond_a_fix, distance, kept

STORY = "The library closed in spring. Nobody was asked, and nobody was told why it had to be so."
WORDS = Wording(
    title="The City Council must reopen the Riverside library by 2027",
    addressees=("The City Council", "Dee Lindqvist"),
    letter="Dear councillors, please open the library again. " * 3,
    story=STORY,
    call="Let us ask the council together!",
)


@pytest.mark.parametrize(
    "title",
    [
        "The City Council must reopen the Riverside library by 2027!",
        "The city council must re-open the Riverside library by 2027".replace("re-open", "reopn"),
        "The City Council must reopen the Riversied library by 2027",
    ],
)
def test_a_slip_in_the_title_may_be_mended(title: str) -> None:
    assert beyond_a_fix(WORDS, WORDS._replace(title=title)) == []


@pytest.mark.parametrize(
    "title",
    [
        "The City Council must not reopen the Riverside library by 2027",
        "The City Council must reopen the Riverside library by 2028",
        "The City Council must reopen the Seaside library by 2027",
        "The City Council may reopen the Riverside library by 2027",
        "The City Council must close the Riverside library by 2027",
        "",
    ],
)
def test_another_title_is_another_ask(title: str) -> None:
    assert beyond_a_fix(WORDS, WORDS._replace(title=title)) == ["title"]


def test_whom_it_names_may_be_spelt_right_and_nobody_else_named() -> None:
    assert beyond_a_fix(WORDS, WORDS._replace(addressees=("The City Council", "Dee Lindquist"))) == []
    for others in (
        ("The City Council",),
        ("The Mayor", "Dee Lindqvist"),
        ("Dee Lindqvist", "The City Council"),
    ):
        assert beyond_a_fix(WORDS, WORDS._replace(addressees=others)) == ["addressees"]


def test_most_of_the_story_stays() -> None:
    assert beyond_a_fix(WORDS, WORDS._replace(story=STORY + " It rains.")) == []
    assert beyond_a_fix(WORDS, WORDS._replace(story="It rains. " * 20)) == ["story"]
    assert beyond_a_fix(WORDS, WORDS._replace(letter="", call="")) == ["letter", "call"]


def test_an_added_letter_is_more_than_a_fix() -> None:
    assert beyond_a_fix(WORDS._replace(letter=""), WORDS) == ["letter"]


@given(a=st.text("abc", max_size=8), b=st.text("abc", max_size=8))
def test_the_distance_is_the_same_both_ways_and_bounded(a: str, b: str) -> None:
    assert distance(a, b, most=2) == distance(b, a, most=2)
    assert (distance(a, b, most=0) == 0) == (a == b)


def test_words_stay_wherever_they_stand() -> None:
    assert kept("one two three", "three two one") == 1.0
    assert kept("", "") == 1.0
    assert kept("one", "") == 0.0
