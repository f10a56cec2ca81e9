"""One petition in several languages: each address in its own, one count for all."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.people import DOCUMENT, ada_drafts, ada_opens, signs
from undersigned.petitions.models import Petition, Slug, Text, TextVersion
from undersigned.petitions.translating import add_translation
from undersigned.signing.confirming import confirm
from undersigned.signing.links import confirmation_link
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db
EN = "the-city-council-must-reopen-the-riverside-library"
FR = "le-conseil-municipal-doit-rouvrir-la-bibliothèque"
HE = "לפתוח-את-הספרייה"
NL = "heropen-de-bibliotheek"
FORM = {"given_name": "Sam", "family_name": "Okafor", "email": "sam@example.org", "country": "GB"}
TEXTS = {
    "fr": replace(
        DOCUMENT,
        title="Le conseil municipal doit rouvrir la bibliothèque",
        paragraphs=("Elle a fermé au printemps.",),
        addressees=("Le conseil municipal",),
    ),
    "he": replace(DOCUMENT, title="לפתוח את הספרייה!", paragraphs=("היא נסגרה באביב.",), addressees=()),
    "nl": replace(DOCUMENT, title="Heropen de bibliotheek!", paragraphs=("Ze ging dicht.",), addressees=()),
}


@pytest.fixture(autouse=True)
def spoken(settings: Settings) -> None:
    """The site speaks English, French and Arabic; neither Hebrew nor Dutch."""
    settings.LANGUAGES = [("en", "English"), ("fr", "French"), ("ar", "Arabic")]


@pytest.fixture
def visitor() -> Client:
    """A visitor at this machine, as on a fresh install."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def petition() -> Petition:
    """An open petition in English, French, Hebrew and Dutch; views read the clock themselves."""
    today = datetime.now(UTC)
    petition = ada_opens(today)
    for language, document in TEXTS.items():
        add_translation(petition, document, language=language, now=today)
    return petition


