"""The page that waits for a mail: its code, its mail once more, the way back, and what a stranger learns of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.people import ada_opens, signs
from tests.visitor import blanked, waiting_in
from undersigned.mailing.models import Message
from undersigned.petitions import actions
from undersigned.petitions.models import Petition
from undersigned.signing import counting
from undersigned.signing.codes import code_of
from undersigned.signing.confirming import confirm, disown, withdraw
from undersigned.signing.intake import mail_key
from undersigned.signing.models import CodeTries, Consent, Signature
from undersigned.signing.person import person_of

pytestmark = pytest.mark.django_db
SLUG = "the-city-council-must-reopen-the-riverside-library"
FORM = {"given_name": "Sam", "family_name": "Okafor", "email": "sam@example.org", "country": "GB"}


@pytest.fixture
def visitor() -> Client:
    """A visitor at this machine, as on a fresh install."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def petition() -> Petition:
    """An open petition; views read the clock themselves."""
    return ada_opens(datetime.now(UTC))


def _sign(visitor: Client, **changes: str) -> str:
    """What the waiting page carries after signing."""
    return waiting_in(visitor.post(f"/p/{SLUG}/sign", FORM | changes).content.decode())


def _code() -> str:
    signature = Signature.objects.get()
    key = mail_key(signature.address_digest, signature.petition_id, signature.ask_number)
    return code_of(key, day=datetime.now(UTC).date())


def test_the_right_code_counts_and_leads_to_the_thanks(visitor: Client, petition: Petition) -> None:
    waiting = _sign(visitor)
    answer = visitor.post(f"/p/{SLUG}/code", {"waiting": waiting, "code": _code()})
    assert answer.status_code == 302
    assert "Thank you, Sam." in visitor.get(answer.headers["Location"]).content.decode()
    assert counting.standing(petition).signatures == 1
    assert Signature.objects.get().came == Signature.Came.BY_CODE


def test_the_right_code_twice_counts_once(visitor: Client, petition: Petition) -> None:
    waiting, code = _sign(visitor), _code()
    for _ in range(2):
        assert visitor.post(f"/p/{SLUG}/code", {"waiting": waiting, "code": code}).status_code == 302
    assert counting.standing(petition).signatures == 1


def test_the_code_confirms_what_its_owner_typed_not_what_a_stranger_had(
    visitor: Client, petition: Petition
) -> None:
    signs(petition, datetime.now(UTC), given_name="Zed", comment="nonsense", updates=True, country="FR")
    waiting = _sign(visitor, show_name="on")
    visitor.post(f"/p/{SLUG}/code", {"waiting": waiting, "code": _code()})
    signature = Signature.objects.get()
    person = person_of(signature)
    assert (person.given_name, person.comment, signature.country) == ("Sam", "", "GB")
    assert signature.shows_name
    assert not Consent.objects.exists()


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "<script>", "9" * 10_000, "\0"])
def test_what_is_no_code_is_told_beside_the_field(visitor: Client, petition: Petition, typed: str) -> None:
    answer = visitor.post(f"/p/{SLUG}/code", {"waiting": _sign(visitor), "code": typed})
    assert answer.status_code == 422
    assert "Type the six digits from the mail." in answer.content.decode()
    assert not CodeTries.objects.exists()


def test_a_wrong_code_says_so_and_the_mail_can_still_be_used(visitor: Client, petition: Petition) -> None:
    waiting = _sign(visitor)
    wrong = f"{(int(_code()) + 1) % 10**6:06}"
    answer = visitor.post(f"/p/{SLUG}/code", {"waiting": waiting, "code": wrong})
    assert answer.status_code == 422
    assert "This code does not fit." in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_wrong_code_tells_nothing_about_the_address(visitor: Client, petition: Petition) -> None:
    today = datetime.now(UTC)
    signs(petition, today, email="pending@example.org")
    confirm(signs(petition, today, email="confirmed@example.org"), None, now=today)
    withdraw(confirm(signs(petition, today, email="withdrawn@example.org"), None, now=today), now=today)
    disown(signs(petition, today, email="suppressed@example.org"), now=today)
    told = set()
    for who in ("new-one", "pending", "confirmed", "withdrawn", "suppressed"):
        email = f"{who}@example.org"
        page = visitor.post(f"/p/{SLUG}/sign", FORM | {"email": email}).content.decode()
        answer = visitor.post(f"/p/{SLUG}/code", {"waiting": waiting_in(page), "code": "000000"})
        told.add(
            (answer.status_code, *(blanked(b).replace(email, "") for b in (page, answer.content.decode())))
        )
    assert len(told) == 1


def test_the_mail_is_sent_again_a_few_times_a_page(visitor: Client, petition: Petition) -> None:
    waiting = _sign(visitor)
    for _ in range(2):
        Message.objects.all().delete()  # it has left
        page = visitor.post(f"/p/{SLUG}/resend", {"waiting": waiting}).content.decode()
        assert "We are sending it once more." in page
        assert Message.objects.count() == 1
        waiting = waiting_in(page)
    assert "Send it again" not in page
    Message.objects.all().delete()
    page = visitor.post(f"/p/{SLUG}/resend", {"waiting": waiting}).content.decode()
    assert "as often as it can be today" in page
    assert not Message.objects.exists()


def test_a_wrong_address_leads_back_to_everything_typed(visitor: Client, petition: Petition) -> None:
    waiting = _sign(visitor, comment="Because I learned to read there.", show_name="on")
    page = visitor.post(f"/p/{SLUG}/change", {"waiting": waiting}).content.decode()
    for kept in (
        'value="Sam"',
        'value="Okafor"',
        'value="sam@example.org"',
        "Because I learned to read there.",
    ):
        assert kept in page
    assert '<option value="GB" selected>' in page
    assert page.count(" checked") == 1


def test_a_mistyped_domain_is_offered_and_taken_with_one_press(visitor: Client, petition: Petition) -> None:
    page = visitor.post(f"/p/{SLUG}/sign", FORM | {"email": "sam@gmial.com"}).content.decode()
    assert "Did you mean <strong>sam@gmail.com</strong>?" in page
    answer = visitor.post(f"/p/{SLUG}/change", {"waiting": waiting_in(page), "use": "meant"})
    assert "sam@gmail.com" in answer.content.decode()
    assert {person_of(row).email for row in Signature.objects.all()} == {"sam@gmial.com", "sam@gmail.com"}


@pytest.mark.parametrize("verb", ["code", "resend", "change"])
def test_a_page_of_yesterday_or_of_nobody_says_what_to_do(
    visitor: Client, petition: Petition, verb: str
) -> None:
    for waiting in ("", "nonsense", "A" * 60_000):
        answer = visitor.post(f"/p/{SLUG}/{verb}", {"waiting": waiting, "code": "123456"})
        assert answer.status_code == 410
        assert "This page is too old" in answer.content.decode()
    assert visitor.get(f"/p/{SLUG}/{verb}").headers["Location"] == f"/p/{SLUG}#sign"
    assert not CodeTries.objects.exists()


def test_after_closing_the_code_still_confirms_for_a_week(visitor: Client, petition: Petition) -> None:
    waiting, code = _sign(visitor), _code()
    actions.close(petition, now=datetime.now(UTC) - timedelta(days=6))
    assert visitor.post(f"/p/{SLUG}/resend", {"waiting": waiting}).status_code == 409
    assert visitor.post(f"/p/{SLUG}/code", {"waiting": waiting, "code": code}).status_code == 302
    assert counting.standing(petition).signatures == 1
