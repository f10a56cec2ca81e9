"""The envelope: what stands in a mail, and what can never stand there."""

import re
import uuid
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.mailing.post import read, words
from undersigned.mailing.envelope import Unwritable, build, sent_from
from undersigned.mailing.kinds import Mail

ID = uuid.UUID("019ab3c4-0000-7000-8000-000000000001")
LINK = "https://petitions.example.org/c/" + "x" * 70
BIDI_FREE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), min_size=1)


def test_a_mail_says_who_sends_it_and_that_no_answer_is_wanted(settings: Settings, now: datetime) -> None:
    settings.UNDERSIGNED_MAIL_FROM = "petitions@example.org"
    settings.UNDERSIGNED_NAME = "Réveil"
    letter = build(Mail("sam@example.org", "Confirm", "text\n", "<p>text</p>"), ID, now=now)
    mail = read(letter.as_bytes())
    assert mail["from"] == "Réveil <petitions@example.org>"
    assert mail["to"] == "sam@example.org"
    assert mail["date"] == "Tue, 24 Nov 2026 09:30:00 +0000"
    assert mail["message-id"] == f"<{ID}@example.org>"
    assert mail["auto-submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert (letter.sender, letter.to) == ("petitions@example.org", "sam@example.org")


@pytest.mark.parametrize("word", ["Bonjour", "Réveillez-vous", "ありがとう"])
def test_a_link_stays_whole_on_its_line(word: str, now: datetime) -> None:
    text = f"{word}\n\n{LINK}\n\n" + f"{word} " * 60 + "\n"
    letter = build(Mail("sam@example.org", word, text, f"<p>{word}</p>"), ID, now=now)
    assert f"\r\n{LINK}\r\n".encode() in letter.as_bytes()
    assert f"\n{LINK}\n".encode() in letter.as_file()
    for content in (letter.as_bytes(), letter.as_bytes(has_8bit=False), letter.as_file()):
        assert words(read(content)) == text


def test_a_file_is_text_with_plain_line_ends_that_a_person_can_read(now: datetime) -> None:
    content = build(Mail("sam@example.org", "Réveillez-vous", "é\n", "<p>é</p>"), ID, now=now).as_file()
    assert b"\r" not in content
    assert "\nSubject: Réveillez-vous\n" in content.decode()


def test_a_line_too_long_for_the_wire_is_broken_so_that_it_reads_the_same(now: datetime) -> None:
    text = "é" * 600 + "\n"
    content = build(Mail("sam@example.org", "Confirm", text), ID, now=now).as_bytes()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert words(read(content)) == text


@given(
    subject=BIDI_FREE,
    extra=st.sampled_from(["\n", "\r\n", "\r", "\r\nBcc: zed@example.org\r\n\r\n", "\x0b", "\u2028"]),
)
def test_no_subject_starts_a_line_of_its_own(subject: str, extra: str) -> None:
    now = datetime.fromisoformat("2026-11-24T09:30:00Z")
    mail = read(build(Mail("sam@example.org", subject + extra + subject, "text\n"), ID, now=now).as_bytes())
    assert mail["bcc"] is None
    assert len(mail.keys()) == 9
    assert words(mail) == "text\n"


@given(BIDI_FREE)
def test_a_subject_reads_as_it_was_written(subject: str) -> None:
    now = datetime.fromisoformat("2026-11-24T09:30:00Z")
    letter = build(Mail("sam@example.org", subject, "text\n"), ID, now=now)
    for content in (letter.as_bytes(), letter.as_file()):
        assert re.sub(r"\s+", "", str(read(content)["subject"])) == re.sub(r"\s+", "", subject)


def test_a_subject_ends_after_998_letters(now: datetime) -> None:
    mail = read(build(Mail("sam@example.org", "é" * 2000, "text\n"), ID, now=now).as_bytes())
    assert mail["subject"] == "é" * 998


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sam",
        "@example.org",
        "sam@",
        "sam@exa mple.org",
        "sam\r\nBcc: zed@example.org",
        "sam@ex_ample..org",
        "sam\n@example.org",
    ],
)
def test_an_address_that_cannot_stand_in_a_mail_is_refused_without_being_named(
    address: str, now: datetime
) -> None:
    with pytest.raises(Unwritable) as refused:
        build(Mail(address, "Confirm", "text\n"), ID, now=now)
    assert "example" not in str(refused.value)


def test_a_header_of_a_kind_cannot_start_a_line_of_its_own(now: datetime) -> None:
    extra = {"List-Id": "updates\r\nBcc: zed@example.org"}
    with pytest.raises(Unwritable):
        build(Mail("sam@example.org", "Confirm", "text\n", headers=extra), ID, now=now)


@pytest.mark.parametrize(
    ("setting", "sender"),
    [
        ("", ("Undersigned", "no-reply@localhost")),
        ("petitions@example.org", ("Undersigned", "petitions@example.org")),
        ("The Library <petitions@bücher.example>", ("The Library", "petitions@xn--bcher-kva.example")),
    ],
)
def test_mail_comes_from_the_address_that_is_set(
    setting: str, sender: tuple[str, str], settings: Settings
) -> None:
    settings.UNDERSIGNED_MAIL_FROM = setting
    assert sent_from() == sender


@pytest.mark.parametrize(
    "setting", ["petitions", "petitions@", "@example.org", "jürgen@example.org", "a@b@c"]
)
def test_a_sender_that_is_no_address_is_told(setting: str, settings: Settings) -> None:
    settings.UNDERSIGNED_MAIL_FROM = setting
    with pytest.raises(Unwritable, match="UNDERSIGNED_MAIL_FROM"):
        sent_from()


def test_a_long_link_in_a_header_stays_as_it_is(now: datetime) -> None:
    """RFC 2369: an encoded word there is read by no mail program."""
    link = f"<{LINK}/{'Ab3_x-' * 30}>"
    mail = Mail("sam@example.org", "News", "x\n", headers={"List-Unsubscribe": link})
    for content in (build(mail, ID, now=now).as_bytes(), build(mail, ID, now=now).as_file()):
        assert f"List-Unsubscribe: {link}".encode() in content.splitlines()
