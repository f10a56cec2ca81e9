"""What differs between two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit.diffs import MOST_PIECES, paragraphs, words


def shown(before: str, after: str) -> str:
    marks = {"same": "{}", "out": "[-{}-]", "in": "[+{}+]"}
    return "".join(marks[kind].format(text) for kind, text in words(before, after))


def test_a_changed_word_stands_between_those_that_stayed() -> None:
    assert shown("It was closd in spring.", "It was closed in spring.") == (
        "It was [-closd-][+closed+] in spring."
    )


def test_neighbouring_changes_are_one() -> None:
    assert shown("We want no trees.", "We ask for trees.") == "We [-want no-][+ask for+] trees."


def test_only_paragraphs_that_changed_are_told() -> None:
    told = paragraphs("One.\n\nTwo.\n\nThree.", "One.\n\nTwo!\n\nThree.\n\nFour.")
    assert [[tuple(piece) for piece in one] for one in told] == [
        [("same", "Two"), ("out", "."), ("in", "!")],
        [("in", "Four.")],
    ]


def test_the_same_text_differs_nowhere() -> None:
    assert paragraphs("One.\n\nTwo.", "One.\n\nTwo.") == []


def test_a_paragraph_too_long_to_compare_is_replaced_as_a_whole() -> None:
    before, after = "a " * MOST_PIECES, "b " * MOST_PIECES
    assert [piece.kind for piece in words(before, after)] == ["out", "in"]


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_both_texts_can_be_read_from_what_is_told(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(text for kind, text in pieces if kind != "in") == before
    assert "".join(text for kind, text in pieces if kind != "out") == after
