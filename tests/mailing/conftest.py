"""What tests of mail may ask for: a kind of mail, a mail server, an empty mail folder."""
# ruff: noqa: PLC0415 - this file is read before Django is set up

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.mailing.post import Postcards, Sink


@pytest.fixture(autouse=True)
def _fresh(home: Path) -> None:
    from undersigned.mailing import waiting

    shutil.rmtree(home / "mail", ignore_errors=True)
    waiting.look_again()


@pytest.fixture
def postcards() -> "Postcards":
    """A kind of mail that is known to mailing, and remembers what it is told."""
    from tests.mailing.post import Postcards
    from undersigned.mailing import kinds

    kind = Postcards()
    kinds.register(kind)
    return kind


@pytest.fixture
def server(settings: Settings) -> Iterator["Sink"]:
    """A mail server that the settings name."""
    from tests.mailing.post import sink

    with sink() as taking:
        settings.UNDERSIGNED_SMTP = taking.server
        settings.UNDERSIGNED_MAIL_FROM = "petitions@example.org"
        yield taking


@pytest.fixture
def folder(home: Path) -> Path:
    """The mail folder."""
    return home / "mail"
