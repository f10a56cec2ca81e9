"""How addressees are named after "To"."""

import pytest

from undersigned.petitions.addressees import joined


@pytest.mark.parametrize(
    ("names", "language", "line"),
    [
        (["The City Council"], "en", "the City Council"),
        (["The Mayor", "Ada Lovelace"], "en-gb", "the Mayor, Ada Lovelace"),
        (["Theresa May"], "en", "Theresa May"),
        (["the Mayor"], "en", "the Mayor"),
        (["The"], "en", "The"),
        (["The Hague"], "nl", "The Hague"),
        (["Le maire"], "fr", "Le maire"),
        ([], "en", ""),
    ],
)
def test_an_english_article_that_opens_a_name_is_small(names: list[str], language: str, line: str) -> None:
    assert joined(names, language) == line
