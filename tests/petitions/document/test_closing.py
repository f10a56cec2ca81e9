"""The last line is a call if it is short and calls to act."""

import pytest

from undersigned.petitions.document import read
from undersigned.petitions.document.wordings import wordings

LANGUAGES = [row.language for row in wordings()]

CALLS = {
    "en": "Let’s keep the pool open.",
    "fr": "Signez et partagez.",
    "de": "Unterschreibt und teilt.",
    "es": "Únete y comparte.",
    "it": "Uniamoci per la piscina.",
    "pt": "Junte-se a nós.",
    "pl": "Podpisz i udostępnij.",
    "cy": "Llofnodwch heddiw.",
    "ar": "وقّعوا اليوم.",
    "he": "חתמו עכשיו.",
}


def ending(*paragraphs: str, markdown: bool = False) -> tuple[str, str]:
    """The last paragraph of the story, and the call."""
    text = "\n\n".join(["Save the pool", "It is cold.", *paragraphs])
    petition = read(text.encode(), markdown=markdown)
    return petition.paragraphs[-1], petition.call


def test_every_language_has_a_call_to_try() -> None:
    assert set(CALLS) == set(LANGUAGES)


@pytest.mark.parametrize("language", sorted(CALLS))
def test_a_call_in_every_language_is_known_and_tells_the_language(language: str) -> None:
    assert ending(CALLS[language]) == ("It is cold.", CALLS[language])
    assert read(f"X\u00b7Y\n\nZ.\n\n{CALLS[language]}".encode()).language == language


@pytest.mark.parametrize(
    "call",
    [
        "Let us swim.",
        "Sign this petition today.",
        "Please sign. It takes a minute.",
        "Join us",
        "Tell the council what you think",
        "Together we can keep it.",
        "Add your name.",
        "Now is the time.",
        "“Now is the time to swim.”",
        "¡Firma ya!",
        "The pool is ours!",
    ],
)
def test_a_short_last_line_that_calls_to_act_is_the_call(call: str) -> None:
    assert ending(call) == ("It is cold.", call)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The pool is ours.",
        "Signed by 200 families.",
        "Sign language is taught there.",
        "Help came too late.",
        "Letters were not answered.",
        "Please help. We are cold. It is winter.",
        "Let us say it plainly: " + "the pool is ours and " * 10 + "stays.",
    ],
)
def test_any_other_last_line_stays_in_the_story(paragraph: str) -> None:
    assert ending(paragraph) == (paragraph, "")


def test_a_call_on_the_last_line_of_the_last_paragraph_is_a_call() -> None:
    assert ending("It was full.\nNow it is shut.\nLet’s open it.") == (
        "It was full. Now it is shut.",
        "Let’s open it.",
    )
    assert ending("It was full and\nlet us swim.") == ("It was full and let us swim.", "")


def test_a_count_may_stand_on_either_side_of_the_call() -> None:
    assert ending("12 have signed", "Sign now!") == ("It is cold.", "Sign now!")
    assert ending("Sign now!", "12 have signed") == ("It is cold.", "Sign now!")


def test_a_markdown_call_is_its_words_alone() -> None:
    assert ending("**Sign** [now](https://example.org)!", markdown=True) == ("It is cold.", "Sign now!")


@pytest.mark.parametrize(
    "source", ["- Sign now!\n- Tell others!", "> Sign now!", "## Sign now!", "1. Sign now!"]
)
def test_a_markdown_list_quote_or_heading_is_no_call(source: str) -> None:
    assert ending(source, markdown=True) == (source, "")
