"""undersigned mail: what waits, what was given up and why, and trying again; never an address."""

import re
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from tests.mailing.post import Postcards, Sink, post, postcard
from undersigned.mailing.delivery import deliver_due
from undersigned.mailing.models import Message

pytestmark = pytest.mark.django_db


def says(*args: str) -> list[str]:
    """What the command prints, line by line."""
    out = StringIO()
    call_command("mail", *args, stdout=out)
    return out.getvalue().splitlines()


def test_an_empty_queue_is_said_to_be_empty() -> None:
    assert says() == ["nothing waits and nothing was given up"]


def test_it_says_what_waits_and_why_and_tries_again_what_was_given_up(
    postcards: Postcards, server: Sink, now: datetime
) -> None:
    answers = {"sam": "550 5.1.1 no sam@example.org", "mo@": "451 4.7.1 later, mo@example.org"}
    server.answer_rcpt = lambda to: answers[to[:3]]
    post(*(postcard(to, now) for to in ("sam@example.org", "sam2@example.org", "mo@example.org")))
    deliver_due(now=now)
    post(postcard("dee@example.org", now))
    waiting, tried, given_up = says()
    assert waiting == "1 postcard waiting since 2026-11-24 09:30 UTC"
    assert re.fullmatch(rf"{re.escape(waiting)}, next try 2026-11-24 09:3[01] UTC: 451 4\.7\.1", tried)
    assert given_up == "2 postcard given up: 550 5.1.1"
    assert says("retry") == ["2 to be tried again"]
    assert not Message.objects.exclude(given_up_at=None).exists()
