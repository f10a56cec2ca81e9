"""One's own signatures: who sees them, what is held, and what can be done; nobody else learns a thing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.people import DOCUMENT, ada_opens, signs
from undersigned.kit.addresses import canonical
from undersigned.kit.digests import of_address
from undersigned.mailing.kinds import kind_of
from undersigned.mailing.models import Message
from undersigned.ops import keyring
from undersigned.petitions import actions
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.models import DataKey, Petition
from undersigned.petitions.translating import add_translation
from undersigned.signing import counting, person
from undersigned.signing.confirming import confirm, disown
from undersigned.signing.links import mine_link
from undersigned.signing.mine import reference_of
from undersigned.signing.models import Consent, Signature, Suppression
from undersigned.signing.recounting import recount

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_key_remembered() -> None:
    """Petitions of different tests may have the same number, never the same key."""
    data_key.cache_clear()
    person.tell_once.cache_clear()


@pytest.fixture
def visitor() -> Client:
    """Somebody without a cookie or an account."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def petition(today: datetime) -> Petition:
    return ada_opens(today)


@pytest.fixture
def mine(petition: Petition, today: datetime) -> Signature:
    """Sam's signature, confirmed."""
    return confirm(signs(petition, today, show_name=True, updates=True), None, now=today)


def digest(email: str) -> bytes:
    return of_address(keyring.current("digest"), canonical(email))


def way(email: str, moment: datetime) -> str:
    """The path of a link that was mailed at a moment."""
    return urlsplit(mine_link(digest(email), now=moment).url).path


def test_everyone_gets_the_same_answer_and_only_a_signer_a_mail(
    visitor: Client, mine: Signature, today: datetime
) -> None:
    Message.objects.all().delete()
    pages = set()
    for email in ("sam@example.org", "zed@example.org"):
        answer = visitor.post("/mine", {"email": email})
        assert answer.status_code == 200
        pages.add(answer.content.decode().replace(email, ""))
    assert len(pages) == 1
    messages = list(Message.objects.filter(kind="mine"))
    assert len(messages) == 2
    [mail] = kind_of("mine").render(messages, now=today).values()
    assert mail.to == "sam@example.org"
    assert mail.text.count("/mine/") == 1


def test_a_wrong_address_is_told_and_kept(visitor: Client) -> None:
    answer = visitor.post("/mine", {"email": "sam at example.org"})
    assert answer.status_code == 422
    assert 'value="sam at example.org"' in answer.content.decode()
    assert "Write the address like name@example.org." in answer.content.decode()


def test_the_page_shows_all_that_is_held_and_until_when(
    visitor: Client, mine: Signature, today: datetime
) -> None:
    path = way("sam@example.org", today)
    page = visitor.get(path)
    for held in ("Sam Okafor", "sam@example.org", "United Kingdom", "Signature number 1", DOCUMENT.title):
        assert held in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    actions.close(mine.petition, now=today)
    assert str(today.year + (today.month > 6)) in visitor.get(path).content.decode()


def test_a_petition_is_named_in_the_language_that_it_was_signed_in(
    visitor: Client, mine: Signature, today: datetime
) -> None:
    french = replace(DOCUMENT, title="Il faut rouvrir la bibliothèque", language="fr")
    add_translation(mine.petition, french, language="fr", now=today)
    path = way("sam@example.org", today)
    assert DOCUMENT.title in visitor.get(path).content.decode()
    Signature.objects.update(language="fr")
    page = visitor.get(path).content.decode()
    assert 'lang="fr" dir="ltr"><a href="http://localhost:8000/p/il-faut-rouvrir-la-bibliothèque"' in page
    assert DOCUMENT.title not in page
    Signature.objects.update(language="de")
    assert DOCUMENT.title in visitor.get(path).content.decode()


