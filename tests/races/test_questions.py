"""A team changes what it asks while people sign, and two of it at once: real threads on PostgreSQL."""

from datetime import UTC, datetime
from functools import partial

import pytest

from tests.people import ada_opens, signs
from tests.questions import HELP, WHY
from tests.races.test_partners import together
from undersigned.ops.audit import COMMAND
from undersigned.petitions import asking
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Notice
from undersigned.petitions.question import Question
from undersigned.signing.models import Signature

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_who_change_what_is_asked_while_people_sign_one_is_told() -> None:
    now = datetime.now(UTC)
    petition = ada_opens(now)
    change = partial(asking.change, petition, of=1, actor=COMMAND, now=now)
    people = [partial(signs, petition, now, email=f"signer{n}@example.org") for n in range(20)]
    raised = together(partial(change, [WHY]), partial(change, [HELP]), *people)
    assert [type(error) for error in raised] == [MoveRefused]
    petition.refresh_from_db()
    assert petition.notice_number == 2
    [asked] = Question.objects.put_under(petition)
    assert asked.number == 1
    notice = Notice.objects.get(petition=petition, number=2, language="en")
    assert asked.words in notice.text
    assert Signature.objects.count() == 20
