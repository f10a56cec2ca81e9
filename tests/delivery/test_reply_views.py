"""The recipient's page over HTTP: in by code or mail, two minutes to an answer, and nothing of any signer."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from tests.delivery.offices import (
    asks,
    comes_by_address,
    comes_by_code,
    handed_over,
    mails_to_offices,
    page_of,
    path_in,
    visitor,
)
from tests.delivery.papers import HARMFUL, pdf
from tests.people import DOCUMENT, ada_opens, signs
from undersigned.delivery.claims import reply_link
from undersigned.delivery.codes import code_of, shown
from undersigned.delivery.models import Answer, Claim, Handover, Pack
from undersigned.petitions.models import Petition, Slug
from undersigned.signing import confirming
from undersigned.signing.gate import GATE
from undersigned.signing.links import confirmation_link, mine_link, token_of

pytestmark = pytest.mark.django_db
ANSWER = {"kind": "replied", "text": "We will **look** at it.", "said_by": "Dee Osei, clerk"}


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def handover(today: datetime) -> Handover:
    return handed_over(today)


@pytest.fixture
def page(handover: Handover, today: datetime) -> str:
    return page_of(comes_by_address(handover, "dee@example.gov", today), today)


def led_on(client: Client, path: str, form: Mapping[str, object] | None = None) -> str:
    answer = client.post(path, form or {})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_from_the_letter_to_the_reply_in_three_presses(handover: Handover) -> None:
    client, path = visitor(), f"/reply/{shown(code_of(handover))}"
    first = client.get(path)
    assert first.status_code == 200
    assert not Claim.objects.exists()  # looking changes nothing
    code = re.findall(r'name="code" value="([^"]+)"', first.content.decode())[0]
    page = led_on(client, "/reply", {"code": code})
    assert "The City Council must reopen the Riverside library" in client.get(page).content.decode()
    assert led_on(client, f"{page}/answer", ANSWER) == f"{page}?said=sent"
    answer = Answer.objects.get(kind="replied")
    assert (answer.state, answer.evidence, answer.said_by) == ("waiting", "code", "Dee Osei, clerk")
    assert not client.cookies


def test_what_was_typed_stays_where_something_is_to_mend(page: str) -> None:
    answer = visitor().post(f"{page}/answer", ANSWER | {"kind": "promised", "due_on": "2020-01-01"})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "We will **look** at it." in body
    assert "Dee Osei, clerk" in body
    assert 'value="2020-01-01"' in body
    assert 'id="due_on_error"' in body
    assert not Answer.objects.exists()


def test_a_wrong_code_says_so_and_many_wrong_ones_are_slowed(
    handover: Handover, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitor()
    answer = client.post("/reply", {"code": "7KQM-2XWP-9RTD"})
    assert answer.status_code == 422
    assert "7KQM-2XWP-9RTD" in answer.content.decode()
    monkeypatch.setattr(GATE, "limit", 5)
    answers = [client.post("/reply", {"code": f"7KQM-2XWP-9RT{sign}"}) for sign in "0123456789"]
    assert [one.status_code for one in answers][-1] == 429
    assert answers[-1].headers["Retry-After"]
    # The right one waits as well, or waiting would tell that it is right; and nobody is kept from signing.
    assert client.post("/reply", {"code": code_of(handover)}).status_code == 429
    slug = Slug.objects.get().slug
    assert client.post(f"/p/{slug}/sign", {"given_name": ""}).status_code == 422


def blanked(body: str) -> str:
    return re.sub(r"[\w.+-]+@[\w.-]+", "", body)


@pytest.mark.usefixtures("handover")
def test_every_address_reads_the_same_and_takes_the_same_work() -> None:
    client, slug = visitor(), Slug.objects.get().slug
    path = f"/reply/for/{slug}"
    assert client.get(path).status_code == 200
    client.post(path, {"email": "lu@example.org"})  # what is read once a process is read
    seen, queries = set(), set()
    for email in ("dee@example.gov", "zed@example.gov.evil.org", "zed@gmail.com", "dee@evil-example.gov"):
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(path, {"email": email})
        seen.add((answer.status_code, blanked(answer.content.decode())))
        queries.add(len(captured))
    assert len(seen) == len(queries) == 1
    assert [mail.to for mail in mails_to_offices(datetime.now(UTC))] == ["dee@example.gov"]


def test_the_mails_link_waits_for_a_press_and_works_once(handover: Handover, today: datetime) -> None:
    asks(handover, "dee@example.gov", today)
    [mail] = mails_to_offices(today)
    path, client = path_in(mail.text), visitor()
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert Claim.objects.get().confirmed_at is None
    page = led_on(client, path)
    assert client.get(page).status_code == 200
    Claim.objects.update(confirmed_at=today - timedelta(minutes=5))
    assert client.post(path).status_code == 410
    assert client.get(path).status_code == 410
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/reply",
        "/reply/7KQM-2XWP-9RTD",
        "/reply/with/x",
        "/reply/once/x",
        "/fr/reply",
        "page",
        "page/received",
    ],
)
def test_its_pages_are_kept_and_named_by_nobody(path: str, page: str) -> None:
    answer = visitor().get(path.replace("page", page, 1) if path.startswith("page") else path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_arrival_is_confirmed_once_and_shown(page: str) -> None:
    client = visitor()
    assert "Confirm that it arrived" in client.get(page).content.decode()
    for _ in range(2):
        assert led_on(client, f"{page}/received") == f"{page}?said=received"
    assert "Confirm that it arrived" not in client.get(page).content.decode()
    assert Answer.objects.count() == 1
    assert client.get(f"{page}/received").status_code == 405


def test_a_colleague_is_asked_and_makes_it_public(page: str, today: datetime) -> None:
    client = visitor()
    led_on(client, f"{page}/answer", ANSWER)
    for wrong in ("kim@example.gov.evil.org", "kim@press.example.gov", "kim"):
        assert client.post(f"{page}/colleague", {"colleague": wrong}).status_code == 422
    led_on(client, f"{page}/colleague", {"colleague": "kim@example.gov"})
    mail = next(mail for mail in mails_to_offices(today) if mail.to == "kim@example.gov")
    assert "Somebody at example.gov answered this petition" in mail.text
    theirs = led_on(client, path_in(mail.text))
    body = client.get(theirs).content.decode()
    assert "This is our answer: publish it" in body
    assert "Take it back" not in body
    number = Answer.objects.get(kind="replied").number
    assert client.post(f"{page}/answers/{number}/second").status_code == 409
    assert led_on(client, f"{theirs}/answers/{number}/second") == f"{theirs}?said=seconded"
    assert Answer.objects.get(kind="replied").is_seconded
    assert client.post(f"{theirs}/answers/{number}/second").status_code == 409


def test_who_came_by_the_code_asks_no_colleague(handover: Handover, today: datetime) -> None:
    page = page_of(comes_by_code(handover, today), today)
    assert visitor().post(f"{page}/colleague", {"colleague": "kim@example.gov"}).status_code == 404


def test_a_document_goes_along_and_what_acts_does_not(page: str) -> None:
    client = visitor()
    evil = SimpleUploadedFile("answer.pdf", pdf(HARMFUL["a script"]), "application/pdf")
    answer = client.post(f"{page}/answer", ANSWER | {"document": evil})
    assert answer.status_code == 422
    assert "Print it to a plain PDF first" in answer.content.decode()
    good = SimpleUploadedFile('a"b<script>.pdf', pdf(words=page), "text/html")
    led_on(client, f"{page}/answer", ANSWER | {"document": good})
    found = Answer.objects.get(kind="replied")
    file = client.get(f"{page}/answers/{found.number}/document")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file.headers["Cache-Control"] == "no-store"
    assert file.getvalue().startswith(b"%PDF-")
    slug = Slug.objects.get().slug
    assert client.get(f"/p/{slug}/answers/{found.number}/document").status_code == 404


def test_only_the_form_of_a_true_link_takes_a_large_post(page: str) -> None:
    large = {"document": SimpleUploadedFile("answer.pdf", b"%PDF-" + b"\0" * 200_000)}
    client = visitor()
    assert client.post(f"{page}/answer", ANSWER | large).status_code == 422
    for path in ("/reply/with/nonsense/answer", f"{page}/received", f"{page}x/answer", "/reply"):
        large["document"].seek(0)
        assert client.post(path, ANSWER | large).status_code in (400, 413), path


def test_a_checksum_tells_whether_the_file_is_the_sites(
    page: str, handover: Handover, today: datetime
) -> None:
    client, right = visitor(), "ab" * 32
    Pack.objects.create(
        petition=handover.petition, handover=handover, state="ready", sha256=right, signatures=1234, asked_at=today,
        made_at=today,
    )  # fmt: skip
    spaced = " ".join(re.findall(".{8}", right.upper()))
    assert "with 1,234 signatures" in client.post(f"{page}/whole", {"sha256": spaced}).content.decode()
    assert "No file of this petition" in client.post(f"{page}/whole", {"sha256": "0" * 64}).content.decode()
    answer = client.post(f"{page}/whole", {"sha256": "<script>"})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().replace('<script type="module"', "")


def test_hostile_words_come_out_as_words(page: str) -> None:
    client = visitor()
    text = "<img src=x onerror=alert(1)> [go](javascript:alert(1)) **bold**"
    led_on(client, f"{page}/answer", ANSWER | {"text": text})
    body = client.get(page).content.decode()
    assert "<img src=x" not in body
    assert 'href="javascript:' not in body
    assert "<strong>bold</strong>" in body


def _paths(petition: Petition, token: str) -> list[tuple[str, str]]:
    """Every address of the site for this petition, with a recipient's token wherever a token stands."""
    known = {
        "slug": petition.slugs.get().slug,
        "token": token,
        "number": "1",
        "reference": f"{petition.public_number}-1-0",
    }
    found = []
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern)
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: known.get(part[1], "1"), str(pattern.pattern))
        found.append((str(pattern.name), f"/{path}"))
    return found


