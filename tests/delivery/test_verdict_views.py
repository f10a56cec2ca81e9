"""The page on which a signer says whether an answer meets what they asked."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.answered import answered
from tests.people import ada_opens, signs
from undersigned.delivery.models import Verdict
from undersigned.delivery.standing import settle
from undersigned.petitions.models import Petition
from undersigned.signing import confirming
from undersigned.signing.links import confirmation_link, mine_link, verdict_link
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def petition(today: datetime) -> Petition:
    return ada_opens(today)


@pytest.fixture
def sam(petition: Petition, today: datetime) -> Signature:
    return confirming.confirm(signs(petition, today), None, now=today)


def path_of(signature: Signature, now: datetime) -> str:
    return urlsplit(verdict_link(signature, now=now).url).path


def test_one_press_is_a_verdict_and_another_changes_it(
    client: Client, petition: Petition, sam: Signature, today: datetime
) -> None:
    answer, path = answered(petition, today), path_of(sam, today)
    page = client.get(path)
    assert "<em>look</em>" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not Verdict.objects.exists()
    assert client.post(path, {"meets": "no", "answer": answer.number}).headers["Location"] == path
    assert "You said: no, it does not." in client.get(path).content.decode()
    client.post(path, {"meets": "yes"})
    assert [verdict.meets for verdict in Verdict.objects.all()] == [Verdict.Meets.YES]


def test_what_is_no_answer_of_the_three_is_told(
    client: Client, petition: Petition, sam: Signature, today: datetime
) -> None:
    answered(petition, today)
    path = path_of(sam, today)
    for form in (
        {},
        {"meets": "maybe"},
        {"meets": "yes", "answer": "999"},
        {"meets": "yes", "answer": "x" * 9999},
    ):
        assert client.post(path, form).status_code == 422
    assert not Verdict.objects.exists()


def test_the_answer_that_was_on_the_page_is_meant(
    client: Client, petition: Petition, sam: Signature, today: datetime
) -> None:
    first = answered(petition, today)
    answered(petition, today, "refused")
    client.post(path_of(sam, today), {"meets": "partly", "answer": first.number})
    assert Verdict.objects.get().answer_id == first.pk


def test_there_may_be_nothing_to_judge(client: Client, sam: Signature, today: datetime) -> None:
    assert client.get(path_of(sam, today)).status_code == 404


def test_no_other_link_and_no_old_one_lets_anybody_judge(
    client: Client, petition: Petition, sam: Signature, today: datetime
) -> None:
    answered(petition, today)
    other = urlsplit(confirmation_link(sam, now=today).url).path.rpartition("/")[2]
    assert client.get(f"/verdict/{other}").status_code == 404
    assert client.get(path_of(sam, today - timedelta(days=181))).status_code == 410
    path = path_of(sam, today)
    confirming.withdraw(sam, now=today)
    assert client.post(path, {"meets": "yes"}).status_code == 410
    assert not Verdict.objects.exists()


def test_the_page_of_ones_own_signatures_leads_there(
    client: Client, petition: Petition, sam: Signature, today: datetime
) -> None:
    path = urlsplit(mine_link(bytes(sam.address_digest), now=today).url).path
    assert "/verdict/" not in client.get(path).content.decode()
    answered(petition, today)
    settle(petition)
    assert "/verdict/" in client.get(path).content.decode()
