"""What a petition's page leads to: its count for an open page, and all that happened."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.people import ada_opens, signs
from undersigned.petitions import actions
from undersigned.petitions.models import Event, Petition, Slug
from undersigned.signing.confirming import confirm

pytestmark = pytest.mark.django_db
SLUG = "the-city-council-must-reopen-the-riverside-library"


@pytest.fixture
def visitor() -> Client:
    """A visitor at this machine, as on a fresh install."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def petition() -> Petition:
    """An open petition with one signature; views read the clock themselves."""
    today = datetime.now(UTC)
    petition = ada_opens(today)
    confirm(signs(petition, today), None, now=today)
    return petition


def test_an_open_page_is_told_just_what_it_shows(
    visitor: Client, petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        answer = visitor.get(f"/p/{SLUG}/standing")
    told = answer.content.decode().strip()
    page = visitor.get(f"/p/{SLUG}").content.decode()
    assert page.count(told) == 2
    assert f'data-live="/p/{SLUG}/standing"' in told
    assert "Set-Cookie" not in answer.headers
    unchanged = visitor.get(f"/p/{SLUG}/standing", headers={"If-None-Match": answer.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_count_for_an_open_page_is_never_older_than_the_page(
    visitor: Client, petition: Petition, settings: Settings
) -> None:
    assert visitor.get(f"/p/{SLUG}/standing").headers["Cache-Control"] == "no-cache"
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    settings.ALLOWED_HOSTS = ["localhost"]
    assert visitor.get(f"/p/{SLUG}/standing").headers["Cache-Control"] == "public, max-age=5"


def test_the_count_speaks_the_language_of_the_page(visitor: Client, petition: Petition) -> None:
    told = visitor.get(f"/fr/p/{SLUG}/standing").content.decode()
    assert "<strong>1</strong> personne" in told
    assert told.strip() in visitor.get(f"/fr/p/{SLUG}").content.decode()


@pytest.mark.parametrize("verb", ["pause", "close"])
def test_a_page_is_told_to_ask_no_more_once_nobody_can_sign(
    visitor: Client, petition: Petition, verb: str
) -> None:
    getattr(actions, verb)(petition, now=datetime.now(UTC))
    for path in (f"/p/{SLUG}/standing", f"/p/{SLUG}"):
        told = visitor.get(path).content.decode()
        assert "<strong>1</strong> has signed." in told
        assert "data-live" not in told
        assert "live." not in told


def test_an_old_address_of_an_open_page_leads_on(visitor: Client, petition: Petition) -> None:
    Slug.objects.filter(slug=SLUG).update(is_current=False)
    Slug.objects.create(slug="library", petition=petition, language="en")
    for page in ("standing", "signers", "reasons", "timeline"):
        answer = visitor.get(f"/fr/p/{SLUG}/{page}?before=1-0")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/fr/p/library/{page}?before=1-0")


def test_all_that_happened_is_read_page_by_page(
    visitor: Client, petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert b"All that happened" not in visitor.get(f"/p/{SLUG}").content
    start = datetime.now(UTC) + timedelta(minutes=1)
    Event.objects.bulk_create(
        Event(
            petition=petition, kind="withdrawn", key=str(n), number=n, happened_at=start + timedelta(days=n)
        )
        for n in range(1, 60)
    )
    page = visitor.get(f"/p/{SLUG}").content.decode()
    assert page.count("withdrawn by") == 8
    assert f'href="/p/{SLUG}/timeline">All that happened' in page
    found = []
    for query in ("", "?page=2"):
        with django_assert_num_queries(5):
            text = visitor.get(f"/p/{SLUG}/timeline{query}").content.decode()
        found.append([int(n) for n in re.findall(r"(\d+) signatures? (?:was|were) withdrawn", text)])
    assert found == [list(range(59, 9, -1)), list(range(9, 0, -1))]
    assert "The petition opened." in text
    assert 'href="?page=1" rel="prev">Newer' in text
