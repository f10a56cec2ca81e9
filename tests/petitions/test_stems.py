"""The beginnings of words by which titles are compared."""

import pytest

from undersigned.petitions.stems import MOST, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("library", "LIBRARIES"),
        ("bibliothèque", "Bibliotheques"),
        ("Straße", "STRASSE"),
        ("المكتبة", "المكتبة"),
        ("l'école", "l’école"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert stems(one) == stems(other) != []


def test_what_is_short_or_no_word_is_left_out_and_no_title_is_too_long() -> None:
    assert stems("Go to it! 😀 — ??") == []
    assert len(stems(" ".join(f"word{n}" for n in range(500)))) <= MOST
    assert all(len(stem) <= 6 for stem in stems("a" * 100_000))


def test_a_script_without_spaces_is_compared_by_pairs() -> None:
    assert set(stems("重新开放图书馆")) & set(stems("图书馆必须开放")) >= {"图书", "书馆", "开放"}
