"""Accounts by their pages: signing up, in and out, and what a stranger cannot learn or bend."""

from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import translation

from tests.desk.members import account, browser, code_in, mails, signed_in
from undersigned.desk.adapter import Accounts
from undersigned.people.models import AccountMail, Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried() -> None:
    """Every test has its own tries at signing in."""
    cache.clear()


def test_one_signs_up_with_a_mailed_code_and_has_a_team(today: datetime) -> None:
    ada = browser()
    answer = ada.post("/sign-up", {"email": "ada@example.org"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-up/confirm")
    [(to, text)] = mails(today)
    assert to == "ada@example.org"
    answer = ada.post("/sign-up/confirm", {"code": code_in(text)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")
    assert ada.get("/desk/").status_code == 200
    user = User.objects.get()
    assert Team.objects.get(personal_of=user).memberships.get().role == "owner"


def test_one_signs_in_with_a_mailed_code(today: datetime) -> None:
    account("ada", today)
    ada = browser()
    assert ada.post("/sign-in/code", {"email": "ada@example.org"}).status_code == 302
    [(_, text)] = mails(today)
    assert ada.post("/sign-in/code/enter", {"code": code_in(text)}).headers["Location"] == "/desk/"


def test_one_signs_in_with_a_password_and_out_by_post_only(today: datetime) -> None:
    user = account("ada", today)
    user.set_password("correct horse battery")
    user.save()
    ada = browser()
    form = {"login": "ada@example.org", "password": "correct horse battery"}
    assert ada.post("/sign-in", form).headers["Location"] == "/desk/"
    assert ada.get("/sign-out").status_code == 405
    assert ada.get("/desk/").status_code == 200
    assert ada.post("/sign-out").status_code == 302
    assert ada.get("/desk/").headers["Location"] == "/sign-in?next=/desk/"


def test_showing_once_more_that_it_is_oneself_is_asked_in_the_readers_language(today: datetime) -> None:
    user = account("ada", today)
    page = signed_in(user, today).get("/fr/account/again/code", follow=True).content.decode()
    assert "Votre adresse" in page
    assert "Recipient" not in page
    with translation.override("fr"):
        ways = {way["id"]: way["description"] for way in Accounts().get_reauthentication_methods(user)}
    assert ways["reauthenticate_by_code"] == "Envoyez-moi un code"


@pytest.mark.parametrize("path", ["/sign-up", "/sign-in/code", "/sign-in/lost"])
def test_nobody_learns_who_has_an_account(path: str, today: datetime) -> None:
    account("ada", today)
    seen = []
    for email in ("ada@example.org", "zed@example.org"):
        client = browser()
        answer = client.post(path, {"email": email})
        page = client.get(answer.headers["Location"])
        text = page.content.decode().replace(email, "")
        seen.append((answer.status_code, answer.headers["Location"], page.status_code, _without_tokens(text)))
    assert seen[0] == seen[1]


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_a_wrong_password_says_the_same_of_whoever_it_is(today: datetime) -> None:
    account("ada", today)
    pages = []
    for email in ("ada@example.org", "zed@example.org"):
        answer = browser().post("/sign-in", {"login": email, "password": "guess"})
        pages.append((answer.status_code, _without_tokens(answer.content.decode().replace(email, ""))))
    assert pages[0] == pages[1]


def test_guessing_a_password_ends_after_a_few_tries(today: datetime) -> None:
    user = account("ada", today)
    user.set_password("correct horse battery")
    user.save()
    form = {"login": "ada@example.org", "password": "guess"}
    for _ in range(10):
        answer = browser().post("/sign-in", form)
    answer = browser().post("/sign-in", form | {"password": "correct horse battery"})
    assert answer.status_code in (200, 429)
    assert "session" not in answer.cookies


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil"]
)
def test_signing_in_leads_to_no_other_site(where: str, today: datetime) -> None:
    user = account("ada", today)
    user.set_password("correct horse battery")
    user.save()
    form = {"login": "ada@example.org", "password": "correct horse battery", "next": where}
    assert browser().post("/sign-in", form).headers["Location"] == "/desk/"


def test_a_session_from_before_signing_in_is_not_the_one_after(today: datetime) -> None:
    user = account("ada", today)
    ada = browser()
    ada.post("/sign-in/code", {"email": "ada@example.org"})
    before = ada.cookies["session"].value
    [(_, text)] = mails(today)
    ada.post("/sign-in/code/enter", {"code": code_in(text)})
    assert ada.cookies["session"].value != before
    assert not Session.objects.filter(pk=before).exists()
    assert user.pk


def test_a_sign_in_link_works_once_and_reading_it_changes_nothing(today: datetime) -> None:
    user = account("ada", today)
    signed_in(user, today)
    user.refresh_from_db()
    assert user.link_serial == 2
    assert browser().get("/sign-in/link/nonsense").status_code == 410


def test_a_form_from_elsewhere_is_refused(today: datetime) -> None:
    user = account("ada", today)
    client = browser(enforce_csrf_checks=True)
    client.cookies = signed_in(user, today).cookies
    answer = client.post("/account/name", {"name": "Zed"})
    assert answer.status_code == 403
    user.refresh_from_db()
    assert user.name == ""


def test_visitors_get_no_cookie_and_those_who_sign_in_get_close_ones(today: datetime) -> None:
    ada = signed_in(account("ada", today), today)
    for path in ("/", "/mine", "/about"):
        answer = ada.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
    cookie = ada.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert ada.get("/desk/").headers["Cache-Control"] == "no-store"


def test_the_words_of_a_mail_are_kept_sealed(today: datetime) -> None:
    browser().post("/sign-up", {"email": "ada@example.org"})
    assert b"ada" not in bytes(AccountMail.objects.get().sealed)
    assert today


@pytest.mark.parametrize(
    "path",
    [
        *("/account/", "/account/email", "/account/second", "/account/sessions"),
        *("/account/passkeys", "/desk/team", "/desk/"),
    ],
)
def test_each_page_of_an_account_opens_and_changes_nothing(path: str, today: datetime) -> None:
    ada = signed_in(account("ada", today), today)
    answer = ada.get(path)
    assert answer.status_code == 200, answer.headers.get("Location")
    assert "ada@example.org" in ada.get("/account/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("/account/passkeys/new", "/account/second/app", "/account/password", "/account/second/codes/new"),
        *("/account/email", "/account/second", "/account/again"),
    ],
)
def test_what_is_to_be_changed_opens_after_signing_in_with_a_password(path: str, today: datetime) -> None:
    user = account("ada", today)
    user.set_password("correct horse battery")
    user.save()
    ada = browser()
    ada.post("/sign-in", {"login": "ada@example.org", "password": "correct horse battery"})
    ada.post("/account/again", {"password": "correct horse battery"})
    answer = ada.get(path)
    assert answer.status_code == 200


def test_an_app_with_codes_guards_the_account_and_its_secret_is_sealed(today: datetime) -> None:
    user = account("ada", today)
    user.set_password("correct horse battery")
    user.save()
    ada = browser()
    form = {"login": "ada@example.org", "password": "correct horse battery"}
    ada.post("/sign-in", form)
    ada.post("/account/again", {"password": "correct horse battery"})
    secret = ada.get("/account/second/app").context["form"].secret
    answer = ada.post("/account/second/app", {"code": _totp(secret)})
    assert answer.status_code == 302, answer.content.decode()
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in row.data["secret"]
    again = browser()
    assert again.post("/sign-in", form).headers["Location"].startswith("/sign-in/second")
    assert again.get("/sign-in/second").status_code == 200
    assert again.get("/desk/").status_code == 302
    assert ada.get("/account/second/codes").status_code == 200


def _totp(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_who_signs_in_in_a_language_is_led_on_in_it(today: datetime) -> None:
    account("ada", today)
    ada = browser()
    assert ada.get("/fr/desk/").headers["Location"] == "/fr/sign-in?next=/fr/desk/"
    assert ada.post("/fr/sign-in/code", {"email": "ada@example.org"}).headers["Location"].startswith("/fr/")
    [(_, text)] = mails(today)
    assert ada.post("/fr/sign-in/code/enter", {"code": code_in(text)}).headers["Location"] == "/fr/desk/"
    assert ada.post("/fr/desk/team", {"name": "Lecteurs"}).headers["Location"].startswith("/fr/desk/team/")
    assert ada.post("/desk/team", {"name": "Readers"}).headers["Location"].startswith("/desk/team/")
