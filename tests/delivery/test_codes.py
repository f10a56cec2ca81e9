"""The code on a handover's first page leads to that handover, however it was typed, and says nothing where it lies."""

from datetime import datetime

import pytest

from tests.people import ada_opens
from undersigned.delivery.codes import LENGTH, SIGNS, code_of, handover_of, new_code, shown
from undersigned.delivery.models import Handover, Recipient
from undersigned.kit.seal import SealBroken

pytestmark = pytest.mark.django_db


def with_code(now: datetime, number: int = 1) -> tuple[Handover, str]:
    recipient = Recipient.objects.first() or Recipient.objects.create(
        petition=ada_opens(now), name="The Mayor", created_at=now
    )
    handover = Handover(
        petition=recipient.petition, recipient=recipient, number=number, ask_number=1, created_at=now
    )
    code = new_code(handover)
    handover.save(force_insert=True)
    return handover, code


def test_a_code_leads_to_its_handover_however_it_is_typed(now: datetime) -> None:
    handover, code = with_code(now)
    other, _ = with_code(now, 2)
    for typed in (code, shown(code), f" {shown(code).lower()} ", code.replace("0", "o").replace("1", "l")):
        assert handover_of(typed) == handover != other


def test_what_is_no_code_leads_nowhere(now: datetime) -> None:
    _, code = with_code(now)
    turned = ("1" if code[0] == "0" else "0") + code[1:]
    for typed in (
        "",
        code[:-1],
        code + "7",
        turned,
        "UUUUUUUUUUUU",
        "\0" * 12,
        "é" * 12,
        "٣" * 12,
        "7" * 5000,
    ):
        assert handover_of(typed) is None


def test_it_can_be_printed_again_from_its_own_row_alone(now: datetime) -> None:
    handover, code = with_code(now)
    other, _ = with_code(now, 2)
    handover.refresh_from_db()
    assert code_of(handover) == code
    assert code.encode() not in bytes(handover.sealed_code) + bytes(handover.code_digest)
    handover.sealed_code = other.sealed_code
    with pytest.raises(SealBroken):
        code_of(handover)
    handover.sealed_code = b""
    assert code_of(handover) == ""


def test_another_code_takes_the_place_of_the_first(now: datetime) -> None:
    handover, first = with_code(now)
    second = new_code(handover)
    handover.save()
    assert handover_of(first) is None
    assert handover_of(second) == handover


def test_it_is_made_of_signs_that_are_not_taken_for_others(now: datetime) -> None:
    _, code = with_code(now)
    assert len(code) == LENGTH
    assert set(code) <= set(SIGNS)
    assert not set(SIGNS) & set("ILOU")
