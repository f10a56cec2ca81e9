"""Who runs the site: what was set by command, else the environment; and what is missing to publish."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.people import ada_drafts, ada_opens
from undersigned.petitions import actions as petition_actions
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Notice
from undersigned.site.actions import set_identity, write_page
from undersigned.site.identity import identity, kept, why_not_publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(settings: Settings) -> None:
    settings.UNDERSIGNED_URL = "https://petitions.example.org"


def test_what_was_set_goes_before_the_environment_until_it_is_taken_back(
    now: datetime, settings: Settings
) -> None:
    settings.UNDERSIGNED_NAME = "From outside"
    assert identity().name == "From outside"
    set_identity({"name": "Riverside Petitions", "contact": "ask@example.org"}, now=now)
    assert (identity().name, identity().contact) == ("Riverside Petitions", "ask@example.org")
    set_identity({"name": ""}, now=now)
    assert (identity().name, identity().contact) == ("From outside", "ask@example.org")


def test_a_page_asks_for_the_identity_at_most_once_in_two_seconds(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada_opens(now)
    visitor = Client(SERVER_NAME="localhost")
    with django_assert_num_queries(6):
        visitor.get("/")
    kept.forget()
    with django_assert_num_queries(7):
        visitor.get("/")
    with django_assert_num_queries(6):
        visitor.get("/")


def test_the_notice_names_whom_the_command_set(now: datetime) -> None:
    set_identity({"responsible": "Friends of the Library, 1 Riverside"}, now=now)
    ada_drafts(now)
    assert "Friends of the Library, 1 Riverside is responsible" in Notice.objects.get(language="en").text


def test_a_site_without_a_public_address_may_publish() -> None:
    assert why_not_publish() == ""


@pytest.mark.usefixtures("public")
def test_a_public_site_says_all_that_is_missing_and_how_to_mend_it() -> None:
    told = why_not_publish()
    for command in (
        "undersigned site set responsible=",
        "undersigned site page imprint --print > imprint.md",
        "undersigned site page imprint imprint.md",
        "undersigned site page privacy privacy.md",
    ):
        assert command in told
    assert "\n" not in told


@pytest.mark.usefixtures("public")
def test_a_public_site_publishes_once_responsible_imprint_and_privacy_are_there(now: datetime) -> None:
    petition = ada_drafts(now)
    steps: list[Callable[[], object]] = [
        lambda: set_identity({"responsible": "Friends of the Library"}, now=now),
        lambda: write_page("imprint", "Friends of the Library", language="en", now=now),
        lambda: write_page("privacy", "Nous gardons votre nom.", language="fr", now=now),
        lambda: write_page("privacy", "We hold your name.", language="en", now=now),
    ]
    for step in steps:
        with pytest.raises(MoveRefused, match="undersigned site"):
            petition_actions.publish(petition, now=now)
        step()
    assert petition_actions.publish(petition, now=now).state == "open"


@pytest.mark.usefixtures("public")
def test_who_is_responsible_may_also_come_from_the_environment(now: datetime, settings: Settings) -> None:
    settings.UNDERSIGNED_RESPONSIBLE = "Friends of the Library"
    assert "UNDERSIGNED_RESPONSIBLE" not in why_not_publish()
    assert "imprint" in why_not_publish()
