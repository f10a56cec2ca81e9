"""What a signer typed, checked without a database."""

import pytest

from undersigned.signing.answers import check, check_choices

GOOD = {"given_name": "Sam", "email": "sam@example.org", "country": "gb"}


def test_the_least_that_is_needed() -> None:
    answers, errors = check(GOOD, asks_postal_code=False)
    assert errors == {}
    assert answers is not None
    assert (answers.given_name, answers.family_name, answers.country) == ("Sam", "", "GB")
    assert not answers.show_name
    assert not answers.updates


def test_nothing_typed_names_what_is_missing() -> None:
    answers, errors = check({}, asks_postal_code=True)
    assert answers is None
    assert errors == dict.fromkeys(("given_name", "email", "country", "postal_code"), "missing")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("given_name", "x" * 81, "too-long"),
        ("given_name", "www.example.org", "link"),
        ("family_name", "sam@example.org", "at-sign"),
        ("family_name", "a\x00b", "control"),
        ("email", "sam@", "bad-domain"),
        ("country", "XX", "unknown"),
        ("comment", "x" * 501, "too-long"),
    ],
)
def test_each_mistake_has_its_reason(field: str, value: str, code: str) -> None:
    assert check(GOOD | {field: value}, asks_postal_code=False) == (None, {field: code})


@pytest.mark.parametrize("value", ["on", "1", "true", "yes"])
def test_a_ticked_box_is_a_yes(value: str) -> None:
    answers, _ = check(GOOD | {"show_name": value, "updates": value}, asks_postal_code=False)
    assert answers is not None
    assert answers.show_name
    assert answers.updates


@pytest.mark.parametrize("value", ["", "0", "false", "off", "no", " "])
def test_an_empty_or_denied_box_is_a_no(value: str) -> None:
    answers, _ = check(GOOD | {"show_name": value}, asks_postal_code=False)
    assert answers is not None
    assert not answers.show_name


def test_choices_need_a_name_and_nothing_else() -> None:
    assert check_choices({"given_name": ""}) == (None, {"given_name": "missing"})
    choices, _ = check_choices({"given_name": " Sam "})
    assert choices is not None
    assert choices.given_name == "Sam"