def _page(visitor: Client, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return unquote(answer.content.decode())


@pytest.mark.parametrize(
    ("path", "interface", "text"),
    [
        (f"/p/{EN}", "en", "en"),
        (f"/p/{FR}", "fr", "fr"),
        (f"/p/{HE}", "en", "he"),
        (f"/p/{NL}", "en", "nl"),
        (f"/fr/p/{EN}", "fr", "fr"),
        (f"/en/p/{FR}", "en", "en"),
        (f"/ar/p/{EN}", "ar", "en"),
        (f"/ar/p/{FR}", "ar", "fr"),
        (f"/ar/p/{HE}", "ar", "he"),
    ],
)
def test_an_address_shows_its_own_language_unless_the_path_names_another(
    visitor: Client, petition: Petition, path: str, interface: str, text: str
) -> None:
    page = _page(visitor, path)
    ways = {"ar": "rtl", "he": "rtl"}
    slugs = {"en": EN, "fr": FR, "he": HE, "nl": NL}
    assert f'<html lang="{interface}" dir="{ways.get(interface, "ltr")}">' in page
    assert f'<article class="story" lang="{text}" dir="{ways.get(text, "ltr")}">' in page
    assert ({"en": DOCUMENT} | TEXTS)[text].paragraphs[0] in page
    assert f'<link rel="canonical" href="http://localhost:8000/p/{slugs[text]}">' in page
    assert visitor.get(path).headers["Content-Language"] == interface


def test_search_engines_are_told_of_each_language_and_of_the_own_one_for_all_others(
    visitor: Client, petition: Petition
) -> None:
    for path in (f"/p/{EN}", f"/p/{HE}", f"/ar/p/{FR}"):
        page = _page(visitor, path)
        for language, slug in {"en": EN, "fr": FR, "he": HE, "nl": NL, "x-default": EN}.items():
            link = f'<link rel="alternate" hreflang="{language}" href="http://localhost:8000/p/{slug}">'
            assert page.count(link) == 1
        assert page.count('rel="alternate"') == 5


def test_a_petition_in_one_language_has_no_alternates(visitor: Client) -> None:
    ada_opens(datetime.now(UTC))
    assert 'rel="alternate"' not in _page(visitor, f"/p/{EN}")


def _languages(page: str) -> list[str]:
    block = page.partition('<ul class="languages">')[2].partition("</ul>")[0]
    return [line.strip() for line in block.splitlines() if line.strip()]


def test_the_list_on_top_leads_first_to_each_language_of_the_text_then_to_the_interface_in_others(
    visitor: Client, petition: Petition
) -> None:
    assert _languages(_page(visitor, f"/p/{NL}")) == [
        f'<li><a href="/p/{EN}" hreflang="en" lang="en" dir="ltr">English</a></li>',
        f'<li><a href="/p/{FR}" hreflang="fr" lang="fr" dir="ltr">français</a></li>',
        f'<li><a href="/p/{HE}" hreflang="he" lang="he" dir="rtl">עברית</a></li>',
        '<li><span lang="nl" dir="ltr" aria-current="true">Nederlands</span></li>',
        f'<li><a href="/ar/p/{NL}" hreflang="ar" lang="ar" dir="rtl">العربية</a></li>',
    ]
    in_arabic = _languages(_page(visitor, f"/ar/p/{EN}"))
    assert '<li><span lang="ar" dir="rtl" aria-current="true">العربية</span></li>' in in_arabic


def test_every_link_of_the_list_leads_somewhere(visitor: Client, petition: Petition) -> None:
    for line in _languages(_page(visitor, f"/p/{EN}"))[1:]:
        href = line.partition('href="')[2].partition('"')[0]
        assert visitor.get(href).status_code == 200


def test_signatures_in_all_languages_make_one_count(visitor: Client, petition: Petition) -> None:
    for n, (slug, stored) in enumerate([(EN, "en"), (FR, "fr"), (HE, "he"), (NL, "nl")]):
        email = f"sam{n}@example.org"
        assert visitor.post(f"/p/{slug}/sign", FORM | {"email": email}).status_code == 200
        signature = Signature.objects.get(state=Signature.State.PENDING)
        assert signature.language == stored
        confirm(signature, None, now=datetime.now(UTC))
    for path in (f"/p/{EN}", f"/p/{FR}", f"/ar/p/{HE}"):
        assert json.loads(visitor.get(f"{path}/count.json").content) == {"signatures": 4, "goal": 500}
        assert "<strong>4</strong>" in _page(visitor, path)


def test_one_person_signs_once_whatever_the_language(visitor: Client, petition: Petition) -> None:
    for slug in (EN, FR, NL):
        assert visitor.post(f"/p/{slug}/sign", FORM).status_code == 200
    assert Signature.objects.get().language == "en"


@pytest.mark.parametrize(
    ("path", "stored"), [(f"/fr/p/{EN}", "fr"), (f"/en/p/{NL}", "en"), (f"/ar/p/{FR}", "ar")]
)
def test_a_signature_keeps_the_language_that_the_reader_chose(
    visitor: Client, petition: Petition, path: str, stored: str
) -> None:
    visitor.post(f"{path}/sign", FORM)
    assert Signature.objects.get().language == stored


def test_the_form_and_its_mistakes_stay_in_the_language_of_the_page(
    visitor: Client, petition: Petition
) -> None:
    action = _page(visitor, f"/p/{FR}").partition('method="post" action="')[2].partition('"')[0]
    assert action == f"/fr/p/{FR}/sign"
    answer = visitor.post(action, FORM | {"email": "x"})
    assert answer.status_code == 422
    assert TEXTS["fr"].title in answer.content.decode()
    assert TEXTS["nl"].title in visitor.post(f"/p/{NL}/sign", FORM | {"email": "x"}).content.decode()


@pytest.mark.parametrize(("slug", "language"), [(EN, "en"), (FR, "fr"), (NL, "nl")])
def test_the_private_link_shows_the_text_that_was_signed(
    visitor: Client, petition: Petition, slug: str, language: str
) -> None:
    visitor.post(f"/p/{slug}/sign", FORM)
    link = confirmation_link(Signature.objects.get(), now=datetime.now(UTC))
    page = _page(visitor, urlsplit(link.url).path)
    assert ({"en": DOCUMENT} | TEXTS)[language].title in page


@pytest.mark.parametrize("rest", ["", "/count.json", "/sign", "?s=whatsapp"])
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_an_old_address_leads_to_the_new_one_of_its_language(
    visitor: Client, petition: Petition, rest: str, prefix: str
) -> None:
    Slug.objects.filter(slug=NL).update(is_current=False)
    Slug.objects.create(slug="nieuw", petition=petition, language="nl")
    answer = visitor.get(f"{prefix}/p/{NL}{rest}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}/p/nieuw{rest}")


def test_an_old_address_still_takes_a_signature(visitor: Client, petition: Petition) -> None:
    Slug.objects.filter(slug=NL).update(is_current=False)
    Slug.objects.create(slug="nieuw", petition=petition, language="nl")
    assert visitor.post(f"/p/{NL}/sign", FORM).status_code == 200
    assert Signature.objects.get().language == "nl"


def test_a_language_that_a_newer_text_lacks_shows_the_petitions_own(
    visitor: Client, petition: Petition
) -> None:
    newer = TextVersion.objects.create(
        petition=petition, number=2, ask_number=1, created_at=datetime.now(UTC)
    )
    text = Text.objects.get(language="en")
    text.pk, text.version, text.title = None, newer, "The newer title"
    text.save()
    Petition.objects.update(text_number=2)
    page = _page(visitor, f"/p/{FR}")
    assert "The newer title" in page
    assert '<article class="story" lang="en" dir="ltr">' in page
    assert 'rel="alternate"' not in page


def test_addressees_are_named_in_the_texts_words_and_else_marked_as_the_petitions_own(
    visitor: Client, petition: Petition
) -> None:
    line = '<p class="addressee">{}</p>'
    english = '<span lang="en" dir="ltr">the City Council</span>'
    assert line.format(f"To {english}") in _page(visitor, f"/p/{EN}")
    assert line.format(f"To {english}") in _page(visitor, f"/p/{HE}")
    assert '<span lang="fr" dir="ltr">Le conseil municipal</span>' in _page(visitor, f"/p/{FR}")


def test_an_addressee_is_shown_as_text(visitor: Client) -> None:
    ada_opens(datetime.now(UTC), replace(DOCUMENT, addressees=("<script>alert(1)</script>",)))
    assert "<script>alert(1)" not in _page(visitor, f"/p/{EN}")
    assert "&lt;script&gt;alert(1)" in _page(visitor, "/")


def test_the_list_of_petitions_speaks_the_readers_language_where_it_can(
    visitor: Client, petition: Petition
) -> None:
    french, arabic = _page(visitor, "/fr/"), _page(visitor, "/ar/")
    assert f'<a href="/fr/p/{FR}">{TEXTS["fr"].title}</a>' in french
    assert "Le conseil municipal</span>" in french
    assert DOCUMENT.title not in french
    assert f'<a href="/ar/p/{EN}">{DOCUMENT.title}</a>' in arabic
    assert '<div lang="en" dir="ltr">' in arabic


def test_a_page_in_its_addresss_language_leads_on_in_it(visitor: Client, petition: Petition) -> None:
    assert '<a class="name" href="/fr/">' in _page(visitor, f"/p/{FR}")
    assert '<a class="name" href="/">' in _page(visitor, f"/p/{EN}")


@pytest.mark.parametrize("path", [f"/p/{EN}", f"/p/{FR}", f"/ar/p/{HE}"])
def test_a_petition_in_many_languages_costs_no_more_queries(
    visitor: Client, petition: Petition, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    confirm(signs(petition, datetime.now(UTC), show_name=True), None, now=datetime.now(UTC))
    with django_assert_num_queries(8 if path == f"/p/{FR}" else 9):
        assert visitor.get(path).status_code == 200


def test_a_draft_is_hidden_in_every_language(visitor: Client) -> None:
    today = datetime.now(UTC)
    add_translation(ada_drafts(today), TEXTS["fr"], language="fr", now=today)
    answer = visitor.get(f"/p/{FR}", headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 404
    assert TEXTS["fr"].title not in answer.content.decode()


@pytest.mark.parametrize(
    "prefix",
    ["/nl", "/xx", "/FR", "/fr-fr", "/fr/fr", "/en%00", "/../fr", "/%2e%2e", "/<b>", "/" + "f" * 5000],
)
def test_a_path_in_no_language_of_the_site_is_not_found(
    visitor: Client, petition: Petition, prefix: str
) -> None:
    answer = visitor.get(f"{prefix}/p/{EN}")
    assert answer.status_code == 404
    assert "<b>" not in answer.content.decode()