def test_a_recipients_link_reaches_no_signers_data(handover: Handover, today: datetime) -> None:
    """Each address of the site, asked with it by GET and by POST: no name, address or comment of a signer comes out."""
    petition = handover.petition
    secret = {"given_name": "Quillaja", "family_name": "Zanzibar", "email": "quillaja@marked.example"}
    for number in range(12):
        signature = signs(petition, today, **secret | {"email": f"quillaja{number}@marked.example"})
        confirming.confirm(signature, None, now=today)
    token = reply_link(comes_by_address(handover, "dee@example.gov", today), now=today)
    client = visitor()
    for name, path in _paths(petition, token):
        for method in ("get", "post"):
            answer = getattr(client, method)(path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert not re.search(rb"(?i)quillaja|zanzibar", body), (name, method)
            opens = answer.status_code == 200 and "token" in str(path) and token in path
            assert not opens or name.startswith("reply-"), (name, method)


def test_other_tokens_do_not_open_the_recipients_page(handover: Handover, today: datetime) -> None:
    signature = signs(handover.petition, today)
    mine = mine_link(bytes(signature.address_digest), now=today)
    for link in (confirmation_link(signature, now=today), mine):
        for path in ("/reply/with/", "/reply/once/"):
            assert visitor().get(path + token_of(link)).status_code == 404
    assert visitor().get("/reply/with/" + "A" * 3000).status_code == 404


def test_drafts_and_petitions_that_were_not_handed_over_take_no_answer(today: datetime) -> None:
    slug = ada_opens(today, DOCUMENT).slugs.get().slug
    assert visitor().get(f"/reply/for/{slug}").status_code == 404
    assert visitor().get("/reply/for/nowhere").status_code == 404


def test_it_speaks_the_readers_language(page: str) -> None:
    answer = visitor().get(f"/fr{page}")
    assert answer.headers["Content-Language"] == "fr"
    assert f"/fr{page}/answer" in answer.content.decode()
