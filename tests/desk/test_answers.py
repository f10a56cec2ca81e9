"""Answers at the desk: the team records what came elsewhere, a moderator of no part in it decides what waits."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.delivery.offices import comes_by_address, handed_over, waits
from tests.delivery.papers import HARMFUL, pdf
from tests.desk.members import account, join, mails, signed_in, team_of
from tests.people import ada_opens
from undersigned.delivery.answering import say
from undersigned.delivery.models import Answer, Handover
from undersigned.delivery.said import Said
from undersigned.ops.models import AuditEntry
from undersigned.people.models import User
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def ada(today: datetime) -> User:
    return account("ada", today)


@pytest.fixture
def petition(ada: User, today: datetime) -> Petition:
    petition = ada_opens(today)
    petition.team = team_of(ada, today)
    petition.save()
    return petition


@pytest.fixture
def handover(petition: Petition, today: datetime) -> Handover:
    return handed_over(today, petition)


@pytest.fixture
def mo(today: datetime) -> User:
    mo = account("mo", today, is_moderator=True)
    Authenticator.objects.create(user=mo, type=Authenticator.Type.RECOVERY_CODES, data={"seed": ""})
    return mo


def moderating(mo: User, today: datetime) -> Client:
    Authenticator.objects.filter(user=mo).delete()
    client = signed_in(mo, today)
    Authenticator.objects.create(user=mo, type=Authenticator.Type.RECOVERY_CODES, data={"seed": ""})
    return client


def answers_of(petition: Petition) -> str:
    return f"/desk/p/{petition.slugs.get().slug}/answers"


def form(handover: Handover, today: datetime, **changes: object) -> dict[str, object]:
    said = {
        "recipient": str(handover.recipient.public_id),
        "kind": "refused",
        "said_on": today.date().isoformat(),
    }
    return said | {"text": "**No**, said the council.", "link": "https://example.org/debate"} | changes


def test_the_team_records_an_answer_and_everyone_reads_it(
    handover: Handover, ada: User, today: datetime
) -> None:
    client, path = signed_in(ada, today), answers_of(handover.petition)
    assert client.get(f"{path}/new").status_code == 200
    for _ in range(2):  # pressed twice, it is told once
        assert client.post(f"{path}/new", form(handover, today)).headers["Location"] == path
    [answer] = Answer.objects.all()
    assert (answer.state, answer.evidence) == ("published", "")
    public = client.get(f"/p/{handover.petition.slugs.get().slug}/answers").content.decode()
    assert "Recorded by Riverside Readers on" in public
    assert "<strong>No</strong>, said the council." in public
    assert "A refusal" in client.get(path).content.decode()


def test_what_cannot_be_recorded_keeps_what_was_typed(handover: Handover, ada: User, today: datetime) -> None:
    client, path = signed_in(ada, today), f"{answers_of(handover.petition)}/new"
    wrong = form(handover, today, link="javascript:alert(1)", said_on=(today + 2 * DAY).date().isoformat())
    answer = client.post(path, wrong)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "**No**, said the council." in body
    assert 'id="link_error"' in body
    assert 'id="said_on_error"' in body
    evil = SimpleUploadedFile("a.pdf", pdf(HARMFUL["a file within"]))
    assert client.post(path, form(handover, today, document=evil)).status_code == 422
    other = handed_over(today).recipient.public_id
    assert client.post(path, form(handover, today, recipient=str(other))).status_code == 422
    assert not Answer.objects.exists()


def test_before_it_is_handed_over_whom_it_asks_can_be_chosen(
    petition: Petition, ada: User, today: datetime
) -> None:
    body = signed_in(ada, today).get(f"{answers_of(petition)}/new").content.decode()
    assert ">The City Council</option>" in body


def test_a_reminder_lies_ready_once_the_time_is_over(handover: Handover, ada: User, today: datetime) -> None:
    client, path = signed_in(ada, today), answers_of(handover.petition)
    assert "We have no answer yet." not in client.get(path).content.decode()
    Handover.objects.update(reply_by=today.date() - DAY)
    assert "We have no answer yet." in client.get(path).content.decode()


def test_a_moderator_publishes_and_rejects_each_once_with_an_entry_in_the_log(
    handover: Handover, mo: User, today: datetime
) -> None:
    claim = comes_by_address(handover, "dee@example.gov", today)
    first, other = (
        say(claim, Said("replied", "Dee", text, today.date()), language="en", now=today)
        for text in ("Yes.", "No.")
    )
    client = moderating(mo, today)
    page = client.get("/desk/site/answers").content.decode()
    assert "From an address at example.gov" in page
    assert "dee@example.gov" not in page
    path = "/desk/site/answers"
    assert client.post(f"{path}/{first.pk}/publish").headers["Location"] == path
    assert client.post(f"{path}/{first.pk}/publish").status_code == 409
    answer = client.post(f"{path}/{other.pk}/reject", {"why": " "})
    assert answer.status_code == 422
    assert 'id="why_error"' in answer.content.decode()
    assert client.post(f"{path}/{other.pk}/reject", {"why": "It is the same again."}).status_code == 302
    assert client.post(f"{path}/999999/publish").status_code == 409
    assert [one.state for one in Answer.objects.exclude(kind="received").order_by("number")] == [
        "published",
        "rejected",
    ]
    entries = AuditEntry.objects.filter(actor=mo.public_id).values_list("action", flat=True)
    assert list(entries.order_by("pk")) == ["publish answer", "reject answer"]
    assert {to for to, _ in mails(today)} == {"ada@example.org", "dee@example.gov"}


def test_a_moderator_of_the_petitions_team_neither_sees_nor_decides_it(
    handover: Handover, mo: User, today: datetime
) -> None:
    answer = waits(handover, today)
    join(handover.petition.team, mo, "viewer", today)
    client = moderating(mo, today)
    assert "We will look at it." not in client.get("/desk/site/answers").content.decode()
    assert client.get(f"/desk/site/answers/{answer.pk}/document").status_code == 404
    for act in ("publish", "reject"):
        assert client.post(f"/desk/site/answers/{answer.pk}/{act}", {"why": "No."}).status_code == 403
    answer.refresh_from_db()
    assert answer.state == "waiting"


def test_another_teams_answers_are_not_there(handover: Handover, today: datetime) -> None:
    answer, zed = waits(handover, today), signed_in(account("zed", today), today)
    path = answers_of(handover.petition)
    assert zed.get(path).status_code == 404
    assert zed.get(f"{path}/{answer.number}/document").status_code == 404
    assert zed.post(f"{path}/new", form(handover, today)).status_code == 404
    other = ada_opens(today)
    other.team = team_of(account("kim", today), today, "Others")
    other.save()
    kim = signed_in(User.objects.get(email="kim@example.org"), today)
    assert kim.get(f"{answers_of(other)}/{answer.number}/document").status_code == 404
