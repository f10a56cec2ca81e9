"""The site's own pages and colours by their addresses: in whose language, which version, and kept how long."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from undersigned.site.actions import set_identity, write_page
from undersigned.site.models import OwnPageVersion

pytestmark = pytest.mark.django_db
KINDS = OwnPageVersion.Kind.values


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="localhost")


def page(visitor: Client, path: str) -> str:
    """What a page that is there says."""
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_there_from_the_start_and_says_that_it_is_not_filled_in(
    visitor: Client, kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        shown = page(visitor, f"/{kind}")
    assert "has not filled in this page yet" in shown
    assert "<mark>" in shown
    assert 'content="noindex"' in shown
    assert visitor.post(f"/{kind}").status_code == 405


@pytest.mark.parametrize("path", ["/", "/privacy", "/nowhere"])
def test_every_page_leads_to_them_in_the_language_it_is_read_in(visitor: Client, path: str) -> None:
    shown = visitor.get(f"/fr{path}").content.decode()
    for kind in KINDS:
        assert f'<a href="/fr/{kind}">' in shown


def test_an_own_text_is_shown_in_place_of_the_ready_one(
    visitor: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write_page("privacy", "We hold *nothing*.", language="en", now=now)
    with django_assert_num_queries(2):
        shown = page(visitor, "/privacy")
    assert "<p>We hold <em>nothing</em>.</p>" in shown
    assert "not filled in" not in shown
    assert "noindex" not in shown
    assert "Version 1, of 24 November 2026" in shown
    assert "Earlier versions" not in shown


@pytest.mark.parametrize(
    ("written", "site_language", "path", "expected"),
    [
        (("en", "fr"), "en", "/fr/rules", "fr"),
        (("en", "fr"), "fr", "/rules", "fr"),
        (("en",), "en", "/fr/rules", "en"),
        (("fr",), "fr", "/en/rules", "fr"),
        (("fr",), "en", "/en/rules", "fr"),
        ((), "en", "/fr/rules", "fr"),
        ((), "fr", "/en/rules", "en"),
    ],
)
def test_the_nearest_language_is_shown_and_marked_up(
    visitor: Client,
    now: datetime,
    settings: Settings,
    *,
    written: tuple[str, ...],
    site_language: str,
    path: str,
    expected: str,
) -> None:
    settings.LANGUAGE_CODE = site_language
    for language in written:
        write_page("rules", f"In {language}.", language=language, now=now)
    shown = page(visitor, path)
    assert f'<div class="story" lang="{expected}" dir="ltr">' in shown
    if written:
        assert f"<p>In {expected}.</p>" in shown


def test_a_past_version_stays_readable_and_leads_to_the_one_in_force(visitor: Client, now: datetime) -> None:
    for day, text in enumerate(["The first.", "The second.", "The third."]):
        write_page("privacy", text, language="en", now=now + timedelta(days=day))
    current = page(visitor, "/privacy")
    assert "The third." in current
    for number in (1, 2):
        assert f'<a href="/en/privacy?version={number}">' in current
    past = page(visitor, "/en/privacy?version=2")
    assert "The second." in past
    assert "version 2, of 25 November 2026. It is no longer in force." in past
    assert '<a href="/en/privacy">Read the current version</a>' in past
    assert 'content="noindex"' in past
    assert "no longer in force" not in page(visitor, "/privacy?version=3")


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "", "1 OR 1=1", "99999999999999999999", "١"])
def test_a_version_that_never_was_is_not_there(visitor: Client, now: datetime, number: str) -> None:
    assert visitor.get("/about", {"version": number}).status_code == 404
    write_page("about", "The first.", language="en", now=now)
    assert visitor.get("/about", {"version": number}).status_code == 404


def test_shared_caches_may_hold_a_page_of_a_public_site_for_a_minute(
    visitor: Client, settings: Settings
) -> None:
    assert visitor.get("/about").headers["Cache-Control"] == "no-cache"
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    assert visitor.get("/about").headers["Cache-Control"] == "public, max-age=60"


def test_colours_are_linked_only_where_they_were_set(visitor: Client, now: datetime) -> None:
    assert 'href="/site-' not in page(visitor, "/")
    assert visitor.get("/site-0123456789abcdef.css").status_code == 404
    set_identity({"colour": "#8a1c4a"}, now=now)
    shown = page(visitor, "/fr/")
    address = "/site-" + shown.partition('href="/site-')[2].partition('"')[0]
    answer = visitor.get(address)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"--act: #8a1c4a;" in answer.content
    assert shown.index("undersigned.") < shown.index(address)


def test_an_earlier_sheet_of_colours_is_todays_and_not_to_be_kept(visitor: Client, now: datetime) -> None:
    set_identity({"colour": "#8a1c4a"}, now=now)
    answer = visitor.get("/site-0123456789abcdef.css")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"#8a1c4a" in answer.content


def test_changed_colours_have_another_address(visitor: Client, now: datetime) -> None:
    found = set()
    for colour in ("#8a1c4a", "#17408b"):
        set_identity({"colour": colour}, now=now)
        found.add(page(visitor, "/").partition('href="/site-')[2].partition('"')[0])
    assert len(found) == 2
