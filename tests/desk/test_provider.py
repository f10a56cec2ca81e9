"""Signing in by the organisation's own provider: who comes in, as whom, and all that is not believed."""

import html
import re
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.core.cache import cache
from django.test import Client

from tests.desk.members import account, browser, mails, signed_in
from tests.issuer import ANOTHER_KEY, CLIENT, SECRET, Issuer, issuer
from undersigned.desk.provider import asking
from undersigned.kit.provider import Provider
from undersigned.ops.models import AuditEntry
from undersigned.people.accounts import may_start
from undersigned.people.models import Team, User

pytestmark = pytest.mark.django_db
SAM: dict[str, Any] = {
    "sub": "0815",
    "email": "sam@example.org",
    "email_verified": True,
    "name": "Sam Okafor",
}


@pytest.fixture(autouse=True)
def nobody_tried() -> None:
    """Every test has its own tries at signing in."""
    cache.clear()


@pytest.fixture
def there(settings: Any) -> Iterator[Issuer]:
    """A provider that knows Sam, and is set."""
    with issuer() as found:
        found.says = dict(SAM)
        settings.UNDERSIGNED_OIDC = Provider(found.url, CLIENT, SECRET, "Riverside ID")
        yield found


def _lets(settings: Any, **facts: Any) -> None:
    was = settings.UNDERSIGNED_OIDC
    named = {name: getattr(was, name) for name in ("url", "client", "secret", "name", "domains")}
    settings.UNDERSIGNED_OIDC = Provider(**{**named, **facts})


def _going(client: Client, prefix: str = "", **form: str) -> str:
    """Where the button leads to."""
    page = client.post(f"{prefix}/sign-in/with", form)
    assert page.status_code == 200, page.status_code
    [url] = set(re.findall(r'href="(http://127[^"]+/authorize[^"]+)"', page.content.decode()))
    return html.unescape(url)


def _at_the_provider(url: str) -> str:
    """The path by which one comes back."""
    parts = urlsplit(url)
    talk = HTTPConnection(parts.netloc, timeout=5)
    talk.request("GET", f"{parts.path}?{parts.query}")
    answer = talk.getresponse()
    answer.read()
    back = urlsplit(answer.headers["Location"])
    talk.close()
    return f"{back.path}?{back.query}"


def _comes(client: Client, **form: str) -> Any:
    return client.get(_at_the_provider(_going(client, **form)))


def _is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def test_somebody_with_an_account_comes_in_by_the_provider(there: Issuer, today: datetime) -> None:
    user = account("sam", today)
    sam = browser()
    answer = _comes(sam)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")
    assert "sam@example.org" in sam.get("/account/").content.decode()
    row = SocialAccount.objects.get()
    assert (row.user, row.extra_data) == (user, {})
    assert "0815" not in row.uid
    [(to, text)] = mails(today)
    assert to == "sam@example.org"
    assert "How your account signs in was changed" in text


def test_nothing_of_the_tokens_is_kept(there: Issuer, today: datetime) -> None:
    account("sam", today)
    _comes(browser())
    assert not SocialToken.objects.exists()
    assert not SocialApp.objects.exists()


def test_who_was_there_before_comes_in_whatever_their_address_is_now(there: Issuer, today: datetime) -> None:
    user = account("sam", today)
    account("dee", today)
    _comes(browser())
    there.says |= {"email": "dee@example.org"}
    again = browser()
    assert _comes(again).status_code == 302
    assert user.email in again.get("/account/").content.decode()
    assert SocialAccount.objects.count() == 1


def test_one_signs_out_as_everybody_does(there: Issuer, today: datetime) -> None:
    account("sam", today)
    sam = browser()
    _comes(sam)
    assert sam.post("/sign-out").status_code == 302
    assert not _is_in(sam)


def test_while_no_provider_is_set_there_is_nothing(today: datetime) -> None:
    zed = browser()
    assert zed.post("/sign-in/with").status_code == 404
    assert zed.get("/sign-in/with/back?code=a&state=b").status_code == 404
    assert "/sign-in/with" not in zed.get("/sign-in").content.decode()


