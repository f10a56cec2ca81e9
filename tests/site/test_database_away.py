"""What a page says while the database cannot be asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

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


def test_a_fault_of_ours_is_none_of_that() -> None:
    with connection.execute_wrapper(failing(ProgrammingError)):
        assert Client(raise_request_exception=False).get("/").status_code == 500
