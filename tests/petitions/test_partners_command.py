"""undersigned partners: who stands beside a petition, what each took along, and parting from one."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from tests.partners import joins
from tests.people import ada_opens, signs
from undersigned.petitions.models import Partner
from undersigned.signing.confirming import confirm
from undersigned.signing.export import sheets
from undersigned.signing.export.columns import columns_of

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command("partners", *words, stdout=out)
    return out.getvalue()


def test_it_lists_who_is_and_was_beside_a_petition_and_what_they_took_along() -> None:
    now = datetime.now(UTC)
    petition = ada_opens(now)
    slug = petition.slugs.get().slug
    assert said(slug) == "nobody beside its own team\n"
    friends = joins(petition, "Friends", now)
    confirm(signs(petition, now, partners=(1,)), None, now=now)
    asking = sheets.Asking(name="dee", team=friends.team)
    b"".join(sheets.rows(petition, columns_of("email"), asking=asking, now=now))
    assert said(slug) == f"  1  Friends, since {now.date()}, under notice 2: 1 sheets\n"
    [row] = json.loads(said(slug, "--json"))["partners"]
    [sheet] = row["exports"]
    assert (sheet["by"], sheet["columns"], sheet["rows"]) == ("dee", "email", 1)
    assert sheet["wanted"] == {"ask": 1, "states": [1], "from_notice": 2}
    assert "until" in said(slug, "--end", "1")
    assert Partner.objects.get().state == "left"
    for number in ("1", "9"):
        with pytest.raises(SystemExit, match="no partner of this petition has the number"):
            said(slug, "--end", number)


def test_an_unknown_petition_is_told_in_one_line() -> None:
    with pytest.raises(SystemExit, match="no petition has the address /p/nowhere"):
        said("nowhere")