def test_the_button_is_a_form_and_a_link_starts_nothing(there: Issuer) -> None:
    zed = browser()
    page = zed.get("/sign-in").content.decode()
    assert 'action="/sign-in/with"' in page
    assert "Sign in with Riverside ID" in page
    assert zed.get("/sign-in/with").status_code == 405
    assert browser(enforce_csrf_checks=True).post("/sign-in/with").status_code == 403
    assert not there.seen


def test_an_address_nobody_vouches_for_takes_over_no_account(there: Issuer, today: datetime) -> None:
    account("sam", today)
    for vouched in (False, None, "no", "false", 1, [True]):
        there.says["email_verified"] = vouched
        zed = browser()
        answer = _comes(zed)
        assert answer.status_code == 403
        assert "has not confirmed your mail address" in answer.content.decode()
        assert not _is_in(zed)
    assert not SocialAccount.objects.exists()


def test_an_address_like_anothers_is_not_theirs(there: Issuer, today: datetime) -> None:
    account("kim", today)
    there.says["email"] = "\N{KELVIN SIGN}im@example.org"
    assert _comes(browser()).status_code == 403
    there.says["email"] = "KIM@example.org"
    assert _comes(browser()).status_code == 302


def test_an_address_that_somebody_only_wrote_down_is_not_their_account(
    there: Issuer, today: datetime
) -> None:
    zed = account("zed", today)
    EmailAddress.objects.create(user=zed, email="sam@example.org", verified=False)
    sam = browser()
    assert _comes(sam).status_code == 403
    assert not _is_in(sam)


def test_a_sign_up_that_nobody_confirmed_is_its_owners(there: Issuer, today: datetime) -> None:
    browser().post("/sign-up", {"email": "sam@example.org"})
    waiting = User.objects.get()
    waiting.set_password("zed knows this one")
    waiting.save()
    sam = browser()
    assert _comes(sam).headers["Location"] == "/desk/"
    waiting.refresh_from_db()
    assert not waiting.has_usable_password()
    assert EmailAddress.objects.get(user=waiting).verified


def test_without_an_account_nobody_comes_in_unless_the_site_makes_them(
    there: Issuer, settings: Any, today: datetime
) -> None:
    answer = _comes(browser())
    assert answer.status_code == 403
    assert "No account here has your address" in answer.content.decode()
    assert not User.objects.exists()
    _lets(settings, makes_accounts=True)
    there.says["name"] = "Sam\u202e\n  Okafor" + "x" * 300
    sam = browser()
    assert _comes(sam).headers["Location"] == "/desk/"
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_moderator, user.is_invited) == (
        "sam@example.org",
        False,
        False,
        False,
    )
    assert user.name.startswith("Sam Okaforx")
    assert len(user.name) == 120
    assert Team.objects.get(personal_of=user).memberships.get().role == "owner"
    assert AuditEntry.objects.get(action="make account by provider").actor == user.public_id
    assert not may_start(user)
    assert sam.get("/desk/start").status_code in (403, 404)


def test_only_addresses_of_the_named_domains_come_in(there: Issuer, settings: Any, today: datetime) -> None:
    account("sam", today)
    _comes(browser())  # the account was joined before the rule
    _lets(settings, domains=("riverside.example",))
    for email in ("sam@example.org", "sam@riverside.example.evil.example", "sam@notriverside.example"):
        there.says["email"] = email
        answer = _comes(browser())
        assert answer.status_code == 403
        assert "not one that may sign in here" in answer.content.decode()
    there.says |= {"email": "sam@riverside.example", "email_verified": False}
    assert _comes(browser()).status_code == 403
    there.says["email_verified"] = True
    assert _comes(browser()).status_code == 302


def test_a_second_step_is_still_asked_for(there: Issuer, today: datetime) -> None:
    user = account("sam", today, is_staff=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    sam = browser()
    assert _comes(sam).headers["Location"].startswith("/sign-in/second")
    assert not _is_in(sam)


def test_a_closed_account_stays_closed(there: Issuer, today: datetime) -> None:
    user = account("sam", today)
    User.objects.filter(pk=user.pk).update(is_active=False)
    sam = browser()
    assert _comes(sam).headers["Location"] == "/sign-in/inactive"
    assert not _is_in(sam)


BENDS: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "somebody else"},
    "several audiences": {"aud": [CLIENT, "somebody else"]},
    "meant for another": {"azp": "somebody else"},
    "another issuer": {"iss": "https://evil.example"},
    "over": {"exp": 1_700_000_000},
    "without an end": {"exp": None},
    "not yet": {"nbf": 9_999_999_999},
    "from tomorrow": {"iat": 9_999_999_999},
    "of nobody": {"sub": None},
    "of a number": {"sub": 7},
    "of nobody again": {"sub": ""},
    "too long a number": {"sub": "x" * 256},
}