def test_a_link_shows_for_a_day_and_acts_for_an_hour(
    visitor: Client, mine: Signature, today: datetime
) -> None:
    of_two_hours = way("sam@example.org", today - timedelta(hours=2))
    assert visitor.get(of_two_hours).status_code == 200
    for verb in ("withdraw", "erase"):
        assert visitor.post(f"{of_two_hours}/{reference_of(mine)}/{verb}").status_code == 403
    assert visitor.get(f"{of_two_hours}/export").status_code == 403
    assert Signature.objects.get().state == Signature.State.CONFIRMED
    Message.objects.all().delete()
    assert visitor.post(f"{of_two_hours}/fresh").status_code == 200
    assert Message.objects.get().kind == "mine"
    assert visitor.get(way("sam@example.org", today - timedelta(days=2))).status_code == 410
    assert visitor.get("/mine/nonsense").status_code == 404


def test_the_name_is_hidden_and_mail_stopped_at_once(
    visitor: Client, mine: Signature, today: datetime
) -> None:
    slug = "the-city-council-must-reopen-the-riverside-library"
    assert "Sam Okafor" in visitor.get(f"/p/{slug}").content.decode()
    path = f"{way('sam@example.org', today)}/{reference_of(mine)}/choices"
    assert visitor.post(path, {}).status_code == 302
    assert "Sam Okafor" not in visitor.get(f"/p/{slug}").content.decode()
    assert not Consent.objects.exists()
    for _ in range(2):
        visitor.post(path, {"updates": "on", "show_name": "on"})
    assert Consent.objects.get().signature_id == mine.pk
    assert "Sam Okafor" in visitor.get(f"/p/{slug}").content.decode()


def test_withdrawing_leaves_the_count_and_only_a_bare_row(
    visitor: Client, mine: Signature, petition: Petition, today: datetime
) -> None:
    path = way("sam@example.org", today)
    act = f"{path}/{reference_of(mine)}/withdraw"
    assert visitor.get(act).status_code == 200
    assert counting.standing(petition).signatures == 1
    assert visitor.post(act).status_code == 302
    assert counting.standing(petition).signatures == 0
    assert bytes(Signature.objects.get().sealed) == b""
    assert "Nothing is held here" in visitor.get(path).content.decode()
    assert visitor.post(act).status_code == 404


def test_erasing_leaves_no_row_and_a_public_line(
    visitor: Client, mine: Signature, petition: Petition, today: datetime
) -> None:
    visitor.post(f"{way('sam@example.org', today)}/{reference_of(mine)}/erase")
    assert not Signature.objects.exists()
    assert not Consent.objects.exists()
    assert counting.standing(petition).signatures == 0
    assert petition.events.filter(kind="withdrawn", number=1).exists()
    assert recount(petition, mend=False, now=today) == []
    assert signs(petition, today).state == Signature.State.PENDING


def test_another_persons_signature_is_nowhere(visitor: Client, mine: Signature, today: datetime) -> None:
    confirm(signs(mine.petition, today, email="dee@example.org"), None, now=today)
    other = ada_opens(today)
    confirm(signs(other, today, email="dee@example.org"), None, now=today)
    path = way("sam@example.org", today)
    only_dees = f"{other.public_number}-1-0"
    for verb in ("choices", "withdraw", "erase"):
        for reference in (only_dees, "1-1-1", "-1-1-1", "9" * 40, "a-b-c", "²-1-0", f"{mine.pk}"):
            assert visitor.post(f"{path}/{reference}/{verb}").status_code == 404
    assert Signature.objects.filter(state=Signature.State.CONFIRMED).count() == 3
    assert "dee@" not in visitor.get(path).content.decode()


def test_everything_is_taken_along_as_json(visitor: Client, mine: Signature, today: datetime) -> None:
    answer = visitor.get(f"{way('sam@example.org', today)}/export")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    [held] = json.loads(answer.content)["signatures"]
    assert (held["email"], held["given_name"], held["state"]) == ("sam@example.org", "Sam", "confirmed")
    assert [consent["purpose"] for consent in held["consents"]] == ["updates"]
    assert "handed over" in held["notice"]


