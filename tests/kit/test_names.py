"""Names of people everywhere pass; what only looks like a name does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit.names import NameRefused, clean_comment, clean_name


@pytest.mark.parametrize(
    "name",
    [
        *(
            "O'Brien",
            "O’Brien",
            "Ó Súilleabháin",
            "Nguyễn Thị Minh Khai",
            "李",
            "李 小龍",
            "王小明",
            "山田 太郎",
        ),
        *("김민준", "Юлія", "Αλέξανδρος", "שָׂרָה", "محمد بن سلمان", "علی‌رضا", "प्रियंका", "ক্ষ", "သန္တာ", "สมชาย"),
        *("J.R. Smith", "J.R.Smith", "Jr.", "St.Clair", "Ma. de Lourdes", "Ma.de Lourdes", "Dr. h.c. Müller"),
        *(
            "Jean-Luc",
            "d'Artagnan",
            "van der Berg",
            "X Æ A-12",
            "Nǃxau ǂToma",
            "Raj a/l Kumar",
            "Ben 10",
            "Ada (née King)",
        ),
        *(
            "Martin Luther King, Jr.",
            "S.K.Com",
            "Wu",
            "I",
            "𠮷野家",
            "ʻOkina",
            "Øystein",
            "Žižek",
            "İpek",
            "ﬁona",
        ),
    ],
)
def test_a_real_name_passes_unchanged(name: str) -> None:
    assert clean_name(name, limit=60) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  \u00a0 ", ""),
        ("  Ada \t  King\u00a0\u3000Lovelace\n", "Ada King Lovelace"),
        ("Jose\u0301", "José"),
        ("Jose\u200b\u0301", "José"),
        ("A\u00adda\u200b", "Ada"),  # a soft hyphen and a zero-width space, as pasted from a page
        ("\u200f\u202fשרה", "שרה"),
        ("\u200b\u2060\ufeff", ""),
        ("\u200d \u200c", ""),
    ],
)
def test_a_name_is_tidied(typed: str, kept: str) -> None:
    assert clean_name(typed, limit=60) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("ada@example.org", "at-sign"),
        ("Ada ＠ home", "at-sign"),
        ("http://x", "link"),
        ("HTTPS:x", "link"),
        ("see www.example", "link"),
        ("Win at casino.com", "link"),
        ("casino.com/now Ada", "link"),
        ("Ada bit.ly/x", "link"),
        ("free-money.XYZ", "link"),
        ("казино.рф", "link"),
        ("mailto:ada", "link"),
        ("Ada\nLovelace", "control"),
        ("Ada\r\nBcc: zed", "control"),
        ("Ada\x00", "control"),
        ("Ada\x1b[31m", "control"),
        ("Ada\x85x", "control"),
        ("Ada\ud800", "control"),
        ("Ada \u202egnik", "control"),
        ("\u2067Ada\u2069", "control"),
        ("A" * 61, "too-long"),
        ("http://" + "a" * 100, "too-long"),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(NameRefused, match=f"^{reason}$"):
        clean_name(typed, limit=60)


def test_the_limit_counts_what_is_kept() -> None:
    assert clean_name("  " + "A" * 60 + "  ", limit=60) == "A" * 60
    assert clean_name("e\u0301" * 60, limit=60) == "é" * 60
    assert clean_comment("a\r\n" * 29 + "aa   ", limit=60) == "a\n" * 29 + "aa"


odd = st.sampled_from("\n\r\t \u00a0\u2028\u200b\u200d\u0301.ab")


@given(st.text(st.one_of(st.characters(), odd), max_size=80))
def test_a_kept_name_is_safe_to_show_and_stays_as_it_is(typed: str) -> None:
    try:
        kept = clean_name(typed, limit=60)
    except NameRefused:
        return
    assert len(kept) <= 60
    assert kept.encode().decode() == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in kept)
    assert "  " not in kept
    assert clean_name(kept, limit=60) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" \n\n ", ""),
        ("one\ntwo", "one\ntwo"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("one\n\n\n\n two", "one\n\ntwo"),
        ("one\n \n\t\n\u200b\ntwo", "one\n\ntwo"),
        ("  a \t b\u00a0c ", "a b c"),
        ("a\x00b\x1bc\u202ed\x0be", "abcde"),
        ("https://example.org, ada@example.org", "https://example.org, ada@example.org"),
        ("علی‌رضا 👩‍🔬", "علی‌رضا 👩‍🔬"),
    ],
)
def test_a_comment_keeps_its_lines_and_loses_control_characters(typed: str, kept: str) -> None:
    assert clean_comment(typed, limit=60) == kept


def test_a_comment_too_long_is_refused() -> None:
    with pytest.raises(NameRefused, match="too-long"):
        clean_comment("a" * 61, limit=60)


@given(st.text(st.one_of(st.characters(), odd), max_size=80))
def test_a_kept_comment_is_safe_to_show_and_stays_as_it_is(typed: str) -> None:
    kept = clean_comment(typed, limit=400)
    assert kept.encode().decode() == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert "\n\n\n" not in kept
    assert all(line == line.strip() for line in kept.split("\n"))
    assert clean_comment(kept, limit=400) == kept
