"""Passing a petition on: codes that tell the way and nobody's name, paper, short addresses, and what machines read."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.people import DOCUMENT, ada_drafts, ada_opens, signs
from undersigned.petitions import actions
from undersigned.petitions.models import Petition, Slug
from undersigned.petitions.translating import add_translation
from undersigned.signing.confirming import confirm
from undersigned.signing.links import confirmation_link
from undersigned.signing.models import Signature, Tally
from undersigned.signing.share import qr_svg

pytestmark = pytest.mark.django_db
SLUG = "the-city-council-must-reopen-the-riverside-library"
FORM = {"given_name": "Sam", "family_name": "Okafor", "email": "sam@example.org", "country": "GB"}
HOSTILE = "</script><script>alert(1)</script><!-- & \u2028"


@pytest.fixture
def visitor() -> Client:
    """A visitor at this machine, as on a fresh install."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


def shared_addresses(page: str) -> dict[str, str]:
    """Each address of the petition that a page gives away, by its source code."""
    words = unquote(page.replace("&amp;", "&"))
    found = re.findall(r"(http://localhost:8000/[^\s\"<>]*\?s=[^\s\"<>&]*)", words)
    return {parse_qs(urlsplit(address).query)["s"][0]: address for address in found}


def confirmed_path(petition: Petition, now: datetime) -> str:
    """The private page of sam, who has confirmed."""
    signature = signs(petition, now)
    confirm(signature, None, now=now)
    return urlsplit(confirmation_link(signature, now=now).url).path


