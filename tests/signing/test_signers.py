"""Who signed and why, page by page: all who show their names, nobody else, as quickly on the last page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.people import ada_drafts, ada_opens, signs
from undersigned.ops.retention import forget_due
from undersigned.petitions import actions
from undersigned.petitions.models import Petition
from undersigned.signing import reading_views, reasons
from undersigned.signing.confirming import confirm, erase, withdraw
from undersigned.signing.mine import choose
from undersigned.signing.models import Signature
from undersigned.signing.signers import saying_why, showing

pytestmark = pytest.mark.django_db
SLUG = "the-city-council-must-reopen-the-riverside-library"
NAME = re.compile(r"<bdi>(.*?)</bdi>")


@pytest.fixture
def visitor() -> Client:
    """A visitor at this machine, as on a fresh install."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


def shows(petition: Petition, moment: datetime, name: str, **changes: object) -> Signature:
    """Someone of this name signs, confirms and is shown."""
    facts = {"given_name": name, "family_name": "", "email": f"{name}@example.org", "show_name": True}
    return confirm(signs(petition, moment, **(facts | changes)), None, now=moment)


def approve_all(petition: Petition) -> None:
    reasons.approve(petition, [one.reference for one in reasons.comments(reasons.waiting(petition))])


def page(visitor: Client, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def names_on_every_page(visitor: Client, path: str) -> list[list[str]]:
    """The names on each page from the newest on, as somebody finds them who follows "Older"."""
    found: list[list[str]] = []
    query = ""
    while len(found) < 10:
        text = page(visitor, path + query)
        found.append(NAME.findall(text))
        older = re.search(r'href="(\?before=[^"]+)" rel="next"', text)
        if not older:
            return found
        query = older[1]
    raise AssertionError(found)


def test_everybody_is_on_exactly_one_page_also_those_of_one_moment(
    visitor: Client, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = ada_opens(today)
    for n in range(11):  # two alone, then nine in one batch
        shows(petition, today + timedelta(microseconds=min(n, 2)), f"sam{n}")
    monkeypatch.setattr(reading_views, "LISTED", 4)
    pages = names_on_every_page(visitor, f"/p/{SLUG}/signers")
    assert [len(names) for names in pages] == [4, 4, 3]
    flat = [name for names in pages for name in names]
    assert set(flat[:9]) == {f"sam{n}" for n in range(2, 11)}
    assert flat[9:] == ["sam1", "sam0"]


def test_whoever_signs_meanwhile_moves_nobody_to_another_page(
    visitor: Client, today: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = ada_opens(today)
    for n in range(6):
        shows(petition, today + timedelta(seconds=n), f"sam{n}")
    monkeypatch.setattr(reading_views, "LISTED", 3)
    older = re.search(r"\?before=[0-9-]+", page(visitor, f"/p/{SLUG}/signers"))
    assert older
    shows(petition, today + timedelta(minutes=1), "zed")
    assert NAME.findall(page(visitor, f"/p/{SLUG}/signers{older[0]}")) == ["sam2", "sam1", "sam0"]


def test_nobody_who_hides_or_left_or_waits_is_on_any_page(visitor: Client, today: datetime) -> None:
    petition, other = ada_opens(today), ada_opens(today)
    shows(petition, today, "Shown", comment="Because.")
    shows(petition, today, "Hidden", show_name=False, comment="Hidden words.")
    signs(petition, today, email="pending@example.org", given_name="Pending", show_name=True)
    withdraw(shows(petition, today, "Withdrawn", comment="Withdrawn words."), now=today)
    erase(shows(petition, today, "Erased", comment="Erased words."), now=today)
    changed = shows(petition, today, "Changed", comment="Changed words.")
    shows(other, today, "Elsewhere", comment="Elsewhere words.")
    approve_all(petition)
    approve_all(other)
    choose(changed, shows_name=False, updates=False, now=today)
    voided = shows(petition, today, "Voided")
    Signature.objects.filter(pk=voided.pk).update(state=Signature.State.VOIDED)
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/signers", f"/p/{SLUG}/reasons"):
        text = page(visitor, path)
        assert set(NAME.findall(text)) == {"Shown"}
        assert "Because." in text
        assert not re.search("Hidden|Pending|Withdrawn|Erased|Changed|Elsewhere|Voided", text)


def test_name_and_country_are_joined_as_the_readers_language_does(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    shows(petition, today, "<i>sam</i>")
    name = "<bdi>&lt;i&gt;sam&lt;/i&gt;</bdi>"
    assert f"{name}, United Kingdom" in page(visitor, f"/p/{SLUG}/signers")
    assert f"{name}، المملكة المتحدة" in page(visitor, f"/ar/p/{SLUG}/signers")


def test_only_those_who_signed_what_is_asked_now_are_listed(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    shows(petition, today, "Before", comment="Because of the old words.")
    approve_all(petition)
    shows(petition, today, "Undecided", comment="Not read yet.")
    petition.ask_number = 2
    petition.save(update_fields=["ask_number"])
    assert not reasons.waiting(petition).exists()
    shows(petition, today, "Now", comment="Because of what is asked.")
    approve_all(petition)
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/signers", f"/p/{SLUG}/reasons"):
        text = page(visitor, path)
        assert set(NAME.findall(text)) == {"Now"}
        assert "the old words" not in text
        assert "Because of what is asked." in text


def test_a_reason_is_read_only_once_it_was_approved(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    shows(petition, today, "sam", comment="<b>Because</b> of\nthe books.")
    shows(petition, today, "dee")
    paths = (f"/p/{SLUG}", f"/p/{SLUG}/signers", f"/p/{SLUG}/reasons")
    assert not any("the books." in page(visitor, path) for path in paths)
    approve_all(petition)
    assert all("&lt;b&gt;Because&lt;/b&gt; of\nthe books." in page(visitor, path) for path in paths)
    assert NAME.findall(page(visitor, f"/p/{SLUG}/reasons")) == ["sam"]
    assert sorted(NAME.findall(page(visitor, f"/p/{SLUG}/signers"))) == ["dee", "sam"]


def test_the_pages_tell_nothing_of_how_many_hide(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    shows(petition, today, "sam")
    paths = (f"/p/{SLUG}/signers", f"/p/{SLUG}/reasons", f"/p/{SLUG}/signers?before=1-0")
    before = [page(visitor, path) for path in paths]
    shows(petition, today, "dee", show_name=False, comment="Because.")
    assert [page(visitor, path) for path in paths] == before
    row = Signature.objects.get(shows_name=True)
    assert row.id.hex not in before[0].replace("-", "")


def test_a_page_of_names_is_kept_out_of_search_engines_and_asks_few_queries(
    visitor: Client, today: datetime, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    petition = ada_opens(today)
    for n in range(60):
        shows(petition, today + timedelta(seconds=n), f"sam{n}", comment="Because.")
    approve_all(petition)
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    settings.ALLOWED_HOSTS = ["localhost"]
    for path in (f"/p/{SLUG}/signers", f"/p/{SLUG}/signers?before=9999999999999999-0", f"/p/{SLUG}/reasons"):
        with django_assert_num_queries(5):
            answer = visitor.get(path)
        assert b'<meta name="robots" content="noindex">' in answer.content
        assert answer.headers["Cache-Control"] == "public, max-age=5"
        assert "Set-Cookie" not in answer.headers
        assert len(NAME.findall(answer.content.decode())) == 50


def test_a_petition_that_closed_is_still_read_until_its_names_are_forgotten(
    visitor: Client, today: datetime
) -> None:
    long_ago = today - timedelta(days=400)
    petition = ada_opens(long_ago)
    shows(petition, long_ago, "sam")
    actions.close(petition, now=today)
    assert NAME.findall(page(visitor, f"/p/{SLUG}/signers")) == ["sam"]
    Petition.objects.update(closed_at=long_ago)
    forget_due(today)
    for path in (f"/p/{SLUG}", f"/p/{SLUG}/signers", f"/p/{SLUG}/reasons"):
        text = page(visitor, path)
        assert "The names of those who signed were deleted" in text
        assert not NAME.findall(text)
        assert "chose not to show" not in text


@pytest.mark.parametrize("page_name", ["signers", "reasons", "timeline", "standing"])
def test_a_drafts_pages_are_for_this_machine_alone(visitor: Client, today: datetime, page_name: str) -> None:
    ada_drafts(today)
    path = f"/p/{SLUG}/{page_name}"
    assert visitor.get(path).status_code == 200
    elsewhere = visitor.get(path, headers={"X-Forwarded-For": "203.0.113.7"})
    assert (elsewhere.status_code, elsewhere.headers["Cache-Control"]) == (404, "no-store")
    assert visitor.post(path).status_code == 405


@pytest.mark.parametrize("query", ["?before=", "?before=x", "?before=0-99999", "?before=-1-1", "?before=%00"])
def test_a_place_that_is_none_is_answered_with_a_page(visitor: Client, today: datetime, query: str) -> None:
    shows(ada_opens(today), today, "sam")
    assert visitor.get(f"/p/{SLUG}/signers{query}").status_code == 200


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda petition: showing(petition).order_by("-confirmed_at", "-id"), "signature_shown"),
        (lambda petition: saying_why(petition).order_by("-confirmed_at", "-id"), "signature_reason"),
        (reasons.waiting, "signature_comment_waits"),
    ],
)
def test_a_page_is_a_range_of_an_index(today: datetime, rows: object, index: str) -> None:
    petition = ada_opens(today)
    if connection.vendor == "postgresql":  # which reads a small table whole
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        # Which of them it takes hangs on statistics, which other tests have left: each is tried as the only one.
        for other in {"signature_shown", "signature_reason", "signature_comment_waits"} - {index}:
            connection.cursor().execute(f"DROP INDEX {other}")
    assert callable(rows)
    query: QuerySet[Signature] = rows(petition)
    plan = query.filter(confirmed_at__lte=today)[:51].explain()
    assert index in plan
    assert not re.search(r"Seq Scan|SCAN signing_signature$|USE TEMP B-TREE FOR ORDER BY", plan)
    # The ask is part of the range: signers of an earlier one, however many, are not passed over one by one.
    assert re.search(r"\(petition_id=\? AND ask_number=\?|Index Cond: \(.*ask_number = ", plan), plan
    assert "Filter:" not in plan
