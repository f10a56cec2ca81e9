"""Archives that somebody made to hurt, or that broke on their way: one clear line, and nothing is left behind."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db.models import Model

from tests.people import DOCUMENT, ada_opens, signs
from tests.signing.archive.petitions import ada_runs, gone, packed, repacked, unpacked
from undersigned.kit.bundle import Member
from undersigned.people.models import Team
from undersigned.petitions import pictures
from undersigned.petitions.models import DataKey, Petition, Slug
from undersigned.signing.archive import reading
from undersigned.signing.confirming import confirm
from undersigned.signing.models import ArchiveName, CarriedDigestKey, Signature, Tally

pytestmark = pytest.mark.django_db
Files = list[Member]
WATCHED: tuple[type[Model], ...] = (
    Petition, Slug, Signature, Tally, DataKey, ArchiveName, CarriedDigestKey, Team
)  # fmt: skip


def left() -> list[Any]:
    return [model._default_manager.count() for model in WATCHED]


def refused(data: bytes, now: datetime) -> str:
    """Why it is refused; nothing is here afterwards that was not before."""
    before, files = left(), storages["public"].listdir("")
    with pytest.raises(reading.ArchiveRefused) as why:
        unpacked(data, now)
    assert left() == before
    assert storages["public"].listdir("") == files
    said = str(why.value)
    assert said.isprintable()
    assert len(said) < 200
    return said


@pytest.fixture
def data(now: datetime) -> bytes:
    """An archive of a petition that is not here."""
    petition = ada_runs(now)
    whole = packed(petition, now)
    for file in pictures.files(petition.picture):
        storages["public"].delete(file)
    gone(petition)
    return whole


def setting(table: str, column: str, value: object) -> Callable[[Files], Files]:
    """A change of one value of one row; of signatures, of a confirmed one."""

    def change(files: Files) -> Files:
        def changed(one: Member) -> Member:
            rows = [json.loads(row) for row in one.content.splitlines()]
            state = rows[0].index("state") if table == "signatures" else None
            row = next(row for row in rows[1:] if state is None or row[state] == Signature.State.CONFIRMED)
            row[rows[0].index(column)] = value
            return Member(one.name, "\n".join(map(json.dumps, rows)).encode())

        return [changed(one) if one.name.startswith(f"{table}/") else one for one in files]

    return change


def replacing(name: str, content: bytes) -> Callable[[Files], Files]:
    return lambda files: [Member(one.name, content) if one.name == name else one for one in files]


def test_as_it_is_it_would_be_taken(data: bytes, now: datetime) -> None:
    assert unpacked(repacked(data, lambda files: files), now).is_new


@pytest.mark.parametrize("part", [0.0, 0.01, 0.2, 0.5, 0.9, 0.999])
def test_what_was_cut_off_is_refused(data: bytes, now: datetime, part: float) -> None:
    refused(data[: int(len(data) * part)], now)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.99])
def test_what_broke_is_refused(data: bytes, now: datetime, part: float) -> None:
    place = int(len(data) * part)
    refused(data[:place] + bytes([data[place] ^ 64]) + data[place + 1 :], now)


def test_another_passphrase_opens_nothing(data: bytes, now: datetime) -> None:
    with pytest.raises(reading.ArchiveRefused, match="the passphrase is another one"):
        unpacked(data, now, "a lake in a wood")


@pytest.mark.parametrize(
    "change",
    [
        replacing("format.json", b'{"format": 2}'),
        lambda files: [*files, Member("choirs/000001.jsonl", b'["a"]\n')],
        lambda files: [
            Member(one.name, one.content.replace(b'["position"', b'["choir", "position"', 1)) for one in files
        ],
    ],
    ids=["format", "table", "column"],
)
def test_a_newer_kind(data: bytes, now: datetime, change: Callable[[Files], Files]) -> None:
    assert "newer version of Undersigned" in refused(repacked(data, change), now)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("petition", "state", "winning"),
        ("petition", "keep_months", 32000),
        ("petition", "language", "../../etc"),
        ("petition", "country", "XX"),
        ("petition", "picture", "../../../etc/passwd"),
        ("petition", "public_number", -1),
        ("petition", "public_number", 2**80),
        ("petition", "closes_at", "9999-12-31T23:59:59+00:00"),
        ("petition", "closes_at", "soon"),
        ("petition", "opened_at", "2026-11-24T09:30:00"),
        ("petition", "asks_postal_code", 1),
        ("petition", "has_questions", False),
        ("questions", "kind", "anything"),
        ("questions", "kind", "several"),
        ("questions", "words", "Who are you?\u202e"),
        ("questions", "words", "Who?\n\nNothing is ever deleted."),
        ("questions", "words", "x" * 201),
        ("questions", "purpose", "a\tb"),
        ("questions", "choices", ["x"] * 11),
        ("questions", "choices", [7]),
        ("questions", "choices", {"a": "b"}),
        ("questions", "number", 2),
        ("questions", "number", -1),
        ("questions", "until_notice", 0),
        ("petition", "text_number", 2),
        ("petition", "notice_number", 9),
        ("petition", "team", 999_999),
        ("petition", "held_because", "x" * 501),
        ("texts", "story", "other words"),
        ("texts", "title", "other words"),
        ("texts", "addressees", [[1]]),
        ("texts", "version", 999_999),
        ("notices", "hands_over", "everything"),
        ("notices", "text", "other words"),
        ("slugs", "slug", "../desk"),
        ("slugs", "slug", "a b"),
        ("slugs", "is_current", False),
        ("timeline", "kind", "invaded"),
        ("signatures", "id", "0" * 31),
        ("signatures", "id", {"a": 1}),
        ("signatures", "sealed", "zz"),
        ("signatures", "sealed", "00" * 70_000),
        ("signatures", "text_number", 7),
        ("signatures", "notice_number", 7),
        ("signatures", "country", "<b>"),
        ("signatures", "source", "<script>"),
        ("signatures", "language", "\ud800"),
        ("signatures", "number", None),
        ("signatures", "confirmed_at", None),
        ("signatures", "state", 1.0),
        ("signatures", "state", True),
        ("consents", "signature", "0" * 32),
        ("consents", "team", 999_999),
        ("suppressions", "until", "never"),
        ("tallies", "signatures", 100),
        ("tallies", "kind", "hours"),
        ("tallies", "peak", 0),
    ],
)
def test_what_cannot_be_so(data: bytes, now: datetime, table: str, column: str, value: object) -> None:
    refused(repacked(data, setting(table, column, value)), now)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"[" * 200_000,
        b"{}",
        b'"id"',
        b"\xff\xfe",
        b"null",
        b'["id", "id"]',
        b"1" * 10_000,
        b"[1e999]",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_files_that_are_none_of_ours(data: bytes, now: datetime, content: bytes) -> None:
    for name in ("format.json", "keys.json", "petition/000001.jsonl", "signatures/000001.jsonl"):
        refused(repacked(data, replacing(name, content)), now)


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "/etc/passwd", "pictures/../x.jpg", "signatures/1.jsonl", "", "a\x1b[2J"]
)
def test_names_that_lead_elsewhere(data: bytes, now: datetime, name: str) -> None:
    refused(repacked(data, lambda files: [*files, Member(name or "x", b"[]")]), now)


def test_one_line_as_long_as_a_book(data: bytes, now: datetime) -> None:
    long = b'["' + b"x" * 15_000_000 + b'"]'
    refused(repacked(data, replacing("addressees/000001.jsonl", b'["position", "name"]\n' + long)), now)


def test_files_in_another_order_twice_or_missing(data: bytes, now: datetime) -> None:
    refused(repacked(data, lambda files: files[::-1]), now)
    refused(repacked(data, lambda files: [*files, files[3]]), now)
    for missing in range(len(unmanifested(data)) - 2):  # the pictures may be missing
        name = unmanifested(data)[missing].name
        if name.partition("/")[0] not in ("addressees", "timeline", "consents", "suppressions"):
            refused(repacked(data, without(missing)), now)


def without(place: int) -> Callable[[Files], Files]:
    return lambda files: files[:place] + files[place + 1 :]


def unmanifested(data: bytes) -> Files:
    found: Files = []

    def keep(files: Files) -> Files:
        found[:] = files
        return files

    repacked(data, keep)
    return found


def test_a_manifest_that_does_not_fit(data: bytes, now: datetime) -> None:
    extra = Member("manifest.json", b'{"members": []}')
    refused(repacked(data, lambda files: [*files, extra]), now)
    refused(repacked(data, lambda files: [extra, *files]), now)


def test_a_picture_that_is_a_page(data: bytes, now: datetime) -> None:
    def change(files: Files) -> Files:
        return [
            Member(one.name, b"<script>alert(1)</script>") if one.name.startswith("pictures/") else one
            for one in files
        ]

    refused(repacked(data, change), now)


def test_a_picture_of_another_petition(data: bytes, now: datetime) -> None:
    other = Member(f"pictures/{'0' * 32}-780.jpg", b"x")
    refused(repacked(data, lambda files: [*files, other]), now)


def test_html_is_made_here(data: bytes, now: datetime) -> None:
    kept = unpacked(data, now).petition
    html = kept.text_versions.get().texts.get().story_html
    assert html == "<p>The library closed in spring.</p>\n<p>Nobody was asked.</p>"
    assert not any(b"story_html" in one.content for one in unmanifested(data))


def test_the_signatures_of_another_petition_are_not_taken_over(data: bytes, now: datetime) -> None:
    other = ada_opens(now, DOCUMENT)
    theirs = confirm(signs(other, now), None, now=now)
    assert "exclude each other" in refused(repacked(data, setting("signatures", "id", theirs.pk.hex)), now)
    refused(repacked(data, setting("consents", "signature", theirs.pk.hex)), now)


def test_one_person_twice(data: bytes, now: datetime) -> None:
    def change(files: Files) -> Files:
        return [
            Member(one.name, one.content + one.content.splitlines()[1] + b"\n")
            if one.name.startswith("signatures/")
            else one
            for one in files
        ]

    assert "exclude each other" in refused(repacked(data, change), now)
