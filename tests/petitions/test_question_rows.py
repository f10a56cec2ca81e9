"""Rows of questions, as they are typed."""

import pytest

from tests.questions import ALL, DAYS, HELP, WHY
from undersigned.petitions.question_rows import Wanted, check, rearranged, typed, whole


def refused(raw: dict[str, str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    check(raw, errors)
    return errors


def test_what_is_written_comes_back_as_it_was() -> None:
    errors: dict[str, str] = {}
    assert check(typed(ALL), errors) == ALL
    assert errors == {}
    assert whole(typed(ALL)) == ALL


def test_a_row_in_which_nothing_is_written_asks_nothing() -> None:
    assert refused({"question_1_kind": "one", "question_1_required": "on"}) == {}
    assert whole({"question_1_kind": "one"}) == ()


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        ("words", " ", "missing"),
        ("words", "?!", "missing"),
        ("words", "x" * 201, "too-long"),
        ("purpose", "", "missing"),
        ("purpose", "x" * 201, "too-long"),
        ("kind", "phone", "unknown"),
        ("kind", "anything", "unknown"),
    ],
)
def test_each_mistake_in_a_row_has_its_reason(part: str, text: str, code: str) -> None:
    raw = typed([WHY]) | {f"question_1_{part}": text}
    assert refused(raw) == {f"question_1_{part}": code}
    assert whole(raw) == ()


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ("", "few"),
        ("Mon", "few"),
        ("\n".join(map(str, range(11))), "too-many"),
        ("Mon\nmon", "twice"),
        ("Mon\n" + "x" * 81, "too-long"),
    ],
)
def test_answers_to_choose_from_are_at_least_two_and_different(choices: str, code: str) -> None:
    assert refused(typed([DAYS]) | {"question_1_choices": choices}) == {"question_1_choices": code}


def test_words_that_could_turn_a_notice_around_are_taken_out() -> None:
    [one] = whole(typed([WHY]) | {"question_1_words": "Who\u202e are\x00 you?\n\nDeleted: never"})
    assert one.words == "Who are you? Deleted: never"


def words(raw: dict[str, str]) -> list[str]:
    return [one.words for one in whole(raw)]


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up-2", [1, 0, 2]),
        ("up-1", [0, 1, 2]),
        ("down-1", [1, 0, 2]),
        ("down-3", [0, 1, 2]),
        ("remove-2", [0, 2]),
        ("more", [0, 1, 2]),
        ("up-9", [0, 1, 2]),
        ("sideways-1", [0, 1, 2]),
        ("", [0, 1, 2]),
    ],
)
def test_rows_change_places_and_go(act: str, order: list[int]) -> None:
    three: list[Wanted] = [WHY, DAYS, HELP]
    moved = rearranged(typed(three) | {"title": "Mend the pier"}, act)
    assert words(moved) == [three[place].words for place in order]
    assert moved["title"] == "Mend the pier"


def test_empty_rows_close_up_and_what_is_half_written_stays() -> None:
    raw = typed([WHY, DAYS]) | {"question_4_words": "Half", "question_1_words": "", "question_1_purpose": ""}
    moved = rearranged(raw, "more")
    assert (moved["question_1_words"], moved["question_2_words"]) == (DAYS.words, "Half")
    assert moved["question_4_words"] == ""
