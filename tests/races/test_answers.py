"""Recipients who come and answer at once, and those who decide on it at once: real threads on PostgreSQL."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from tests.delivery.offices import comes_by_address, handed_over
from tests.desk.members import account
from tests.people import ada_opens, signs
from tests.races.test_partners import together
from undersigned.delivery import claims, codes, judging
from undersigned.delivery.acting import AnswerRefused
from undersigned.delivery.answering import receive, say
from undersigned.delivery.models import Answer, Claim, Handover, Verdict, VerdictTally
from undersigned.delivery.said import Said
from undersigned.delivery.telling import TellingRefused, tell
from undersigned.delivery.verdicts import judge
from undersigned.petitions.models import Event, Petition
from undersigned.petitions.moving import OPERATOR
from undersigned.signing.confirming import confirm

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def office(now: datetime, petition: Petition | None = None) -> Handover:
    """A petition that was handed over; nothing else is one transaction here."""
    with transaction.atomic():
        return handed_over(now, petition)


def words(now: datetime, text: str = "We will look at it.") -> Said:
    return Said("replied", "Dee Osei, the council’s clerk", text, now.date())


def test_many_who_come_by_one_code_at_once_are_one_claim() -> None:
    now = datetime.now(UTC)
    code = codes.code_of(office(now))
    assert together(*[lambda: claims.by_code(code, now=now)] * 8) == []
    assert Claim.objects.filter(evidence="code").count() == 1


def test_an_arrival_confirmed_at_once_and_one_answer_sent_at_once_are_there_once() -> None:
    now = datetime.now(UTC)
    dee = comes_by_address(office(now), "dee@example.gov", now)
    acts = [lambda: receive(dee, language="en", now=now)] * 4
    acts += [lambda: say(dee, words(now), language="en", now=now)] * 4  # type: ignore[list-item]
    assert together(*acts) == []
    assert sorted(Answer.objects.values_list("kind", flat=True)) == ["received", "replied"]
    assert Event.objects.filter(kind="received").count() == 1


def test_of_many_who_decide_at_once_one_does() -> None:
    now = datetime.now(UTC)
    dee = comes_by_address(office(now), "dee@example.gov", now)
    answer = say(dee, words(now), language="en", now=now)
    mods = [account(f"mo{n}", now, is_moderator=True) for n in range(6)]

    def publishes(n: int) -> object:
        return judging.accept(answer.pk, by=mods[n], now=now)

    def rejects(n: int) -> object:
        return judging.reject(answer.pk, why="It is not theirs.", by=mods[n], now=now)

    raised = together(*(lambda n=n: (publishes if n % 2 else rejects)(n) for n in range(6)))
    assert [one.reason for one in raised if isinstance(one, AnswerRefused)] == ["gone"] * 5
    answer.refresh_from_db()
    assert answer.state in ("published", "rejected")
    assert Event.objects.filter(kind="replied").count() == (answer.state == "published")


def test_one_signer_in_many_tabs_is_one_verdict_and_one_telling_is_begun_once() -> None:
    now = datetime.now(UTC)
    petition = ada_opens(now)
    sam = confirm(signs(petition, now), None, now=now)
    handover = office(now, petition)
    answer = say(comes_by_address(handover, "dee@example.gov", now), words(now), language="en", now=now)
    judging.accept(answer.pk, by=account("mo", now, is_moderator=True), now=now)
    answer.refresh_from_db()
    assert together(*(lambda n=n: judge(sam, answer, n % 3, now=now) for n in range(9))) == []
    said = Verdict.objects.get()
    kept = VerdictTally.objects.filter(verdicts__gt=0).values_list("meets", "verdicts")
    assert list(kept) == [(said.meets, 1)]
    raised = together(*[lambda: tell(petition, answer, by=OPERATOR, now=now)] * 6)
    assert [one.code for one in raised if isinstance(one, TellingRefused)] == ["told"] * 5
