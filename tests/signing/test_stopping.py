"""Mail is stopped by its own link: at once, for good, without an account, and whatever became of the signature."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.people import ada_opens, signs
from undersigned.signing import confirming
from undersigned.signing.links import confirmation_link
from undersigned.signing.models import Consent, PastConsent, Signature
from undersigned.signing.stopping import StopRefused, signature_to_stop, stop_link, stop_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(now: datetime) -> Signature:
    return confirming.confirm(signs(ada_opens(now), now, updates=True), None, now=now)


def path_of(signature: Signature, now: datetime) -> str:
    return urlsplit(stop_link(signature, now=now).url).path


def test_one_press_stops_it_and_looking_does_not(client: Client, sam: Signature, now: datetime) -> None:
    path = path_of(sam, now)
    page = client.get(path)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert Consent.objects.count() == 1
    assert "No more mail" in client.post(path).content.decode()
    assert not Consent.objects.exists()
    assert "No more mail" in client.get(path).content.decode()
    sam.refresh_from_db()
    assert (sam.state, sam.wants_updates) == (Signature.State.CONFIRMED, False)


def test_a_mail_program_stops_it_by_itself(client: Client, sam: Signature, now: datetime) -> None:
    done = client.post(path_of(sam, now), "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
    assert done.status_code == 200
    assert not Consent.objects.exists()


def test_twice_is_once(sam: Signature, now: datetime) -> None:
    stop_mail(sam, now=now)
    stop_mail(sam, now=now)
    assert PastConsent.objects.count() == 1


def test_the_link_of_an_erased_signature_says_that_it_is_stopped(
    client: Client, sam: Signature, now: datetime
) -> None:
    path = path_of(sam, now)
    confirming.erase(sam, now=now)
    assert client.get(path).status_code == client.post(path).status_code == 200


def test_no_other_link_stops_anything(client: Client, sam: Signature, now: datetime) -> None:
    other = urlsplit(confirmation_link(sam, now=now).url).path.rpartition("/")[2]
    for token in ("nonsense", other, path_of(sam, now)[6:-1], "x" * 500):
        assert client.post(f"/stop/{token}").status_code == 404
    assert Consent.objects.count() == 1
    with pytest.raises(StopRefused):
        signature_to_stop(path_of(sam, now).rpartition("/")[2], now=now + timedelta(days=1200))
