"""A document is a PDF that only shows pages, and is handed out as a file to save, whatever is in it."""

import subprocess
import sys
import time

import pytest

from tests.delivery.papers import HARMFUL, HARMLESS, locked, pdf
from undersigned.delivery.documents import LARGEST, DocumentRefused, checked, name_of
from undersigned.kit.pdf_reading import verdict


@pytest.mark.parametrize("what", HARMLESS)
def test_a_pdf_that_only_shows_pages_is_taken(what: str) -> None:
    data = pdf(HARMLESS[what])
    assert checked(data) == data


@pytest.mark.parametrize("what", HARMFUL)
def test_a_pdf_that_does_more_is_refused(what: str) -> None:
    assert verdict(pdf(HARMFUL[what])) == "acts"


def _refusal(data: bytes) -> str:
    with pytest.raises(DocumentRefused) as refused:
        checked(data)
    return str(refused.value)


def test_what_is_refused_says_why() -> None:
    assert _refusal(pdf(HARMFUL["a script"])) == "acts"
    assert _refusal(locked()) == "locked"
    assert _refusal(b"<!doctype html>" + pdf()) == "not-pdf"
    assert _refusal(b"") == "not-pdf"
    assert _refusal(b"%PDF-1.7" + b"\0" * LARGEST) == "too-large"
    assert _refusal(b"%PDF-1.7\n<script>alert(1)</script>") == "broken"
    assert _refusal(pdf()[:200]) == "broken"


def test_what_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is a process of its own: one that hangs is ended, and the page goes on."""
    real = subprocess.run

    def stuck(command: list[str], **named: object) -> object:
        return real([sys.executable, "-c", "while True: pass"], **named)  # type: ignore[call-overload]

    monkeypatch.setattr("undersigned.delivery.documents.SECONDS", 1.0)
    monkeypatch.setattr("undersigned.delivery.documents.subprocess.run", stuck)
    began = time.monotonic()
    assert _refusal(pdf()) == "broken"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Answer of the Council.pdf", "Answer of the Council.pdf"),
        ("C:\\Users\\dee\\answer.pdf", "answer.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ('a"b\r\nX-Evil: 1.pdf', "document.pdf"),
        ("answer.pdf.exe", "answer pdf exe.pdf"),
        ("\u202efdp.exe", "document.pdf"),
        ("", "document.pdf"),
        ("é" * 400, "é" * 116 + ".pdf"),
    ],
)
def test_its_name_is_one_that_can_be_shown_and_saved(typed: str, name: str) -> None:
    assert name_of(typed) == name
