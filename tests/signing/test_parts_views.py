"""The page of all parts: for whoever sits at this machine, in every language, without the database."""

import pytest
from django.test import Client
from pytest_django import Settings

from undersigned.settings import LANGUAGE_CODES


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="localhost")


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_whoever_sits_at_the_machine_sees_every_part_in_every_language(
    visitor: Client, language: str
) -> None:
    answer = visitor.get(f"/{language}/parts")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Language"] == language
    for part in (
        "standing",
        "field",
        "choice",
        "error",
        "summary",
        "banner",
        "cards",
        "held",
        "signer",
        "pages",
    ):
        assert f'class="{part}' in page


def test_every_field_is_shown_with_what_is_wrong_in_it(visitor: Client) -> None:
    page = visitor.get("/parts").content.decode()
    for field in ("given_name", "family_name", "email", "country"):
        assert f'id="mistaken_{field}_error"' in page
        assert f'id="filled_{field}"' in page


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Via", "Forwarded"])
def test_nobody_from_elsewhere_sees_it(visitor: Client, header: str) -> None:
    assert visitor.get("/parts", headers={header: "192.0.2.1"}).status_code == 404
    assert visitor.get("/ar/parts", headers={header: "192.0.2.1"}).status_code == 404


def test_a_public_site_has_no_such_page(visitor: Client, settings: Settings) -> None:
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    settings.ALLOWED_HOSTS = ["petitions.example.org", "localhost"]
    assert visitor.get("/parts").status_code == 404
    assert visitor.get("/parts", headers={"host": "petitions.example.org"}).status_code == 404


def test_it_cannot_be_posted_to(visitor: Client) -> None:
    assert visitor.post("/parts").status_code == 405
