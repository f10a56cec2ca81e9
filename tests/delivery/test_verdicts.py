"""A confirmed signature says once whether an answer meets the ask, and the numbers follow."""

from datetime import datetime, timedelta

import pytest

from tests.answered import answered
from tests.people import ada_opens, signs
from undersigned.delivery.models import Answer, Verdict, VerdictTally
from undersigned.delivery.verdicts import RULE, judge, judged_answers, judgement, judgements
from undersigned.petitions.models import Petition
from undersigned.signing import confirming
from undersigned.signing.counting import standing
from undersigned.signing.links import LinkRefused
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db
YES, PARTLY, NO = Verdict.Meets.YES, Verdict.Meets.PARTLY, Verdict.Meets.NO


def confirmed(petition: Petition, now: datetime, name: str = "sam") -> Signature:
    return confirming.confirm(signs(petition, now, email=f"{name}@example.org"), None, now=now)


def numbers(answer: Answer) -> dict[int, int]:
    tallies = VerdictTally.objects.filter(answer=answer, verdicts__gt=0)
    return dict(tallies.values_list("meets", "verdicts"))


def test_the_last_word_counts_and_once(now: datetime) -> None:
    petition = ada_opens(now)
    sam, answer = confirmed(petition, now), answered(petition, now)
    judge(sam, answer, NO, now=now)
    judge(sam, answer, NO, now=now)
    assert numbers(answer) == {NO: 1}
    judge(sam, answer, PARTLY, now=now)
    assert numbers(answer) == {PARTLY: 1}
    assert Verdict.objects.get().meets == PARTLY


def test_nobody_judges_who_does_not_count(now: datetime) -> None:
    petition = ada_opens(now)
    answer, pending = answered(petition, now), signs(petition, now)
    with pytest.raises(LinkRefused):
        judge(pending, answer, YES, now=now)
    sam = confirmed(petition, now)
    confirming.withdraw(sam, now=now)
    with pytest.raises(LinkRefused):
        judge(sam, answer, YES, now=now)
    assert not VerdictTally.objects.exists()


@pytest.mark.parametrize("kind", ["received", "meeting", "heard"])
def test_what_says_nothing_to_the_ask_is_not_judged(now: datetime, kind: str) -> None:
    petition = ada_opens(now)
    answer = answered(petition, now, kind)
    assert judged_answers(petition, 1) == []
    with pytest.raises(ValueError, match="can judge"):
        judge(confirmed(petition, now), answer, YES, now=now)


def test_nor_is_what_is_not_public_or_answers_something_else(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now)
    for facts in ({"state": "waiting"}, {"ask_number": 2}):
        with pytest.raises(ValueError, match="can judge"):
            judge(sam, answered(petition, now, **facts), YES, now=now)


def test_numbers_are_shown_once_ten_have_said_something(now: datetime) -> None:
    petition = ada_opens(now)
    answer = answered(petition, now)
    for n in range(9):
        judge(confirmed(petition, now, f"s{n}"), answer, YES if n < 3 else NO, now=now)
    assert judgement(answer, signatures=9) is None
    judge(confirmed(petition, now, "s9"), answer, NO, now=now)
    confirmed(petition, now, "silent")
    shown = judgement(answer, signatures=standing(petition).signatures)
    assert shown is not None
    assert [share.verdicts for share in shown.shares] == [3, 0, 7]
    assert (shown.verdicts, shown.turnout) == (10, 90)


def test_whoever_withdraws_is_taken_off_and_whoever_is_forgotten_stays_a_number(now: datetime) -> None:
    petition = ada_opens(now)
    answer = answered(petition, now)
    people = [confirmed(petition, now, f"s{n}") for n in range(3)]
    for sam in people:
        judge(sam, answer, YES, now=now)
    confirming.withdraw(people[0], now=now)
    Signature.objects.filter(pk=people[1].pk).update(sealed=b"")  # as the retention clock leaves it
    assert (RULE.due(now), RULE.forget(now), RULE.due(now)) == (2, 2, 0)
    assert numbers(answer) == {YES: 2}
    assert Verdict.objects.get().signature_id == people[2].pk


def test_whoever_erases_is_taken_off_too(now: datetime) -> None:
    petition = ada_opens(now)
    answer, sam = answered(petition, now), confirmed(petition, now)
    judge(sam, answer, YES, now=now)
    confirming.erase(sam, now=now + timedelta(hours=1))
    RULE.forget(now)
    assert numbers(answer) == {}
    assert not Verdict.objects.exists()


def test_many_answers_are_judged_in_one_query(now: datetime, django_assert_num_queries: object) -> None:
    petition = ada_opens(now)
    answers = [answered(petition, now) for _ in range(12)]
    people = [confirmed(petition, now, f"s{n}") for n in range(10)]
    for sam in people:
        judge(sam, answers[3], YES, now=now)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = judgements(answers, signatures=10)
    assert {key: one.verdicts for key, one in found.items()} == {answers[3].pk: 10}
