"""The pages of a signer, by their addresses: status, headers, queries, and what a stranger cannot learn."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.people import ada_drafts, ada_opens, signs
from tests.visitor import waiting_in
from undersigned.mailing.models import Message
from undersigned.petitions import actions
from undersigned.petitions.models import Event, Petition, Slug, TextVersion
from undersigned.signing.confirming import confirm
from undersigned.signing.links import confirmation_link
from undersigned.signing.models import Signature
from undersigned.signing.person import person_of

pytestmark = pytest.mark.django_db
SLUG = "the-city-council-must-reopen-the-riverside-library"
FORM = {"given_name": "Sam", "family_name": "Okafor", "email": "sam@example.org", "country": "GB"}


@pytest.fixture
def visitor() -> Client:
    """A visitor at this machine, as on a fresh install."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


def test_the_page_shows_the_petition_in_few_queries(
    visitor: Client, today: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = ada_opens(today)
    for n in range(12):
        confirm(signs(petition, today, email=f"sam{n}@example.org", show_name=True), None, now=today)
    with django_assert_num_queries(9):
        answer = visitor.get(f"/p/{SLUG}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers
    assert "<strong>12</strong> have signed" in answer.content.decode()


def test_a_list_of_petitions_costs_the_same_for_any_number(
    visitor: Client, today: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(7):
        ada_opens(today)
    with django_assert_num_queries(6):
        assert visitor.get("/").status_code == 200


def test_an_unchanged_page_is_not_sent_again(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    tag = visitor.get(f"/p/{SLUG}/count.json").headers["ETag"]
    assert visitor.get(f"/p/{SLUG}/count.json", headers={"If-None-Match": tag}).status_code == 304


def test_a_public_site_lets_shared_caches_hold_its_pages(
    visitor: Client, today: datetime, settings: Settings
) -> None:
    ada_opens(today)
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    for path in ("/", f"/p/{SLUG}", f"/p/{SLUG}/count.json"):
        kept = visitor.get(path).headers["Cache-Control"]
        assert kept == "public, max-age=5, stale-while-revalidate=30, stale-if-error=300"


def test_the_count_is_json_for_everyone(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    answer = visitor.get(f"/p/{SLUG}/count.json")
    assert json.loads(answer.content) == {"signatures": 0, "goal": 500}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_signing_answers_with_what_to_do_next_and_keeps_nothing_with_the_reader(
    visitor: Client, today: datetime
) -> None:
    ada_opens(today)
    answer = visitor.post(f"/p/{SLUG}/sign", FORM)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "sam@example.org" in answer.content.decode()


def test_every_wrong_field_is_told_and_everything_typed_is_kept(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    typed = {
        "given_name": "Sam http://spam.example",
        "email": "sam at example.org",
        "country": "XX",
        "comment": "Because.",
        "show_name": "on",
    }
    answer = visitor.post(f"/p/{SLUG}/sign", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Leave out web addresses." in page
    assert "Write the address like name@example.org." in page
    assert "Choose your country from the list." in page
    for kept in ("Sam http://spam.example", "sam at example.org", "Because."):
        assert kept in page
    assert not Signature.objects.exists()


def test_hostile_text_is_shown_as_text(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    answer = visitor.post(f"/p/{SLUG}/sign", FORM | {"given_name": "<script>alert(1)</script>", "email": "x"})
    assert b"<script>alert(1)" not in answer.content


@pytest.mark.parametrize("field", ["given_name", "family_name", "email", "country", "comment"])
def test_huge_input_is_an_error_of_its_field(visitor: Client, today: datetime, field: str) -> None:
    ada_opens(today)
    assert visitor.post(f"/p/{SLUG}/sign", FORM | {field: "x" * 20_000}).status_code == 422


def test_a_body_larger_than_any_form_is_refused(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    answer = visitor.post(
        f"/p/{SLUG}/sign", "a=" + "x" * 200_000, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (400, 413)


def test_a_field_that_was_not_asked_for_is_not_kept(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    visitor.post(f"/p/{SLUG}/sign", FORM | {"postal_code": "SW1A 1AA"})
    signature = Signature.objects.get()
    assert person_of(signature).postal_code == ""


def test_a_postcode_is_asked_where_the_campaigner_wants_it(visitor: Client, today: datetime) -> None:
    ada_opens(today, asks_postal_code=True)
    assert b'name="postal_code"' in visitor.get(f"/p/{SLUG}").content
    assert visitor.post(f"/p/{SLUG}/sign", FORM).status_code == 422
    visitor.post(f"/p/{SLUG}/sign", FORM | {"postal_code": "SW1A 1AA"})
    signature = Signature.objects.get()
    assert person_of(signature).postal_code == "SW1A 1AA"


def test_no_text_number_means_the_current_text_and_an_old_one_is_asked_again(
    visitor: Client, today: datetime
) -> None:
    petition = ada_opens(today)
    old = TextVersion.objects.get()
    text = old.texts.get()
    newer = TextVersion.objects.create(petition=petition, number=2, ask_number=1, created_at=today)
    text.pk, text.version, text.title = None, newer, "The new title"
    text.save()
    Petition.objects.update(text_number=2)
    TextVersion.objects.filter(number=1).update(superseded_at=today - timedelta(minutes=61))
    answer = visitor.post(f"/p/{SLUG}/sign", FORM | {"text": "1", "notice": "1"})
    assert answer.status_code == 422
    assert "The new title" in answer.content.decode()
    assert 'value="Sam"' in answer.content.decode()
    TextVersion.objects.filter(number=1).update(superseded_at=today - timedelta(minutes=5))
    visitor.post(f"/p/{SLUG}/sign", FORM | {"text": "1", "notice": "1"})
    assert Signature.objects.get().text_number == 1
    visitor.post(f"/p/{SLUG}/sign", FORM | {"email": "dee@example.org"})
    assert set(Signature.objects.values_list("text_number", flat=True)) == {1, 2}


@pytest.mark.parametrize(
    ("referer", "source"),
    [
        (f"http://localhost/p/{SLUG}?s=whatsapp", "whatsapp"),
        (f"http://elsewhere.example/p/{SLUG}?s=whatsapp", ""),
        (f"http://localhost/p/{SLUG}?s=<b>", ""),
        (f"http://localhost/p/{SLUG}", ""),
        ("http://[broken", ""),
    ],
)
def test_the_source_is_read_from_the_page_the_form_was_on(
    visitor: Client, today: datetime, referer: str, source: str
) -> None:
    ada_opens(today)
    visitor.post(f"/p/{SLUG}/sign", FORM, headers={"Referer": referer})
    assert Signature.objects.get().source == source


@pytest.mark.parametrize(
    "number", ["000001" + "9" * 5000, "0000011", "9" * 30, "-1", "0", "²", "1.5", "1" * 6]
)
@pytest.mark.parametrize("field", ["text", "notice"])
def test_a_number_that_no_page_showed_is_taken_for_the_current_one(
    visitor: Client, today: datetime, field: str, number: str
) -> None:
    ada_opens(today)
    assert visitor.post(f"/p/{SLUG}/sign", FORM | {field: number}).status_code == 200
    signature = Signature.objects.get()
    assert (signature.text_number, signature.notice_number) == (1, 1)


def test_what_is_too_big_to_be_a_form_is_refused_without_a_page_in_the_log(
    visitor: Client, today: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    ada_opens(today)
    assert visitor.post(f"/p/{SLUG}/sign", {"given_name": "x" * 3_000_000}).status_code == 400
    fields = {f"field-{n}": "" for n in range(2000)}
    assert visitor.post(f"/p/{SLUG}/sign", fields).status_code == 400
    assert not caplog.records


def test_the_source_outlives_a_mistake_and_stands_on_no_page_of_everyone(
    visitor: Client, today: datetime
) -> None:
    ada_opens(today)
    field = '<input type="hidden" name="source" value="whatsapp">'
    way = f"/p/{SLUG}?s=whatsapp"
    assert visitor.get(way).content == visitor.get(f"/p/{SLUG}").content
    came = {"Referer": f"http://localhost{way}"}
    mistaken = visitor.post(f"/p/{SLUG}/sign", FORM | {"email": "sam at home"}, headers=came)
    assert (mistaken.status_code, mistaken.headers["Cache-Control"]) == (422, "no-store")
    assert field in mistaken.content.decode()
    here = {"Referer": f"http://localhost/p/{SLUG}/sign"}
    again = visitor.post(f"/p/{SLUG}/sign", FORM | {"given_name": "", "source": "whatsapp"}, headers=here)
    assert field in again.content.decode()
    sent = visitor.post(f"/p/{SLUG}/sign", FORM | {"source": "whatsapp"}, headers=here)
    assert Signature.objects.get().source == "whatsapp"
    change = visitor.post(f"/p/{SLUG}/change", {"waiting": waiting_in(sent.content.decode())})
    assert field in change.content.decode()


@pytest.mark.parametrize("source", ['"><b>', "x" * 33, "Ω", " "])
def test_a_source_that_is_no_code_is_not_kept(visitor: Client, today: datetime, source: str) -> None:
    ada_opens(today)
    answer = visitor.post(f"/p/{SLUG}/sign", FORM | {"email": "", "source": source})
    assert 'name="source"' not in answer.content.decode()
    visitor.post(f"/p/{SLUG}/sign", FORM | {"source": source})
    assert Signature.objects.get().source == ""


def test_reading_never_signs(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    answer = visitor.get(f"/p/{SLUG}/sign", FORM)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/p/{SLUG}#sign")
    assert not Signature.objects.exists()


@pytest.mark.parametrize("verb", ["pause", "close"])
def test_a_petition_that_takes_no_signatures_says_so(visitor: Client, today: datetime, verb: str) -> None:
    getattr(actions, verb)(ada_opens(today), now=today)
    answer = visitor.post(f"/p/{SLUG}/sign", FORM)
    assert answer.status_code == 409
    assert visitor.get(f"/p/{SLUG}").status_code == 200
    page = visitor.get(f"/p/{SLUG}").content
    assert b'id="sign"' not in page
    assert b"have signed." in page
    assert b"get to" not in page
    assert b"next step" not in page
    assert not Signature.objects.exists()
    assert not Message.objects.exists()


def test_a_draft_is_seen_at_this_machine_and_nowhere_else(visitor: Client, today: datetime) -> None:
    ada_drafts(today)
    assert b"Riverside" in visitor.get(f"/p/{SLUG}").content
    elsewhere = visitor.get(f"/p/{SLUG}", headers={"X-Forwarded-For": "203.0.113.7"})
    assert elsewhere.status_code == 404
    assert b"Riverside" not in elsewhere.content.replace(SLUG.encode(), b"")
    assert visitor.post(f"/p/{SLUG}/sign", FORM).status_code == 409


def test_an_old_address_leads_to_the_current_one(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    Slug.objects.filter(slug=SLUG).update(is_current=False)
    Slug.objects.create(slug="library", petition=petition, language="en")
    for prefix in ("", "/fr"):
        answer = visitor.get(f"{prefix}/p/{SLUG}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}/p/library")
    assert visitor.post(f"/p/{SLUG}/sign", FORM).status_code == 200


def test_the_example_is_nowhere_on_a_public_site(
    visitor: Client, today: datetime, settings: Settings
) -> None:
    ada_opens(today, is_example=True)
    page = visitor.get(f"/p/{SLUG}").content
    assert b"noindex" in page
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    assert visitor.get(f"/p/{SLUG}").status_code == 404


def test_the_example_leaves_the_list_once_there_is_another(visitor: Client, today: datetime) -> None:
    ada_opens(today, is_example=True)
    assert b"import" in visitor.get("/").content
    ada_opens(today)
    page = visitor.get("/").content.decode()
    assert page.count("Riverside library</a>") == 1


@pytest.mark.parametrize("path", ["/p/nowhere", "/c/nonsense", "/xx/", "/p/", "/c/" + "x" * 5000])
def test_what_is_not_there_is_said_in_words(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert b"<h1" in answer.content


def test_a_private_page_is_kept_by_nobody_and_named_to_nobody(visitor: Client, today: datetime) -> None:
    signature = signs(ada_opens(today), today)
    path = "/c/" + confirmation_link(signature, now=today).url.rpartition("/")[2]
    for page in (visitor.get(path), visitor.get(f"{path}/withdraw"), visitor.get("/c/nonsense")):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_reading_a_private_link_changes_nothing(visitor: Client, today: datetime) -> None:
    signature = signs(ada_opens(today), today)
    path = "/c/" + confirmation_link(signature, now=today).url.rpartition("/")[2]
    visitor.get(path)
    visitor.head(path)
    visitor.get(f"{path}/withdraw")
    signature.refresh_from_db()
    assert signature.state == Signature.State.PENDING
    assert Event.objects.filter(kind=Event.Kind.WITHDRAWN).count() == 0


def test_an_expired_link_says_what_to_do(visitor: Client, today: datetime) -> None:
    signature = signs(ada_opens(today), today)
    link = confirmation_link(signature, now=today - timedelta(days=31))
    assert visitor.post("/c/" + link.url.rpartition("/")[2]).status_code == 410


def test_a_wrong_name_on_the_confirmation_page_counts_nothing(visitor: Client, today: datetime) -> None:
    signature = signs(ada_opens(today), today)
    path = "/c/" + confirmation_link(signature, now=today).url.rpartition("/")[2]
    answer = visitor.post(path, {"form": "1", "given_name": "", "comment": "kept"})
    assert answer.status_code == 422
    assert b"kept" in answer.content
    signature.refresh_from_db()
    assert signature.state == Signature.State.PENDING


def test_strangers_headers_are_strict(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    headers = visitor.get(f"/p/{SLUG}").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
