"""What signers are asked: written with a draft, changed for those who come later, carried along."""

import uuid
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.people import ada_drafts, ada_opens
from tests.questions import AGE, ALL, DAYS, HELP, STORY, WHY, all_asked, changes
from undersigned.ops.audit import COMMAND
from undersigned.ops.models import AuditEntry
from undersigned.people.actions import site_team
from undersigned.petitions import actions, asking, copying, drafting, notices, versions
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Manuscript, Petition
from undersigned.petitions.question import Question
from undersigned.petitions.question_rows import Wanted, typed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def words(petition: Petition, notice: int | None = None) -> list[str]:
    return [one.words or one.kind for one in Question.objects.put_under(petition, notice)]


def told(petition: Petition, language: str = "en", notice: int | None = None) -> str:
    return notices.numbered(petition, notice or petition.notice_number, language).text


def test_the_notice_says_what_each_question_is_for_and_when_the_answer_goes(now: datetime) -> None:
    petition = ada_opens(now, asked=all_asked())
    for language in ("en", "de", "ar"):
        text = told(petition, language)
        for one in ALL:
            assert f"\u2068{one.words}\u2069" in text
            assert f"\u2068{one.purpose}\u2069" in text
    assert "telephone number" in told(petition)
    assert "What you answer is for the team alone, and is deleted with all else." in told(petition)


def test_a_petition_that_asks_nothing_looks_for_nothing(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = ada_opens(now)
    with django_assert_num_queries(0):
        assert Question.objects.put_under(petition) == []
        assert Question.objects.ever_put([petition]) == {}


def test_a_question_that_comes_later_is_for_later_signers_alone(now: datetime) -> None:
    petition = ada_opens(now, asked=[WHY])
    changes(petition, WHY, HELP, now=now + HOUR)
    assert petition.notice_number == 2
    assert words(petition) == [WHY.words, HELP.words]
    assert words(petition, 1) == [WHY.words]
    assert HELP.words not in told(petition, notice=1)
    assert HELP.words in told(petition)


def test_other_words_are_another_question_and_the_old_one_keeps_its_answers(now: datetime) -> None:
    petition = ada_opens(now, asked=[WHY, DAYS])
    changes(petition, WHY._replace(words="Which library is yours?"), DAYS, now=now)
    numbers = {one.words: one.number for one in petition.questions.all()}
    assert numbers == {WHY.words: 1, DAYS.words: 2, "Which library is yours?": 3}
    assert words(petition) == ["Which library is yours?", DAYS.words]
    assert words(petition, 1) == [WHY.words, DAYS.words]


@pytest.mark.parametrize(
    "other",
    [DAYS._replace(choices=("Mon", "Tue")), DAYS._replace(purpose="to know"), DAYS._replace(kind="one")],
)
def test_so_are_other_answers_another_purpose_and_another_kind(now: datetime, other: Wanted) -> None:
    petition = ada_opens(now, asked=[DAYS])
    changes(petition, other, now=now)
    assert [one.number for one in Question.objects.put_under(petition)] == [2]
    assert petition.notice_number == 2


def test_another_order_and_whether_it_must_be_answered_are_no_news(now: datetime) -> None:
    petition = ada_opens(now, asked=[WHY, DAYS])
    before = told(petition)
    changes(petition, DAYS, WHY._replace(is_required=False), now=now)
    assert petition.notice_number == 1
    assert words(petition) == [DAYS.words, WHY.words]
    assert not any(one.is_required for one in Question.objects.put_under(petition))
    assert told(petition) == before
    assert not notices.complete(petition, ["en", "de"], now=now)


def test_the_same_once_more_changes_nothing(now: datetime) -> None:
    petition = ada_opens(now, asked=[WHY])
    assert not asking.change(petition, [WHY], of=1, actor=COMMAND, now=now)
    assert not AuditEntry.objects.filter(action="change questions").exists()
    changes(petition, now=now)
    assert words(petition) == []
    assert petition.has_questions
    assert AuditEntry.objects.filter(action="change questions").count() == 1


def test_of_two_who_change_it_at_once_the_second_is_told(now: datetime) -> None:
    petition = ada_opens(now)
    changes(petition, WHY, now=now)
    with pytest.raises(MoveRefused) as refused:
        asking.change(petition, [HELP], of=1, actor=COMMAND, now=now)
    assert refused.value.code == "moved"
    assert words(petition) == [WHY.words]


def test_before_and_after_signing_nobody_is_asked_anew(now: datetime) -> None:
    draft = ada_drafts(now)
    closed = actions.close(ada_opens(now), now=now)
    for petition in (draft, closed):
        with pytest.raises(MoveRefused):
            asking.change(petition, [WHY], of=1, actor=COMMAND, now=now)


def test_a_petition_does_not_ask_without_end(now: datetime) -> None:
    petition = ada_opens(now)
    Question.objects.create(
        petition=petition, number=asking.MOST_EVER, position=1, kind="line", from_notice=1, until_notice=1
    )
    with pytest.raises(MoveRefused) as refused:
        changes(petition, WHY, now=now)
    assert refused.value.code == "far"
    petition.refresh_from_db()
    assert petition.notice_number == 1


def test_the_notice_of_a_new_language_says_what_the_others_say(now: datetime) -> None:
    petition = ada_opens(now, asked=all_asked())
    petition.notices.filter(language="de").delete()
    assert notices.complete(petition, ["en", "de"], now=now) == 1
    assert WHY.words in told(petition, "de")


def starts(now: datetime, *questions: Wanted, **changed: str) -> Manuscript:
    raw = {
        "title": "The Mayor must plant trees",
        "story": "They fell.",
        "hands_over": "number",
        "language": "en",
    }
    return drafting.start(
        raw | typed(questions) | changed, key=uuid.uuid4(), team=site_team(now=now), now=now
    )


def test_a_draft_asks_what_is_whole_and_keeps_what_is_typed(now: datetime) -> None:
    manuscript = starts(now, WHY, AGE, asks_phone="on", question_3_words="Half written")
    assert not manuscript.is_whole
    petition = manuscript.petition
    assert words(petition) == ["phone", WHY.words, AGE.words]
    assert WHY.words in told(petition)
    assert drafting.as_typed(petition)["question_3_words"] == "Half written"
    saved = drafting.as_typed(petition) | {
        "question_3_words": "",
        "question_1_words": "Who?",
        "asks_phone": "",
    }
    assert drafting.save(petition, saved, version=1, now=now).is_whole
    petition.refresh_from_db()
    assert words(petition) == ["Who?", AGE.words]
    assert WHY.words not in told(petition)
    assert "telephone" not in told(petition)


def test_using_it_again_and_templates_carry_the_questions(now: datetime) -> None:
    petition = ada_opens(now, asked=all_asked())
    copy = copying.use_again(petition, team=petition.team, now=now).petition
    assert words(copy) == words(petition)
    assert copy.has_questions
    assert all(one.words in told(copy) for one in ALL)


def test_a_fix_of_the_text_and_a_new_ask_leave_them(now: datetime) -> None:
    petition = ada_opens(now, asked=[WHY, STORY])
    raw = drafting.as_written(petition) | {"call": "Ask for something else!", "hands_over": "names"}
    draft, errors = drafting.check(raw, languages=["en"])
    assert draft is not None, errors
    versions.change_ask(petition, draft, of=1, now=now)
    assert petition.notice_number == 2
    assert words(petition) == words(petition, 1) == [WHY.words, STORY.words]
    assert WHY.words in told(petition)
