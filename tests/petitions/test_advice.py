"""Advice on a petition's words: what is said when, and that nothing is said of what is empty or good."""

import pytest

from undersigned.petitions.advice import Hint, advise, words_of

GOOD = "The library closed in spring. Nobody was asked. " * 8


@pytest.mark.parametrize(
    ("field", "text", "codes"),
    [
        ("title", "", []),
        ("title", "The City Council must reopen the Riverside library", []),
        ("title", "REOPEN THE LIBRARY NOW", ["shouts"]),
        ("title", "The City Council must " + "reopen " * 15, ["long"]),
        ("title", "Why is the library closed?", ["asks"]),
        ("title", "Libraries for everyone", ["nobody"]),
        ("story", "", []),
        ("story", GOOD, []),
        ("story", "It closed.", ["short"]),
        ("story", "It closed in spring. " * 300, ["long", "paragraph"]),
        ("story", "word " * 60, ["sentence"]),
        ("story", ("word " * 25 + ". ") * 4, ["sentences"]),
        ("letter", "word " * 601, ["long"]),
        ("letter", "Dear councillors", []),
        ("goal", "", []),
        ("goal", "50,000", ["far"]),
        ("goal", "10", ["near"]),
        ("goal", "500", []),
        ("goal", "many", []),
        ("goal", "9" * 5000, []),
    ],
)
def test_each_weakness_has_its_hint(field: str, text: str, codes: list[str]) -> None:
    assert [hint.code for hint in advise({field: text})] == codes


def test_who_names_the_addressee_elsewhere_is_not_asked_for_it() -> None:
    assert not advise({"title": "Libraries for everyone", "addressees": "The Mayor"})


def test_the_number_is_that_of_the_readers_words() -> None:
    assert advise({"story": "**It** [closed](https://example.org/a-long-address) early."}) == [
        Hint("story", "short", 3)
    ]
    assert words_of("Let’s ask l'école") == ["Let’s", "ask", "l'école"]


def test_the_longest_story_is_read_at_once() -> None:
    assert advise({"story": "a. " * 16_000 + "\n\n" * 1000})
