"""undersigned handover: what was handed over, planning one, recording one."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests.people import ada_opens, signs
from undersigned.signing.confirming import confirm

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def said(*words: str) -> str:
    out = StringIO()
    call_command("handover", *words, stdout=out)
    return out.getvalue()


def test_it_plans_records_and_lists() -> None:
    now = datetime.now(UTC)
    petition = ada_opens(now - 9 * DAY)
    confirm(signs(petition, now), None, now=now)
    slug = petition.slugs.get().slug
    assert said(slug) == "nothing is planned, nothing was handed over\n"
    at = (now + DAY).strftime("%Y-%m-%dT%H:%M")
    assert "planned" in said(slug, "--plan", "The City Council", "--at", at, "--place", "Town hall")
    told = said(slug, "--deliver", "1", "--way", "by-post", "--evidence", "Receipt 17")
    assert " ".join(told.split()) == (
        f"P{petition.public_number}-H1 delivered {now.date()} The City Council, 1 signatures"
    )
    [row] = json.loads(said(slug, "--json"))["handovers"]
    assert (row["way"], row["evidence"], row["signatures"]) == ("by-post", "Receipt 17", 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--plan", "The King"], "asks The City Council, not The King"),
        (["--plan", "The City Council", "--at", "soon"], "no time like"),
        (["--plan", "The City Council", "--at", "2020-01-01T10:00"], "planned_at: past"),
        (["--deliver", "9"], "no handover of this petition has the number 9"),
        (["--deliver", "1"], "way: missing"),
        (["--deliver", "1", "--way", "by-post", "--on", "soon"], "no day like"),
        (["--deliver", "1", "--way", "by-post", "--on", "2020-01-01"], "delivered_on: early"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(words: list[str], told: str) -> None:
    slug = ada_opens(datetime.now(UTC)).slugs.get().slug
    said(slug, "--plan", "The City Council")
    with pytest.raises(SystemExit, match=told):
        said(slug, *words)


def test_an_unknown_petition_is_told_in_one_line() -> None:
    with pytest.raises(SystemExit, match="no petition has the address /p/nowhere"):
        said("nowhere")
