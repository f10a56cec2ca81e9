"""Who posts too fast is asked to wait: what the page says, what it keeps, and what a forged header is good for."""

import re
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from django.test import Client
from pytest_django import Settings

from tests.people import SAM, ada_opens, around, signs
from tests.visitor import waiting_in
from undersigned.mailing.models import Message
from undersigned.petitions import actions
from undersigned.petitions.models import Petition
from undersigned.settings import LANGUAGE_CODES
from undersigned.signing import requests, sign_views
from undersigned.signing.confirming import confirm
from undersigned.signing.gate import GATE
from undersigned.signing.models import GatePosts, Signature
from undersigned.signing.waiting import Waiting

pytestmark = pytest.mark.django_db
SLUG = "the-city-council-must-reopen-the-riverside-library"
PATH = f"/p/{SLUG}/sign"
FORM = {"given_name": "Sam", "family_name": "Okafor", "email": "sam@example.org", "country": "GB"}
TYPED = FORM | {"comment": "I learned to read there.", "show_name": "on", "text": "1", "notice": "1"}


@pytest.fixture
def visitor() -> Client:
    """A visitor at this machine, as on a fresh install."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock of the pages stands still: no place comes free while a test looks."""
    stands = datetime.now(UTC)
    monkeypatch.setattr(sign_views, "now", lambda: stands)
    return stands


@pytest.fixture
def petition(moment: datetime) -> Petition:
    """An open petition."""
    return ada_opens(moment)