def test_each_way_has_its_code_and_no_address_names_a_person(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    private = confirmed_path(petition, today)
    for path in (private, f"/p/{SLUG}"):
        page = visitor.get(path).content.decode()
        found = shared_addresses(page)
        assert set(found) == {"whatsapp", "mail", "sms", "copy", "sheet"}
        assert {address.partition("?")[0] for address in found.values()} == {
            f"http://localhost:8000/p/{SLUG}"
        }
        token = private.rpartition("/")[2]
        assert not [
            link
            for link in re.findall(r'(?:href|value|url)="([^"]*)"', page)
            if token in link and "/withdraw" not in link
        ]


def test_only_who_signed_says_so(visitor: Client, today: datetime) -> None:
    private = confirmed_path(ada_opens(today), today)
    assert "I signed this petition" in unquote(visitor.get(private).content.decode())
    page = unquote(visitor.get(f"/p/{SLUG}").content.decode())
    assert "I signed" not in page
    assert "Have a look at this petition: The City Council" in page


def test_the_address_for_machines_has_no_code(visitor: Client, today: datetime) -> None:
    ada_opens(today)
    page = visitor.get(f"/p/{SLUG}?s=whatsapp").content.decode()
    plain = f"http://localhost:8000/p/{SLUG}"
    assert f'<link rel="canonical" href="{plain}">' in page
    assert f'<meta property="og:url" content="{plain}">' in page
    assert page == visitor.get(f"/p/{SLUG}").content.decode()


def test_who_came_by_a_shared_link_is_counted_by_its_way(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    shared = shared_addresses(visitor.get(confirmed_path(petition, today)).content.decode())
    for n, (way, address) in enumerate(shared.items()):
        came = "http://localhost" + address.removeprefix("http://localhost:8000")
        visitor.post(f"/p/{SLUG}/sign", FORM | {"email": f"dee{n}@example.org"}, headers={"Referer": came})
        confirm(Signature.objects.get(source=way), None, now=today)
    tallies = Tally.objects.filter(kind=Tally.Kind.SOURCE).values_list("key", "signatures")
    assert dict(tallies) == {"": 1, "whatsapp": 1, "mail": 1, "sms": 1, "copy": 1, "sheet": 1}


def test_an_address_in_any_script_is_one_that_every_program_can_open(
    visitor: Client, today: datetime
) -> None:
    ada_opens(today, replace(DOCUMENT, title="افتحوا مكتبة النهر", language="ar"))
    page = visitor.get("/p/افتحوا-مكتبة-النهر").content.decode()
    [copied] = re.findall(r'id="address" value="([^"]+)"', page)
    assert copied.isascii()
    assert unquote(copied) == "http://localhost:8000/p/افتحوا-مكتبة-النهر?s=copy"
    [card] = re.findall(r'og:image" content="([^"]+)"', page)
    assert card.isascii()
    assert visitor.get(urlsplit(card).path).status_code == 200


def test_a_draft_has_nothing_to_share(visitor: Client, today: datetime) -> None:
    petition = ada_drafts(today)
    page = visitor.get(f"/p/{SLUG}").content
    assert b"?s=" not in page
    assert b"ld+json" not in page
    assert visitor.get(f"/q/{petition.public_number}").status_code == 404


def test_the_short_address_leads_to_the_page_as_it_is_called_today(
    visitor: Client, today: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = ada_opens(today)
    Slug.objects.update(is_current=False)
    Slug.objects.create(slug="library", petition=petition, language="en")
    with django_assert_num_queries(2):
        answer = visitor.get(f"/q/{petition.public_number}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/p/library?s=qr")
    assert "Set-Cookie" not in answer.headers
    assert visitor.get(f"/fr/q/{petition.public_number}").headers["Location"] == "/fr/p/library?s=qr"
    assert visitor.post(f"/q/{petition.public_number}").status_code == 405


def test_a_text_in_another_language_has_its_own_short_address_card_and_poster(
    visitor: Client, today: datetime
) -> None:
    petition = ada_opens(today)
    french = replace(DOCUMENT, title="Rouvrez la bibliothèque", language="fr", addressees=("Le conseil",))
    add_translation(petition, french, language="fr", now=today)
    number, slug = petition.public_number, "rouvrez-la-bibliothèque"
    for path in (f"/q/{number}/fr", f"/fr/q/{number}"):
        assert unquote(visitor.get(path).headers["Location"]) == f"/p/{slug}?s=qr"
    assert visitor.get(f"/q/{number}/de").headers["Location"] == f"/p/{SLUG}?s=qr"
    code = visitor.get(f"/p/{slug}/qr.svg").content.decode()
    assert code == qr_svg(f"http://localhost:8000/q/{number}/fr")
    assert b"/Lang(fr)" in visitor.get(f"/p/{slug}/poster.pdf").content
    page = visitor.get(f"/p/{slug}").content.decode()
    assert '<meta property="og:locale" content="fr_FR">' in page
    assert '<meta property="og:locale:alternate" content="en_GB">' in page


@pytest.mark.parametrize("number", ["1", "99999999999999999999999999", "0", "-1", "x", "123456"])
def test_a_number_that_is_nobodys_leads_nowhere(visitor: Client, today: datetime, number: str) -> None:
    Petition.objects.filter(pk=ada_opens(today).pk).update(public_number=654321)
    assert visitor.get(f"/q/{number}").status_code == 404


def test_the_example_has_no_short_address_on_a_public_site(
    visitor: Client, today: datetime, settings: Settings
) -> None:
    petition = ada_opens(today, is_example=True)
    assert visitor.get(f"/q/{petition.public_number}").status_code == 302
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    assert visitor.get(f"/q/{petition.public_number}").status_code == 404


def test_the_code_is_a_picture_without_styles(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    answer = visitor.get(f"/p/{SLUG}/qr.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    svg = answer.content.decode()
    assert svg == qr_svg(f"http://localhost:8000/q/{petition.public_number}")
    assert "style" not in svg
    assert 'fill="#fff"' in svg


def test_the_poster_is_one_tagged_page_with_a_title(
    visitor: Client, today: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada_opens(today)
    for _ in ("drawn", "kept"):
        with django_assert_num_queries(4):
            answer = visitor.get(f"/p/{SLUG}/poster.pdf")
        assert (answer.headers["Content-Type"], answer.headers["X-Robots-Tag"]) == (
            "application/pdf",
            "noindex",
        )
    first = answer.content
    assert b"/Marked true" in first
    assert b"/Lang(en)" in first
    assert b"pdfuaid" in first
    assert b"The City Council must reopen the Riverside library" in first
    assert b"/Type/Pages/Count 1/" in first
    assert visitor.get(f"/p/{SLUG}/poster.pdf").content == first


def test_machines_read_what_the_page_says(visitor: Client, today: datetime) -> None:
    petition = ada_opens(today)
    confirm(signs(petition, today), None, now=today)
    page = visitor.get(f"/p/{SLUG}").content.decode()
    for line in (
        '<meta name="description" content="The library closed in spring.">',
        '<meta property="og:description" content="The library closed in spring.">',
        '<meta property="og:image:width" content="1200">',
        '<meta property="og:image:height" content="630">',
        '<meta name="twitter:card" content="summary_large_image">',
        'og:image:alt" content="The City Council must reopen the Riverside library. 1 has signed.">',
    ):
        assert line in page
    data = json_ld(page)
    assert (data["@type"], data["mainEntity"]["@type"]) == ("WebPage", "CreativeWork")
    counter = data["mainEntity"]["interactionStatistic"]
    assert counter["@type"] == "InteractionCounter"
    assert (counter["interactionType"], counter["userInteractionCount"]) == (
        "https://schema.org/EndorseAction",
        1,
    )
    assert data["potentialAction"]["target"] == f"http://localhost:8000/p/{SLUG}#sign"
    actions.close(petition, now=today)
    assert "potentialAction" not in json_ld(visitor.get(f"/p/{SLUG}").content.decode())


def json_ld(page: str) -> Any:
    """What the page's one block of data says."""
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(block)


def test_no_title_ends_the_block_of_data(visitor: Client, today: datetime) -> None:
    ada_opens(today, replace(DOCUMENT, title=HOSTILE, paragraphs=(HOSTILE,)))
    page = visitor.get(f"/p/{Slug.objects.get().slug}").content.decode()
    assert json_ld(page)["name"] == HOSTILE
    assert json_ld(page)["mainEntity"]["name"] == HOSTILE
    assert len(re.findall(r"<script(?! type=\"module\" src=)", page)) == 1  # the data
    assert "<!--" not in page