def test_a_broken_data_key_hides_no_other_signature_and_lets_its_own_be_taken_and_ended(
    visitor: Client, petition: Petition, mine: Signature, today: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [confirm(signs(ada_opens(today), today, show_name=True), None, now=today) for _ in range(2)]
    # The same page as before, and the newest are the broken ones.
    for signature in broken:
        DataKey.objects.filter(pk=signature.petition_id).update(wrapped=b"\x01 not a key")
    data_key.cache_clear()
    path = way("sam@example.org", today)
    page = visitor.get(path).content.decode()
    assert (page.count('class="mine"'), page.count("can no longer be read"), page.count("Sam Okafor")) == (
        3,
        2,
        1,
    )
    held = json.loads(visitor.get(f"{path}/export").content)["signatures"]
    assert sorted(str(one["email"]) for one in held) == ["None", "None", "sam@example.org"]
    assert [one["is_readable"] for one in held if one["email"]] == [True]
    for signature, verb in zip(broken, ("withdraw", "erase"), strict=True):
        act = f"{path}/{reference_of(signature)}/{verb}"
        assert visitor.get(act).status_code == 200
        assert visitor.post(act).status_code == 302
        assert counting.standing(signature.petition).signatures == 0
    assert visitor.get(path).content.decode().count('class="mine"') == 1
    assert "cannot be read" in caplog.text
    assert "sam@" not in caplog.text


def test_a_broken_data_key_keeps_neither_the_link_nor_the_petitions_page_from_coming(
    visitor: Client, petition: Petition, mine: Signature, today: datetime
) -> None:
    broken = confirm(signs(ada_opens(today), today, show_name=True), None, now=today)
    DataKey.objects.filter(pk=broken.petition_id).update(wrapped=b"\x01 not a key")
    data_key.cache_clear()
    Message.objects.all().delete()
    visitor.post("/mine", {"email": "sam@example.org"})
    [mail] = kind_of("mine").render(list(Message.objects.all()), now=today).values()
    assert mail.to == "sam@example.org"
    slug = broken.petition.slugs.get().slug
    for path in (f"/p/{slug}", f"/p/{slug}/signers", f"/p/{slug}/reasons"):
        assert visitor.get(path).status_code == 200


def test_reading_changes_nothing(visitor: Client, mine: Signature, today: datetime) -> None:
    path = way("sam@example.org", today)
    for verb in ("choices", "withdraw", "erase"):
        visitor.get(f"{path}/{reference_of(mine)}/{verb}")
    assert visitor.get(f"{path}/fresh").status_code == 405
    assert visitor.get(f"{path}/mail-again/{mine.petition.public_number}").status_code == 405
    mine.refresh_from_db()
    assert (mine.state, mine.shows_name) == (Signature.State.CONFIRMED, True)


def test_a_petition_that_was_told_to_write_no_more_may_write_again(
    visitor: Client, petition: Petition, today: datetime
) -> None:
    disown(signs(petition, today), now=today)
    path = way("sam@example.org", today)
    assert "You said that it was not you" in visitor.get(path).content.decode()
    assert visitor.post(f"{path}/mail-again/{petition.public_number}").status_code == 302
    assert not Suppression.objects.exists()


def test_a_stranger_lifts_nobody_elses_suppression(
    visitor: Client, petition: Petition, today: datetime
) -> None:
    disown(signs(petition, today), now=today)
    visitor.post(f"{way('zed@example.org', today)}/mail-again/{petition.public_number}")
    assert Suppression.objects.count() == 1


def test_a_long_life_of_signing_is_paged(
    visitor: Client, today: datetime, django_assert_max_num_queries: object
) -> None:
    for _ in range(23):
        confirm(signs(ada_opens(today), today), None, now=today)
    path = way("sam@example.org", today)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        first = visitor.get(path).content.decode()
    second = visitor.get(f"{path}?page=2").content.decode()
    assert (first.count('class="mine"'), second.count('class="mine"')) == (20, 3)


def test_a_confirmation_link_opens_nobodys_page_and_the_other_way_round(
    visitor: Client, mine: Signature, today: datetime
) -> None:
    token = way("sam@example.org", today).rpartition("/")[2]
    assert visitor.get(f"/c/{token}").status_code == 404