def fill(visitor: Client, *, forwarded: str = "") -> None:
    """Post mistakes from one network until it is asked to wait, as it is after 30."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    statuses = [visitor.post(PATH, {"email": "x"}, headers=headers).status_code for _ in range(31)]
    assert statuses == [422] * 30 + [429]


def test_after_thirty_posts_with_or_without_mistakes_the_next_is_asked_to_wait(
    visitor: Client, petition: Petition
) -> None:
    fill(visitor)
    answer = visitor.post(PATH, TYPED)
    wait = int(answer.headers["Retry-After"])
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 0 < wait <= 63
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert f"Wait {wait} second" in page
    assert "Many signatures are coming from your network just now" in page
    assert "<title>Not signed yet: The City Council" in page
    assert 'role="alert"' in page


def test_everything_typed_is_kept_nothing_is_checked_and_nothing_is_written(
    visitor: Client, petition: Petition
) -> None:
    fill(visitor)
    page = visitor.post(PATH, TYPED | {"email": "sam at <home>"}).content.decode()
    for kept in ('value="Sam"', 'value="Okafor"', "sam at &lt;home&gt;", "I learned to read there."):
        assert kept in page
    assert '<option value="GB" selected>' in page
    assert page.count(" checked") == 1
    for hidden in ("text", "notice"):
        assert re.search(rf'<input type="hidden" name="{hidden}" value="1"', page)
    assert "Something to mend" not in page
    assert 'class="error"' not in page
    assert not Signature.objects.exists()
    assert not Message.objects.exists()
    assert not GatePosts.objects.exists()


def test_an_older_text_stays_the_one_that_is_signed_later(visitor: Client, petition: Petition) -> None:
    fill(visitor)
    page = visitor.post(PATH, TYPED | {"text": "7", "updates": "false"}).content.decode()
    assert 'name="text" value="7"' in page
    assert page.count(" checked") == 1  # show_name; "false" is no consent


def test_the_page_is_the_same_for_who_has_signed(
    visitor: Client, petition: Petition, moment: datetime
) -> None:
    signs(petition, moment, email="pending@example.org")
    confirm(signs(petition, moment, email="confirmed@example.org"), None, now=moment)
    fill(visitor)
    told = set()
    for who in ("new-one", "pending", "confirmed"):
        answer = visitor.post(PATH, TYPED | {"email": f"{who}@example.org"})
        told.add((answer.status_code, answer.content.decode().replace(f"{who}@example.org", "")))
    assert len(told) == 1


def test_taking_the_address_that_was_meant_is_a_post_like_any_other(
    visitor: Client, petition: Petition
) -> None:
    page = visitor.post(PATH, FORM | {"email": "sam@gmial.com"}).content.decode()
    for _ in range(29):
        visitor.post(PATH, {})
    answer = visitor.post(f"/p/{SLUG}/change", {"waiting": waiting_in(page), "use": "meant"})
    assert answer.status_code == 429
    assert 'value="sam@gmail.com"' in answer.content.decode()
    assert Signature.objects.count() == 1


def test_what_signs_nothing_needs_no_gate(visitor: Client, petition: Petition, moment: datetime) -> None:
    waiting = Waiting(petition.pk, 1, SAM, around(petition), moment).to_text()
    fill(visitor)
    assert visitor.get(f"/p/{SLUG}").status_code == 200
    assert visitor.get(PATH).status_code == 302
    for verb, form in (("change", {}), ("resend", {}), ("code", {"code": "12"})):
        answer = visitor.post(f"/p/{SLUG}/{verb}", {"waiting": waiting} | form)
        assert answer.status_code == (422 if verb == "code" else 200)


def test_a_closed_petition_says_so_however_many_ask(
    visitor: Client, petition: Petition, moment: datetime
) -> None:
    fill(visitor)
    actions.close(petition, now=moment)
    assert visitor.post(PATH, TYPED).status_code == 409


def test_another_petition_is_signed_as_ever(visitor: Client, petition: Petition, moment: datetime) -> None:
    other = ada_opens(moment)
    fill(visitor)
    assert visitor.post(f"/p/{other.slugs.get().slug}/sign", FORM).status_code == 200


def test_without_a_trusted_proxy_no_header_lets_anyone_out(visitor: Client, petition: Petition) -> None:
    fill(visitor)
    for forged in ("198.51.100.1", "198.51.100.2, 127.0.0.1", "nonsense", ", ,", "::1"):
        assert visitor.post(PATH, FORM, headers={"X-Forwarded-For": forged}).status_code == 429
    assert visitor.post(PATH, FORM, headers={"Forwarded": "for=198.51.100.1"}).status_code == 429
    assert visitor.post(PATH, FORM, headers={"X-Real-IP": "198.51.100.1"}).status_code == 429
    assert visitor.post(PATH, FORM, REMOTE_ADDR="198.51.100.1").status_code == 200


def test_the_operator_is_asked_once_about_a_proxy_that_is_not_trusted(
    visitor: Client, petition: Petition, caplog: pytest.LogCaptureFixture
) -> None:
    requests.ask_about_proxy.cache_clear()
    fill(visitor)
    assert "UNDERSIGNED_TRUSTED_PROXIES" not in caplog.text
    for _ in range(3):
        visitor.post(PATH, FORM, headers={"X-Forwarded-For": "198.51.100.1"})
    assert caplog.text.count("UNDERSIGNED_TRUSTED_PROXIES") == 1
    assert "198.51" not in caplog.text


def test_behind_a_proxy_nobody_escapes_or_fills_the_gate_of_others(
    visitor: Client, petition: Petition, settings: Settings
) -> None:
    settings.UNDERSIGNED_TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    # Zed, at .66, writes the address of a school before his own; the proxy adds the true one.
    fill(visitor, forwarded="198.51.100.1, 203.0.113.66")
    zed = [f"{forged}, 203.0.113.66" for forged in ("198.51.100.9", "203.0.113.1, 127.0.0.1", "x")]
    for header in (*zed, "203.0.113.66"):
        assert visitor.post(PATH, FORM, headers={"X-Forwarded-For": header}).status_code == 429
    for neighbour in ("198.51.100.1", "203.0.113.67"):
        assert visitor.post(PATH, FORM, headers={"X-Forwarded-For": neighbour}).status_code == 200


def test_a_whole_home_of_the_sixth_kind_is_one_network(
    visitor: Client, petition: Petition, settings: Settings
) -> None:
    settings.UNDERSIGNED_TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    for n in range(30):
        visitor.post(PATH, {}, headers={"X-Forwarded-For": f"2001:db8:0:1::{n:x}"})
    assert visitor.post(PATH, FORM, headers={"X-Forwarded-For": "2001:db8:0:1:f::"}).status_code == 429
    assert visitor.post(PATH, FORM, headers={"X-Forwarded-For": "2001:db8:0:2::1"}).status_code == 200


def test_whoever_cannot_be_told_apart_is_one_network(visitor: Client, petition: Petition) -> None:
    statuses = [visitor.post(PATH, {}, REMOTE_ADDR=f"unix:{n}").status_code for n in range(31)]
    assert statuses == [422] * 30 + [429]


def test_an_open_gate_asks_nobody(
    visitor: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GATE, "limit", 0)
    assert {visitor.post(PATH, {}).status_code for _ in range(40)} == {422}


@pytest.mark.any_engine
@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_it_is_told_in_the_language_of_the_page(
    visitor: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(GATE, "limit", 1)
    for _ in range(2):
        answer = visitor.post(f"/{language}{PATH}", FORM)
    assert answer.status_code == 429
    assert answer.headers["Content-Language"] == language
    page = answer.content.decode()
    assert ("Many signatures" in page) == (language == "en")
    assert f'action="/{language}{PATH}"' in page
