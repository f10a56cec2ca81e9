"""Bytes become clean text, or one clear line says why not."""

import unicodedata

import pytest

from undersigned.petitions.document.decoding import MAX_BYTES, DocumentRefused, clean_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_with_and_without_their_mark(encoding: str) -> None:
    assert clean_text("Där är’s\n".encode(encoding)) == "Där är’s\n"


def test_utf_16_is_read_in_either_byte_order() -> None:
    assert clean_text(b"\xfe\xff" + "é".encode("utf-16-be")) == "é"
    assert clean_text(b"\xff\xfe" + "é".encode("utf-16-le")) == "é"


def test_every_kind_of_line_end_is_one() -> None:
    assert clean_text("a\r\nb\rc\nd\u2028e\vf\fg\u2029h".encode()) == "a\nb\nc\nd\ne\nf\ng\n\nh"


def test_letters_are_in_one_normal_form() -> None:
    assert clean_text("e\u0301".encode()) == "é"
    assert clean_text("e\u200b\u0301".encode()) == "é"


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2066", "\u2069", "\u200b", "\ufeff", "\u00ad", "\u2060", "\u3164"]
)
def test_signs_that_show_nothing_are_dropped(sign: str) -> None:
    assert clean_text(f"safe{sign}ty".encode()) == "safety"


@pytest.mark.parametrize("sign", ["\u200c", "\u200d", "\u200e", "\u200f"])
def test_signs_that_scripts_and_emoji_need_stay(sign: str) -> None:
    assert clean_text(f"a{sign}b".encode()) == f"a{sign}b"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a" * (MAX_BYTES + 1), r"1,048,577 bytes; 1,048,576 \(1 MiB\) is the most"),
        (b"a\0b", "binary"),
        ("a".encode("utf-16-le"), "binary"),
        ("a".encode("utf-32"), "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0", "Line 1 of the document is not UTF-8"),
        (b"one\ntwo \x92s\n", "Line 2 of the document is not UTF-8"),
        (b"one\r\n\xed\xa0\x80", "Line 2 of the document is not UTF-8"),
        (b"\xff\xfea", "UTF-16"),
        (b"\xff\xfe\x00\xd8", "UTF-16"),
        (b"one\n\x1b[31mtwo", r"Line 2 of the document holds the control character U\+001B"),
        ("it\u0092s".encode(), r"U\+0092"),
        ("a\uffff".encode(), r"U\+FFFF"),
        (("a" + "\u0301" * 31).encode(), "piles more than 30 marks"),
    ],
)
def test_what_is_no_clean_text_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentRefused, match=reason) as refusal:
        clean_text(data)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).isascii()


def test_as_many_marks_as_any_script_uses_are_taken() -> None:
    text = "a" + "\u0315\u0300" * 15
    assert clean_text(text.encode()) == unicodedata.normalize("NFC", text)


def test_the_largest_file_is_taken() -> None:
    assert len(clean_text(b"a" * MAX_BYTES)) == MAX_BYTES
