"""What everyone reads: handovers, silence, answers with their badges, documents as files to save."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.delivery.offices import comes_by_address, comes_by_code, handed_over, visitor
from tests.delivery.papers import pdf
from tests.desk.members import account
from tests.people import ada_drafts, ada_opens
from undersigned.delivery import judging, recording
from undersigned.delivery.answering import Document, receive, say, second
from undersigned.delivery.models import Answer, Handover
from undersigned.delivery.said import Said
from undersigned.delivery.standing import settle
from undersigned.petitions.models import Petition
from undersigned.signing.pages import petition_view

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today() -> datetime:
    return datetime.now(UTC)


def slug_of(petition: Petition) -> str:
    return petition.slugs.get().slug


def answers_page(petition: Petition) -> str:
    answer = visitor().get(f"/p/{slug_of(petition)}/answers")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def petition_page(petition: Petition) -> str:
    return " ".join(visitor().get(f"/p/{slug_of(petition)}").content.decode().split())


def test_before_it_is_handed_over_it_says_so(today: datetime) -> None:
    petition = ada_opens(today)
    assert "Not yet delivered" in answers_page(petition)
    assert "/answers" not in petition_page(petition)


def test_silence_is_counted_in_days_with_the_offices_own_period(today: datetime) -> None:
    handover = handed_over(today, delivered_on=today.date() - 12 * DAY, evidence="Receipt 17")
    handover.recipient.reply_days = 20
    handover.recipient.reply_days_source = "https://example.gov/replies"
    handover.recipient.save()
    page = answers_page(handover.petition)
    assert "12 days without an answer" in page
    assert "The office says that an answer takes 20 days." in page
    assert 'href="https://example.gov/replies"' in page
    assert "12 days without an answer" in petition_page(handover.petition)
    handover.recipient.reply_days_source = "javascript:alert(1)"
    handover.recipient.save()
    assert "javascript:" not in answers_page(handover.petition)


def test_the_days_go_on_at_midnight_without_any_change(today: datetime) -> None:
    handover = handed_over(today, delivered_on=today.date(), evidence="Receipt 17")
    night = datetime.combine(today.date(), datetime.max.time(), tzinfo=UTC)
    for moment, days in ((night, 0), (night + timedelta(seconds=1), 1), (night + DAY, 1)):
        assert petition_view(handover.petition, now=moment).delivery.silent_days == days


@pytest.mark.parametrize(
    ("way", "badge"),
    [
        ("code", "Answered with the code that was handed over, published by the site on"),
        ("moderator", "Answered from an address at example.gov, confirmed by the site on"),
        ("colleague", "Answered from an address at example.gov, confirmed from a second one there on"),
        ("team", "Recorded by Undersigned on"),
    ],
)
def test_the_badge_says_exactly_how_it_is_known(way: str, badge: str, today: datetime) -> None:
    handover = handed_over(today)
    said = Said("promised", "Dee Osei", "By **May**.", today.date(), due_on=today.date() + 30 * DAY)
    if way == "team":
        by = account("ada", today)
        recording.record_answer(handover.petition, handover.recipient, said, by=by, now=today)
    else:
        claim = (
            comes_by_code(handover, today)
            if way == "code"
            else comes_by_address(handover, "dee@example.gov", today)
        )
        answer = say(claim, said, language="en", now=today)
        assert badge not in answers_page(handover.petition)
        assert "By <strong>May" not in answers_page(handover.petition)
        if way == "colleague":
            second(comes_by_address(handover, "kim@example.gov", today), answer.number, now=today)
        else:
            judging.accept(answer.pk, by=account("mo", today), now=today)
    page = answers_page(handover.petition)
    assert badge in page
    assert "By <strong>May</strong>." in page
    assert "dee@" not in page
    assert "Answered: a promise" in petition_page(handover.petition)


def test_who_only_confirmed_that_it_arrived_is_not_said_to_have_answered(today: datetime) -> None:
    handover = handed_over(today)
    receive(comes_by_code(handover, today), language="en", now=today)
    page = answers_page(handover.petition)
    assert "Confirmed with the code that was handed over, on" in page
    assert "0 days without an answer" in page


def test_only_what_is_public_is_shown(today: datetime) -> None:
    handover = handed_over(today)
    claim = comes_by_code(handover, today)
    for state in ("waiting", "rejected", "taken-back"):
        answer = say(claim, Said("replied", "Dee", f"Marked {state}", today.date()), language="en", now=today)
        Answer.objects.filter(pk=answer.pk).update(state=state)
    assert "Marked" not in answers_page(handover.petition)


def test_a_document_is_a_file_to_save_and_shows_nothing_in_this_site(today: datetime) -> None:
    handover = handed_over(today)
    said = Said("heard", "", "", today.date(), link="https://example.gov/debate")
    answer = recording.record_answer(
        handover.petition, handover.recipient, said, document=Document(pdf(words=str(today)), "answer.pdf"),
        by=account("ada", today), now=today,
    )  # fmt: skip
    path = f"/p/{slug_of(handover.petition)}/answers/{answer.number}/document"
    for prefix in ("", "/fr"):
        file = visitor().get(prefix + path)
        assert file.status_code == 200
        assert file.headers["Content-Type"] == "application/pdf"
        assert file.headers["Content-Disposition"] == 'attachment; filename="answer.pdf"'
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert file.getvalue().startswith(b"%PDF-")
    Petition.objects.update(state="taken-down")
    assert visitor().get(path).status_code == 404


def test_a_planned_day_is_shown_only_where_the_team_lets_it(today: datetime) -> None:
    handover = handed_over(
        today, state="planned", delivered_on=None, planned_at=today + DAY, place="Town hall"
    )
    assert "Town hall" not in answers_page(handover.petition)
    Handover.objects.update(is_public=True)
    assert "Town hall" in answers_page(settle(handover.petition))


def test_of_a_draft_nothing_is_shown_to_others(today: datetime, settings: Any) -> None:
    path = f"/p/{slug_of(ada_drafts(today))}/answers"
    settings.UNDERSIGNED_URL = "https://petitions.example"
    assert visitor().get(path).status_code == 404
