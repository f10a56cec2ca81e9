"""What the waiting page carries along: whole, for a day, and for its own petition."""

import base64
from datetime import datetime, timedelta

import pytest

from tests.people import SAM
from undersigned.signing.intake import Circumstances
from undersigned.signing.waiting import LONGEST, Waiting, WaitingRefused, read_waiting


@pytest.fixture
def waiting(now: datetime) -> Waiting:
    return Waiting(7, 1, SAM, Circumstances(1, 2, "ar", "whatsapp"), now)


def test_it_comes_back_as_it_was(waiting: Waiting, now: datetime) -> None:
    assert read_waiting(waiting.to_text(), petition_id=7, now=now) == waiting
    again = read_waiting(waiting.asked_again().to_text(), petition_id=7, now=now)
    assert (again.mails, again.answers) == (2, SAM)


def test_it_tells_a_reader_nothing(waiting: Waiting) -> None:
    assert b"example.org" not in base64.urlsafe_b64decode(waiting.to_text())
    assert waiting.to_text() != waiting.to_text()


def test_it_is_good_for_one_day_and_one_petition(waiting: Waiting, now: datetime) -> None:
    text = waiting.to_text()
    with pytest.raises(WaitingRefused):
        read_waiting(text, petition_id=8, now=now)
    with pytest.raises(WaitingRefused):
        read_waiting(text, petition_id=7, now=now + timedelta(hours=24))


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA" * 30, "A" * (LONGEST + 1)])
def test_what_is_not_ours_is_refused(text: str, now: datetime) -> None:
    with pytest.raises(WaitingRefused):
        read_waiting(text, petition_id=7, now=now)


def test_a_changed_letter_is_refused(waiting: Waiting, now: datetime) -> None:
    text = waiting.to_text()
    changed = text[:40] + ("A" if text[40] != "A" else "B") + text[41:]
    with pytest.raises(WaitingRefused):
        read_waiting(changed, petition_id=7, now=now)
