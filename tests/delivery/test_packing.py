"""The pack: what is in it, that it says what notice and figures allow, and papers that hold whatever is typed."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pyrage
import pytest
from pypdf import PdfReader

from tests.delivery.packs import NAMES, files_of, handover_of, packed_bytes, signed_by
from tests.people import DOCUMENT, ada_opens
from undersigned.delivery import first_page
from undersigned.delivery.codes import code_of, shown
from undersigned.petitions import datakeys
from undersigned.petitions.models import Addressee
from undersigned.signing.models import ExportLog, Signature, Tally

pytestmark = pytest.mark.django_db


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def is_tagged(pdf: bytes) -> bool:
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root


def rows_of(sheet: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sheet.decode(), newline="")))


def test_a_pack_holds_papers_sheets_texts_and_its_proof(now: datetime) -> None:
    petition = ada_opens(now, hands_over="places", asks_postal_code=True)
    signed_by(petition, now, postal_code="SW1A 1AA", show_name=True, comment="=The books!")
    Signature.objects.update(is_comment_approved=True)
    files = files_of(packed_bytes(petition, now, handover=handover_of(petition, now)))
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["slug"] == petition.slugs.get().slug
    assert manifest["signatures"] == manifest["assurances"]["mail"] == len(NAMES)
    assert manifest["files"] == {name: sha256(content).hexdigest() for name, content in files.items()}
    assert manifest["reference"] == f"P{petition.public_number}-H1"
    assert {"texts/text-1-en.txt", "texts/notice-1-de.txt", "README.txt", "verify.py"} <= set(files)
    rows = rows_of(files["signatures.csv"])
    assert ",".join(rows[0]) == (
        "number,name,locality,postal_district,country,signed_on,assurance,text_version,receipt_id"
    )
    assert [row[0] for row in rows[1:]] == [str(n + 1) for n in range(len(NAMES))]
    assert rows[1] == ["1", "Sam Okafor", "", "SW1A", "GB", "2026-11-24", "mail", "1", ""]
    assert rows[7][1] == "'=1+1 +2"
    assert rows_of(files["comments.csv"])[1] == ["Sam Okafor", "GB", "2026-11-24", "'=The books!"]
    assert ExportLog.objects.get(kind="pack").rows == len(NAMES)


def test_the_book_is_numbered_and_holds_every_name_that_a_font_shows(now: datetime) -> None:
    petition = ada_opens(now, hands_over="places", asks_postal_code=True)
    signed_by(petition, now, postal_code="SW1A 1AA")
    book = files_of(packed_bytes(petition, now))["signatures.pdf"]
    words = words_of(book)
    assert "Sam Okafor" in words
    assert "*#[bold] $x$" in words  # markup is what was typed, no more
    assert "SW1A, United Kingdom" in words
    assert f"{len(NAMES)} have signed." in words
    assert PdfReader(io.BytesIO(book)).metadata.title == DOCUMENT.title  # type: ignore[union-attr]


@pytest.mark.parametrize("hands_over", ["number", "names"])
def test_a_narrower_notice_hands_over_less(now: datetime, hands_over: str) -> None:
    petition = ada_opens(now, hands_over=hands_over)
    signed_by(petition, now, [("Samantha", "Okafor")])
    files = files_of(packed_bytes(petition, now))
    assert ("signatures.pdf" in files) == (hands_over == "names")
    assert ("Samantha" in words_of(files.get("signatures.pdf", files["letter.pdf"]))) == (
        hands_over == "names"
    )
    assert not [name for name, content in files.items() if hands_over == "number" and b"Samantha" in content]
    assert rows_of(files["signatures.csv"])[1][3:5] == ["", ""]


def test_the_first_page_says_what_an_office_needs_and_no_name(now: datetime) -> None:
    petition = ada_opens(now, hands_over="places", asks_postal_code=True)
    signed_by(petition, now, [("Samantha", "Okafor")] * 12, postal_code="SW1A 1AA")
    handover = handover_of(petition, now)
    page = files_of(packed_bytes(petition, now, handover=handover))["first-page.pdf"]
    words = " ".join(words_of(page).split())
    assert is_tagged(page)
    assert len(PdfReader(io.BytesIO(page)).pages) == 1
    for said in (
        "To the City Council",
        "12 have signed.",
        "United Kingdom 12",
        f"P{petition.public_number}-H1",
        "Ada Lovelace, ada@example.org",
        "24 December 2026",
        "/reply",
        shown(code_of(handover)),
    ):
        assert said.lower() in words.lower(), said
    assert "Samantha" not in words


def test_nobody_signed_and_there_is_a_pack_all_the_same(now: datetime) -> None:
    files = files_of(packed_bytes(ada_opens(now), now))
    assert json.loads(files["manifest.json"])["signatures"] == 0
    assert len(rows_of(files["signatures.csv"])) == 1
    assert "0 have signed." in words_of(files["first-page.pdf"])
    assert "signatures.pdf" not in files


def test_small_places_are_in_no_paper_and_no_sheet(now: datetime) -> None:
    petition = ada_opens(now)
    for code, signatures in (("GB", 400), ("FR", 30), ("MC", 3), ("", 20)):
        Tally.objects.create(
            petition=petition, ask_number=1, assurance=1, kind="country", key=code, signatures=signatures
        )
    files = files_of(packed_bytes(petition, now))
    assert rows_of(files["places.csv"]) == [
        ["area_type", "area_code", "area_name", "boundary_version", "signatures"],
        ["country", "GB", "United Kingdom", "ISO 3166-1", "400"],
        ["country", "FR", "France", "ISO 3166-1", "30"],
    ]
    words = words_of(files["first-page.pdf"])
    assert "United Kingdom" in words
    assert "Monaco" not in words


HOSTILE = {
    "wide": ("W" * 200, "W" * 300),
    "no font": ("市" * 200, "議" * 300),
    "markup": ("#panic() \\ *a* $x$ @b <c> `d`", "#import sys: *\n= heading"),
    "marks": ("e" + "\u0301" * 199, "\u202eesrever" + "\u0301" * 200),
    "Arabic": ("يجب على مجلس المدينة إعادة فتح المكتبة", "إعادة فتح المكتبة"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_whatever_a_title_is_the_first_page_is_one_page(now: datetime, kind: str) -> None:
    title, ask = HOSTILE[kind]
    petition = ada_opens(now)
    petition.text_versions.get().texts.update(title=title, ask=ask, letter=f"{title}\n\n{ask}")
    Addressee.objects.update(name="W" * 200)
    handover = handover_of(petition, now)
    handover.contact = "W" * 300
    files = files_of(packed_bytes(petition, now, handover=handover))
    assert len(PdfReader(io.BytesIO(files["first-page.pdf"])).pages) == 1
    assert files["letter.pdf"].startswith(b"%PDF")
    assert title in files["texts/text-1-en.txt"].decode()


def test_the_papers_speak_the_petitions_language(now: datetime) -> None:
    petition = ada_opens(now, replace(DOCUMENT, language="de"))
    files = files_of(packed_bytes(petition, now, handover=handover_of(petition, now)))
    assert "24. Dezember 2026" in words_of(files["first-page.pdf"])
    assert "24. November 2026" in words_of(files["letter.pdf"])


def test_a_pack_without_scripts_says_how_to_check_by_hand(now: datetime) -> None:
    files = files_of(packed_bytes(ada_opens(now), now, has_scripts=False))
    assert not [name for name in files if name.endswith((".py", ".sh", ".js", ".exe"))]
    assert b"certutil" in files["README.txt"]
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: sha256(content).hexdigest()
        for name, content in files.items()
        if name not in ("manifest.json", "SHA256SUMS")
    }


def test_a_locked_pack_is_opened_by_the_recipients_key_alone(now: datetime) -> None:
    petition = ada_opens(now, hands_over="names")
    signed_by(petition, now)
    dee = pyrage.x25519.Identity.generate()
    locked = packed_bytes(petition, now, locked_to=str(dee.to_public()))
    assert locked.startswith(b"age-encryption.org/v1\n")
    assert "signatures.csv" in files_of(pyrage.decrypt(locked, [dee]))
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(locked, [pyrage.x25519.Identity.generate()])


def test_whose_data_was_deleted_is_named_no_more_and_is_counted_as_before(now: datetime) -> None:
    petition = ada_opens(now, hands_over="names")
    signed_by(petition, now, [("Samantha", "Okafor")])
    datakeys.destroy(petition)
    files = files_of(packed_bytes(petition, now))
    assert "signatures.pdf" not in files
    assert json.loads(files["manifest.json"])["signatures"] == 1
    assert rows_of(files["signatures.csv"])[1][1] == ""


def test_what_the_page_says_of_places_stays_for_the_day(now: datetime) -> None:
    petition = ada_opens(now)
    facts = first_page.facts(petition, None, now=now)
    assert facts["places"] == []
    Tally.objects.create(
        petition=petition, ask_number=1, assurance=1, kind="country", key="GB", signatures=40
    )
    assert first_page.facts(petition, None, now=now)["places"] == []
    tomorrow = now + timedelta(days=1)
    assert first_page.facts(petition, None, now=tomorrow)["places"] == [["United Kingdom", "40"]]