@pytest.mark.parametrize("bend", BENDS)
def test_a_token_that_does_not_hold_lets_nobody_in(bend: str, there: Issuer, today: datetime) -> None:
    account("sam", today)
    there.bent = BENDS[bend]
    zed = browser()
    answer = _comes(zed)
    assert answer.status_code == 400
    assert "cannot be used" in answer.content.decode()
    assert not _is_in(zed)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("how", ["another key", "no key", "none", "public key as a secret"])
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    how: str, there: Issuer, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    account("sam", today)
    if how == "another key":
        there.key = ANOTHER_KEY
    elif how == "no key":
        there.kid = "unknown"
    elif how == "none":
        there.algorithm = "none"
    else:
        there.algorithm = "HS256"
    zed = browser()
    assert _comes(zed).status_code == 400
    assert not _is_in(zed)


def test_a_token_for_two_who_name_us_is_ours(there: Issuer, today: datetime) -> None:
    account("sam", today)
    there.bent = {"aud": [CLIENT, "a project"], "azp": CLIENT}
    assert _comes(browser()).status_code == 302


def test_the_address_may_come_when_asked_once_more_but_of_nobody_else(there: Issuer, today: datetime) -> None:
    account("sam", today)
    there.says = {"sub": "0815"}
    there.asked_again = {**SAM, "sub": "4711"}
    zed = browser()
    assert _comes(zed).status_code == 400
    there.asked_again = dict(SAM)
    there.methods = ["client_secret_post"]
    sam = browser()
    assert _comes(sam).status_code == 302
    assert "/userinfo" in there.seen


def test_a_code_works_in_the_browser_that_asked_and_once(there: Issuer, today: datetime) -> None:
    account("sam", today)
    zed, sam = browser(), browser()
    back = _at_the_provider(_going(zed))
    _going(sam)
    assert sam.get(back).status_code == 400  # sam would have been signed in as zed
    assert not _is_in(sam)
    assert browser().get(back).status_code == 400
    assert zed.get(back).status_code == 302
    assert zed.get(back).status_code == 400


def test_a_code_of_another_try_does_not_pass(there: Issuer, today: datetime) -> None:
    """Its verifier is of another try, and so is its nonce."""
    account("sam", today)
    sam = browser()
    first, second = (parse_qs(urlsplit(_at_the_provider(_going(sam))).query) for _ in range(2))
    mixed = urlencode({"state": first["state"][0], "code": second["code"][0]})
    assert sam.get(f"/sign-in/with/back?{mixed}").status_code == 503
    assert not _is_in(sam)


@pytest.mark.parametrize(
    "query", ["", "code=a", "state=b", "code=a&state=b", "error=access_denied", "code=%00&state=%00&_redir="]
)
def test_coming_back_without_having_gone_is_refused(query: str, there: Issuer) -> None:
    assert browser().get(f"/sign-in/with/back?{query}").status_code == 400
    assert not there.seen


def test_turning_back_is_no_error(there: Issuer) -> None:
    sam = browser()
    state = parse_qs(urlsplit(_going(sam)).query)["state"][0]
    answer = sam.get(f"/sign-in/with/back?error=access_denied&state={state}")
    assert answer.status_code == 200
    assert "Nothing was changed" in answer.content.decode()
    state = parse_qs(urlsplit(_going(sam)).query)["state"][0]
    answer = sam.get(f"/sign-in/with/back?error=%3Cscript%3E&error_description=%3Cscript%3E&state={state}")
    assert answer.status_code == 400
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil"]
)
def test_coming_in_leads_to_no_other_site(where: str, there: Issuer, today: datetime) -> None:
    account("sam", today)
    assert _comes(browser(), next=where).headers["Location"] == "/desk/"


