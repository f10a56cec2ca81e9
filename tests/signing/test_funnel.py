"""The way from signing to being counted, in numbers."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from tests.people import ada_opens, signs
from undersigned.ops.retention import forget_due
from undersigned.signing.confirming import confirm, disown, withdraw
from undersigned.signing.funnel import Funnel, funnel
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db


def test_everyone_who_signed_is_in_one_number(now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    petition = ada_opens(now)
    people = [signs(petition, now, email=f"sam{n}@example.org") for n in range(8)]
    confirm(people[0], None, now=now)
    confirm(people[1], None, came=Signature.Came.BY_CODE, now=now)
    withdraw(confirm(people[2], None, now=now), now=now)
    disown(people[3], now=now)
    withdraw(people[7], now=now)
    Signature.objects.filter(pk=people[4].pk).update(came=Signature.Came.NO_MAIL, mailed_at=now)
    Signature.objects.filter(pk=people[5].pk).update(mailed_at=now - timedelta(days=30))
    Signature.objects.filter(pk=people[1].pk).update(is_reminded=True)
    forget_due(now)
    assert funnel(petition) == Funnel(
        signed=8,
        by_link=1,
        by_code=1,
        after_reminder=1,
        withdrawn=1,
        taken_back=1,
        waiting=1,
        expired=1,
        not_me=1,
        no_mail=1,
    )
    assert funnel(petition).rate == pytest.approx(3 / 8)
    call_command("confirmations", petition.slugs.get().slug)
    assert "38%  of all who signed have confirmed" in capsys.readouterr().out


def test_nobody_yet_is_no_error(now: datetime) -> None:
    assert funnel(ada_opens(now)).rate == 0
