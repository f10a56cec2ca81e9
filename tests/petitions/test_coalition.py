"""The rules of partners, without a database."""

from typing import NamedTuple

import pytest

from undersigned.petitions.coalition import Details, check, named_in

GOOD = {
    "name": "Friends of Riverside",
    "url": "https://friends.example.org/",
    "responsible": "Friends of Riverside e.V., 1 Bank, Leeds",
    "privacy_url": "https://friends.example.org/privacy?v=2",
}


class Joined(NamedTuple):
    number: int | None
    joined_notice: int | None


def test_a_notice_names_those_alone_who_had_joined_when_it_was_written() -> None:
    first, second, asked = Joined(1, 1), Joined(2, 4), Joined(None, None)
    partners = [first, second, asked]
    assert named_in(partners, 1) == named_in(partners, 3) == [first]
    assert named_in(partners, 4) == named_in(partners, 9) == [first, second]
    assert named_in(partners, 0) == []


def test_an_organisation_says_who_it_is() -> None:
    details, errors = check(GOOD | {"name": "  Friends \t of  Riverside ", "more": "x"})
    assert not errors
    assert details == Details(**GOOD)


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("name", "", "missing"),
        ("name", " . ", "missing"),
        ("name", "x" * 121, "too-long"),
        ("name", "Visit evil.com", "words"),
        ("name", "write@evil", "words"),
        ("name", "\u202esdneirF", "words"),
        ("name", "Friends\nof all", "words"),
        ("responsible", " ", "missing"),
        ("responsible", "x" * 301, "too-long"),
        ("responsible", "Friends\u202e", "words"),
        ("responsible", "Friends\x00", "words"),
        ("url", "", "missing"),
        ("url", "friends.example.org", "address"),
        ("url", "javascript:alert(1)//a.b", "address"),
        ("url", "data:text/html,x", "address"),
        ("url", "https://", "address"),
        ("url", "https://localhost/", "address"),
        ("url", "https://bank.example@evil.example/", "address"),
        ("url", "https://a.b:x/", "address"),
        ("url", "https://[::1/", "address"),
        ("url", 'https://a.b/"onclick="', "address"),
        ("url", "https://a.b/\u202e", "address"),
        ("url", "https://a.b/" + "x" * 200, "too-long"),
        ("privacy_url", "ftp://a.b/", "address"),
    ],
)
def test_what_is_wrong_is_told_of_its_field(field: str, typed: str, code: str) -> None:
    details, errors = check(GOOD | {field: typed})
    assert details is None
    assert errors == {field: code}


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert check({}) == (None, dict.fromkeys(GOOD, "missing"))