def test_coming_in_leads_to_the_page_that_was_wanted(there: Issuer, today: datetime) -> None:
    account("sam", today)
    assert _comes(browser(), next="/account/sessions").headers["Location"] == "/account/sessions"


def test_nobody_bends_what_is_asked_of_the_provider(there: Issuer) -> None:
    sam = browser()
    page = sam.post(
        "/sign-in/with?scope=admin&auth_params=prompt%3Dnone%26redirect_uri%3Dhttps://evil&action=x"
    )
    assert "admin" not in page.content.decode()
    assert "evil" not in page.content.decode()


def test_one_comes_back_in_the_language_one_left_in(there: Issuer, today: datetime) -> None:
    account("sam", today)
    sam = browser()
    answer = sam.get(_at_the_provider(_going(sam, "/fr")))
    assert answer.headers["Location"].startswith("/fr/sign-in/with/back?")
    assert sam.get(answer.headers["Location"]).headers["Location"] == "/fr/desk/"


def test_signing_in_as_another_ends_the_session_before(there: Issuer, today: datetime) -> None:
    client = signed_in(account("ada", today), today)
    account("sam", today)
    assert _comes(client).status_code == 302
    page = client.get("/account/").content.decode()
    assert "sam@example.org" in page
    assert "ada@example.org" not in page


def test_another_provider_knows_nobody_by_its_own_numbers(
    there: Issuer, settings: Any, today: datetime
) -> None:
    account("sam", today)
    _comes(browser())
    with issuer() as other:
        other.says = {"sub": "0815", "email": "zed@example.org", "email_verified": True}
        _lets(settings, url=other.url)
        zed = browser()
        assert _comes(zed).status_code == 403
        assert not _is_in(zed)


ENDS = {
    "/.well-known/openid-configuration": "/sign-in/with",
    "/token": "back",
    "/keys": "back",
}


@pytest.mark.parametrize("how", ["hangs", "drips", "breaks", "huge", "nonsense", "moved"])
@pytest.mark.parametrize("path", ENDS)
def test_a_provider_that_is_away_or_slow_gives_a_page_in_time(
    path: str, how: str, there: Issuer, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.Asking.__init__, "__defaults__", (1.0,))
    account("sam", today)
    sam = browser()
    back = _at_the_provider(_going(sam)) if ENDS[path] == "back" else ""
    there.slow = {path: how}
    began = time.monotonic()
    answer = sam.get(back) if back else sam.post("/sign-in/with")
    assert time.monotonic() - began < 2.5
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()
    assert not _is_in(sam)
    assert "/elsewhere" not in there.seen


def test_a_provider_that_is_not_there_gives_a_page(there: Issuer, settings: Any) -> None:
    with issuer() as gone:
        _lets(settings, url=gone.url)
    assert browser().post("/sign-in/with").status_code == 503


def test_few_pages_wait_for_a_provider_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that of the threads that make pages some are always free."""
    release, begun = threading.Event(), []

    def asked(*_: Any, **__: Any) -> str:
        begun.append(1)
        release.wait(5)
        return "late"

    monkeypatch.setattr(asking, "_asked", asked)
    monkeypatch.setattr(asking, "_places", threading.BoundedSemaphore(asking.AT_ONCE))
    answers: list[str] = []

    def wait() -> None:
        try:
            answers.append(asking.Asking(0.4).get("https://id.example.org/"))
        except asking.Away as away:
            answers.append(str(away))

    threads = [threading.Thread(target=wait) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(begun) == asking.AT_ONCE
    assert sorted(set(answers)) == ["the provider did not answer in time", "too many wait for the provider"]
    release.set()


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_a_provider_that_names_itself_wrongly_is_not_believed(config: dict[str, Any], there: Issuer) -> None:
    there.bent_config = config
    assert browser().post("/sign-in/with").status_code == 503


def test_signing_in_by_the_provider_is_limited_as_all_signing_in(there: Issuer) -> None:
    zed = browser()
    tries = [zed.post("/sign-in/with").status_code for _ in range(35)]
    assert tries[0] == 200
    assert tries[-1] == 429
