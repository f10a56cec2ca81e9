"""What a recipient says: arrival counts at once, words wait, and who may let them be read."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import storages

from tests.delivery.offices import (
    asks,
    comes_by_address,
    comes_by_code,
    handed_over,
    mail_leaves,
    mails_to_offices,
)
from tests.delivery.papers import pdf
from tests.desk.members import account, join, mails
from tests.partners import joins
from tests.people import DOCUMENT, ada_opens
from undersigned.delivery import answering, judging, recording
from undersigned.delivery.acting import AnswerRefused
from undersigned.delivery.answering import Document, may_second, receive, say, second, take_back
from undersigned.delivery.models import Answer, Claim, Handover
from undersigned.delivery.said import Said, check
from undersigned.ops.models import AuditEntry
from undersigned.people.models import User
from undersigned.petitions.models import Event, Petition

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words(now: datetime, **changes: Any) -> Said:
    said = Said("replied", "Dee Osei, the council’s clerk", "We will look at it.", now.date())
    return said._replace(**changes)


def dee_says(claim: Claim, now: datetime, document: Document | None = None, **changes: Any) -> Answer:
    return say(claim, words(now, **changes), document=document, language="en", now=now)


@pytest.fixture
def handover(now: datetime) -> Handover:
    return handed_over(now)


@pytest.fixture
def dee(handover: Handover, now: datetime) -> Claim:
    return comes_by_address(handover, "dee@example.gov", now)


@pytest.fixture
def mo(now: datetime) -> User:
    return account("mo", now, is_moderator=True)


def petition_of(claim: Claim) -> Petition:
    return Petition.objects.get(pk=claim.handover.petition_id)


def kinds(petition: Petition) -> list[str]:
    return list(petition.events.exclude(kind="opened").order_by("pk").values_list("kind", flat=True))


def test_that_it_arrived_counts_at_once_and_once(dee: Claim, now: datetime) -> None:
    ada = account("ada", now)
    join(petition_of(dee).team, ada, "owner", now)
    for _ in range(3):
        receive(dee, language="en", now=now)
    petition = petition_of(dee)
    assert (petition.delivered, petition.noticed_on, petition.answered) == ("received", now.date(), "")
    assert kinds(petition) == ["received"]
    answer = Answer.objects.get()
    assert (answer.kind, answer.state, answer.evidence, answer.domain) == (
        "received",
        "published",
        "address",
        "example.gov",
    )
    assert [to for to, _ in mails(now)] == ["ada@example.org"]
    entry = AuditEntry.objects.get(action="receive handover")
    assert entry.actor is None
    assert "dee@" not in f"{entry.actor_name} {entry.after}"


def test_words_wait_and_show_at_once_that_it_arrived(dee: Claim, now: datetime) -> None:
    answer = dee_says(dee, now)
    petition = petition_of(dee)
    assert answer.state == "waiting"
    assert (petition.delivered, petition.answered) == ("received", "")
    assert kinds(petition) == ["received"]


def test_the_same_sent_twice_is_one_answer(dee: Claim, now: datetime) -> None:
    assert dee_says(dee, now).pk == dee_says(dee, now).pk
    assert dee_says(dee, now, text="Something else.").number == 3  # after the receipt and the first


def test_a_moderator_lets_everyone_read_it(dee: Claim, mo: User, now: datetime) -> None:
    answer = dee_says(dee, now)
    judging.accept(answer.pk, by=mo, now=now + DAY)
    petition = petition_of(dee)
    assert (petition.answered, petition.answered_on) == ("replied", now.date())
    assert kinds(petition) == ["received", "replied"]
    with pytest.raises(AnswerRefused, match="gone"):
        judging.accept(answer.pk, by=mo, now=now)
    with pytest.raises(AnswerRefused, match="gone"):
        judging.reject(answer.pk, why="Twice", by=mo, now=now)
    assert kinds(petition) == ["received", "replied"]
    assert mails(now)[-1][0] == "dee@example.gov"


def test_what_is_rejected_stays_unread_and_its_sender_learns_why(dee: Claim, mo: User, now: datetime) -> None:
    answer = dee_says(dee, now)
    for nothing in ("", " \n ", "x" * 501):
        with pytest.raises(AnswerRefused, match="reason"):
            judging.reject(answer.pk, why=nothing, by=mo, now=now)
    judging.reject(answer.pk, why="It insults a signer.", by=mo, now=now)
    answer.refresh_from_db()
    assert (answer.state, answer.why_rejected) == ("rejected", "It insults a signer.")
    assert petition_of(dee).answered == ""
    [(to, text)] = mails(now)
    assert to == "dee@example.gov"
    assert "It insults a signer." in text


def test_who_moderates_does_not_judge_what_is_said_to_their_own_team(
    dee: Claim, mo: User, now: datetime
) -> None:
    answer = dee_says(dee, now)
    join(petition_of(dee).team, mo, "viewer", now)
    assert list(judging.waiting_for(mo)) == []
    for act in (judging.accept, lambda pk, **named: judging.reject(pk, why="No", **named)):
        with pytest.raises(AnswerRefused, match="own"):
            act(answer.pk, by=mo, now=now)
    assert list(judging.waiting_for(account("kim", now, is_moderator=True))) == [answer]


def test_it_is_taken_back_only_before_it_is_public_and_only_by_whom_it_came_from(
    handover: Handover, dee: Claim, mo: User, now: datetime
) -> None:
    answer, other = dee_says(dee, now), comes_by_code(handover, now)
    with pytest.raises(AnswerRefused, match="gone"):
        take_back(other, answer.number, now=now)
    take_back(dee, answer.number, now=now)
    with pytest.raises(AnswerRefused, match="gone"):
        judging.accept(answer.pk, by=mo, now=now)
    later = dee_says(dee, now, text="Yes.")
    judging.accept(later.pk, by=mo, now=now)
    with pytest.raises(AnswerRefused, match="gone"):
        take_back(dee, later.number, now=now)


def test_a_second_person_there_makes_it_public(handover: Handover, dee: Claim, now: datetime) -> None:
    answer, kim = dee_says(dee, now), comes_by_address(handover, "kim@example.gov", now)
    second(kim, answer.number, now=now)
    answer.refresh_from_db()
    assert (answer.state, answer.is_seconded) == ("published", True)
    assert petition_of(dee).answered == "replied"


def test_nobody_else_makes_it_public(handover: Handover, dee: Claim, now: datetime) -> None:
    """Not oneself, not by a "+", not from a domain below, not by the code, not to another handover."""
    answer = dee_says(dee, now)
    asks(handover, "dee+2@example.gov", now)
    assert len(mails_to_offices(now)) == 1
    mail_leaves(now)
    again = Claim.objects.get(evidence="address")
    below = comes_by_address(handover, "kim@press.example.gov", now)
    elsewhere = comes_by_address(handed_over(now, handover.petition), "lu@example.gov", now)
    for claim in (dee, again, below, comes_by_code(handover, now), elsewhere):
        assert not may_second(claim, answer)
        with pytest.raises(AnswerRefused):
            second(claim, answer.number, now=now)


def test_by_the_code_alone_only_the_site_makes_it_public(handover: Handover, now: datetime) -> None:
    answer = dee_says(comes_by_code(handover, now), now)
    assert (answer.evidence, answer.domain) == ("code", "")
    with pytest.raises(AnswerRefused, match="own"):
        second(comes_by_address(handover, "kim@example.gov", now), answer.number, now=now)


def test_where_the_team_has_an_address_there_only_the_site_makes_it_public(
    handover: Handover, dee: Claim, now: datetime
) -> None:
    """Else somebody of the team, or whom they know there, would answer the petition themselves."""
    ada = account("ada", now)
    ada.email = "ada@example.gov"
    ada.save()
    join(handover.petition.team, ada, "editor", now)
    answer, kim = dee_says(dee, now), comes_by_address(handover, "kim@example.gov", now)
    with pytest.raises(AnswerRefused, match="own"):
        second(kim, answer.number, now=now)


def test_only_so_many_answers_wait_at_once(dee: Claim, now: datetime) -> None:
    for number in range(answering.MOST_WAITING):
        dee_says(dee, now, text=f"Answer {number}")
    with pytest.raises(AnswerRefused, match="many"):
        dee_says(dee, now, text="One more")


def test_another_petitions_numbers_lead_nowhere(dee: Claim, now: datetime) -> None:
    other = ada_opens(now, replace(DOCUMENT, title="The Mayor must plant trees"))
    kim = comes_by_address(handed_over(now, other), "kim@example.gov", now)
    answer = dee_says(kim, now)
    for act in (take_back, second):
        with pytest.raises(AnswerRefused, match="gone"):
            act(dee, answer.number + 5, now=now)
    assert Answer.objects.get(pk=answer.pk).state == "waiting"


def test_a_document_is_private_until_it_is_public_and_goes_when_it_is_not(
    dee: Claim, mo: User, now: datetime
) -> None:
    public, private = storages["public"], storages["private"]
    document = Document(pdf(words=f"For {now}"), "answer.pdf")
    answer = dee_says(dee, now, document)
    assert private.exists(answer.document)
    assert not public.exists(answer.document)
    judging.reject(answer.pk, why="Not theirs", by=mo, now=now)
    assert not private.exists(answer.document)
    again = dee_says(dee, now, document)
    judging.accept(again.pk, by=mo, now=now)
    assert public.exists(again.document)
    public.delete(again.document)


def test_the_team_records_what_was_said_elsewhere_and_it_is_public_at_once(
    handover: Handover, now: datetime
) -> None:
    ada, petition = account("ada", now), handover.petition
    said = words(now, kind="refused", said_on=now.date() - 3 * DAY, link="https://example.org/debate")
    first = recording.record_answer(petition, handover.recipient, said, by=ada, now=now)
    assert recording.record_answer(petition, handover.recipient, said, by=ada, now=now).pk == first.pk
    petition.refresh_from_db()
    assert (petition.answered, petition.answered_on) == ("refused", now.date() - 3 * DAY)
    assert (first.state, first.evidence, first.claim) == ("published", "", None)
    event = Event.objects.get(kind="refused")
    assert event.happened_at.date() == now.date() - 3 * DAY
    assert AuditEntry.objects.get(action="publish answer").actor == ada.public_id


def test_a_recipient_of_another_petition_is_not_recorded_here(handover: Handover, now: datetime) -> None:
    other = ada_opens(now, replace(DOCUMENT, title="The Mayor must plant trees"))
    with pytest.raises(AnswerRefused, match="gone"):
        recording.record_answer(other, handover.recipient, words(now), by=account("ada", now), now=now)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"kind": "received"}, {"kind": "unknown"}),
        ({"kind": "heard"}, {"kind": "unknown"}),
        ({"text": " \0\n "}, {"text": "missing"}),
        ({"text": "x" * 20_001}, {"text": "too-long"}),
        ({"said_by": ""}, {"said_by": "missing"}),
        ({"said_by": "dee@example.gov"}, {"said_by": "words"}),
        ({"said_by": "x" * 201}, {"said_by": "too-long"}),
        ({"kind": "promised", "due_on": ""}, {"due_on": "day"}),
        ({"kind": "promised", "due_on": "2026-11-23"}, {"due_on": "past"}),
        ({"kind": "promised", "due_on": "2999-01-01"}, {"due_on": "far"}),
        ({"kind": "promised", "due_on": "٢٠٢٧-٠١-٠١x"}, {"due_on": "day"}),
    ],
)
def test_what_is_wrong_is_told_by_field(changes: dict[str, str], wrong: dict[str, str]) -> None:
    typed = {"kind": "replied", "text": "Yes.", "said_by": "Dee Osei"} | changes
    assert check(typed, today=date(2026, 11, 24)) == (None, wrong)


def test_a_recipient_dates_and_links_nothing_back(now: datetime) -> None:
    typed = {
        "kind": "replied",
        "text": "Yes.",
        "said_by": "Dee",
        "said_on": "2020-01-01",
        "link": "javascript:alert(1)",
    }
    said, _ = check(typed, today=now.date())
    assert said
    assert (said.said_on, said.link) == (now.date(), "")
    assert check(typed, today=now.date(), by_team=True)[1] == {"link": "address"}
    assert check(typed | {"link": "", "said_on": "2027-01-01"}, today=now.date(), by_team=True)[1] == {
        "said_on": "future"
    }


def test_what_waits_is_found_in_one_query_and_without_what_is_of_ones_own_teams(
    dee: Claim, mo: User, now: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        dee_says(dee, now, text=f"We will look at it {number} times.")
    with django_assert_num_queries(1):
        assert len(judging.waiting_for(mo)) == 3
    petition = petition_of(dee)
    other = account("other", now, is_moderator=True)
    join(petition.team, mo, "viewer", now)
    assert [len(judging.waiting_for(user)) for user in (mo, other)] == [0, 3]
    beside = joins(petition, "Friends", now)
    assert beside.team is not None
    join(beside.team, other, "viewer", now)
    assert not judging.waiting_for(other)
