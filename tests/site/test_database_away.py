"""What a page says while the database cannot be asked."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

from tests.people import ada_opens, signs
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.models import DataKey
from undersigned.signing.links import confirmation_link

pytestmark = pytest.mark.django_db


def failing(error: type[Exception]) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise error("Key (email)=(ada@example.org) is a row")

    return fail


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_what_time_mends_is_a_bare_503_and_no_row_is_in_the_log(
    error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    with connection.execute_wrapper(failing(error)):
        answer = Client().get("/")
    assert (answer.status_code, answer.content) == (503, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert error.__name__ in caplog.text
    assert "ada@" not in caplog.text


def test_a_petition_whose_key_is_damaged_is_a_bare_503_too(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    petition = ada_opens(now)
    path = urlsplit(confirmation_link(signs(petition, now), now=datetime.now(UTC)).url).path
    DataKey.objects.filter(petition=petition).update(wrapped=b"\x01 not a key")
    data_key.cache_clear()
    slug = petition.slugs.get().slug
    typed = {"given_name": "Dee", "family_name": "Okafor", "email": "dee@example.org", "country": "GB"}
    visitor = Client(SERVER_NAME="localhost")
    for answer in (visitor.get(path), visitor.post(f"/p/{slug}/sign", typed)):
        assert (answer.status_code, answer.content) == (503, b"")
    assert caplog.text.count("what is sealed cannot be read") == 2
    assert visitor.get(f"/p/{slug}").status_code == 200
    data_key.cache_clear()


def test_a_fault_of_ours_is_none_of_that() -> None:
    with connection.execute_wrapper(failing(ProgrammingError)):
        assert Client(raise_request_exception=False).get("/").status_code == 500
