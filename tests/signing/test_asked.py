"""What signers answer to a team's questions, checked without a database, and sealed with who they are."""

import json
from datetime import UTC, datetime

import pytest

from tests.people import SAM
from tests.questions import ALL, KEPT, PHONE, TYPED, all_asked
from undersigned.petitions.asking import PHONE as ASKS_PHONE
from undersigned.petitions.question import Question
from undersigned.signing.answers import Answers, Choices, as_typed, check, check_choices
from undersigned.signing.asked import put_on, said
from undersigned.signing.intake import Circumstances
from undersigned.signing.person import Person
from undersigned.signing.waiting import LONGEST, Waiting, read_waiting

GOOD = {"given_name": "Sam", "email": "sam@example.org", "country": "gb"}
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def put(*, required: bool = True) -> list[Question]:
    return [
        Question(
            number=number,
            position=number,
            kind=one.kind,
            words=one.words,
            purpose=one.purpose,
            is_required=one.is_required and required,
            choices=list(one.choices),
        )
        for number, one in enumerate(all_asked(), 1)
    ]


def checked(**typed: str) -> tuple[Answers | None, dict[str, str]]:
    return check(GOOD | TYPED | typed, asks_postal_code=False, questions=put())


def test_each_answer_is_kept_in_one_form() -> None:
    answers, errors = checked()
    assert errors == {}
    assert answers is not None
    assert (answers.phone, answers.asked) == (PHONE, KEPT)


def test_what_nobody_asked_is_ignored() -> None:
    answers, errors = check(GOOD | TYPED, asks_postal_code=False)
    assert errors == {}
    assert answers is not None
    assert (answers.phone, answers.asked) == ("", ())
    answers, _ = checked(
        question_7="x", question_1="x", question_99_1="on", question_5_4="on", question_5="2"
    )
    assert answers is not None
    assert answers.asked == KEPT


def test_only_what_must_be_answered_is_missed() -> None:
    assert check(GOOD, asks_postal_code=False, questions=put())[1] == {
        "question_2": "missing",
        "question_6": "missing",
    }
    answers, _ = check(GOOD, asks_postal_code=False, questions=put(required=False))
    assert answers is not None
    assert answers.asked == ()


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("question_2", " \u200d \n", "missing"),
        ("question_2", "x" * 201, "too-long"),
        ("question_3", "x" * 501, "too-long"),
        ("question_4", "3", "unknown"),
        ("question_4", "0", "unknown"),
        ("question_4", "-1", "unknown"),
        ("question_4", "1,2", "unknown"),
        ("question_4", "٢", "unknown"),
        ("question_4", "Older", "unknown"),
        ("question_6", "maybe", "unknown"),
        ("question_6", "", "missing"),
        ("phone", "12", "number"),
        ("phone", "0" * 41, "too-long"),
    ],
)
def test_each_mistake_has_its_reason(field: str, typed: str, code: str) -> None:
    assert checked(**{field: typed}) == (None, {field: code})


def test_where_the_country_is_wrong_it_is_mended_first() -> None:
    assert checked(country="XX")[1] == {"country": "unknown"}
    assert checked(country="XX", phone="+12")[1] == {"country": "unknown", "phone": "number"}


def test_what_is_typed_stays_words_and_nothing_else() -> None:
    hostile = '=1+1"},"e":"zed@example.org\u202e</textarea><script>{{ 7*7 }}%s\x00\u2028x'
    answers, _ = checked(question_2=hostile, question_3=hostile)
    assert answers is not None
    person = Person("Sam", "sam@example.org", partners=(2,), phone=answers.phone, asked=answers.asked)
    kept = Person.from_bytes(person.to_bytes())
    assert kept == person
    assert kept.email == "sam@example.org"
    assert "\u202e" not in kept.asked[0][1]
    assert json.loads(person.to_bytes())["q"]["3"] == kept.asked[1][1]


def test_who_answers_nothing_is_sealed_as_before() -> None:
    assert Person("Sam", "sam@example.org").to_bytes() == b'{"g":"Sam","e":"sam@example.org"}'


def test_answers_are_told_in_words() -> None:
    questions = {one.number: one for one in put()}
    told = [said(questions[number], value) for number, value in KEPT]
    assert told == ["Riverside", "Read.\nAnd write.", "Older", "Mon; Wed", "Yes"]
    assert said(questions[5], "7,x,2") == "Tue"
    assert said(questions[6], "maybe") == ""


def test_the_form_is_shown_again_as_it_was() -> None:
    answers, _ = checked()
    assert answers is not None
    shown = as_typed(answers, put())
    assert {name: shown[name] for name in ("phone", "question_2", "question_4", "question_5")} == {
        "phone": PHONE,
        "question_2": "Riverside",
        "question_4": "2",
        "question_5": ["1", "3"],
    }
    assert "asked" not in as_typed(answers)


def test_only_a_form_that_shows_the_questions_changes_the_answers() -> None:
    typed = {"given_name": "Sam"} | TYPED
    untouched, _ = check_choices(typed, questions=put(), country="GB")
    assert untouched is not None
    assert (untouched.phone, untouched.asked) == (None, None)
    for raw, questions in ((typed | {"questions": "1"}, []), (typed, put())):
        nothing, _ = check_choices(raw, questions=questions, country="GB")
        assert nothing is not None
        assert nothing.asked is None
    changed, _ = check_choices(typed | {"questions": "1"}, questions=put(), country="GB")
    assert changed is not None
    assert (changed.phone, changed.asked) == (PHONE, KEPT)
    assert check_choices({"given_name": "Sam", "questions": "1"}, questions=put())[1] == {
        "question_2": "missing",
        "question_6": "missing",
    }


def test_answers_go_along_to_what_is_asked_still() -> None:
    assert put_on(KEPT, put()[2:4]) == KEPT[1:3]
    assert put_on(KEPT, []) == ()


@pytest.mark.parametrize("partners", [(), (1, 3)])
def test_the_page_that_waits_carries_them_along(partners: tuple[int, ...]) -> None:
    answers = SAM._replace(phone=PHONE, asked=KEPT, partners=partners)
    around = Circumstances(1, 1, "en")
    for given in (answers, SAM._replace(partners=partners), answers._replace(phone="")):
        text = Waiting(7, 1, given, around, NOW).to_text()
        assert read_waiting(text, petition_id=7, now=NOW).answers == given


def test_the_longest_answers_fit_into_a_form_and_the_page_that_waits() -> None:
    longest = tuple((number, '"🙂'[n % 2] * 500) for n, number in enumerate(range(1, 6)))
    answers = SAM._replace(asked=longest, comment="🙂" * 500, given_name="🙂" * 80, family_name="🙂" * 80)
    text = Waiting(7, 1, answers, Circumstances(1, 1, "en"), NOW).to_text()
    assert len(text) < LONGEST
    assert read_waiting(text, petition_id=7, now=NOW).answers == answers


def test_choices_of_a_code_are_what_was_typed_on_its_page() -> None:
    choices = Choices.of(SAM._replace(phone=PHONE, asked=KEPT))
    assert (choices.phone, choices.asked) == (PHONE, KEPT)
    assert len(ALL) == len(KEPT)
    assert ASKS_PHONE in all_asked()
