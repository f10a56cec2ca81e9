"""Answers in sheets: a column a question, for the owning team alone, of those who agreed to its mail."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from tests.partners import joins
from tests.people import ada_opens, signs
from tests.questions import ALL, HELP, KEPT, PHONE, WHY, all_asked, changes
from undersigned.petitions.models import Petition
from undersigned.signing.confirming import confirm
from undersigned.signing.export import sheets, spreadsheet
from undersigned.signing.export.columns import ColumnsRefused, columns_of
from undersigned.signing.export.questions import columns_asked
from undersigned.signing.models import ExportLog, Signature

pytestmark = pytest.mark.django_db
ADA = sheets.Asking(name="ada", actor="a-1")


def confirmed(petition: Petition, now: datetime, **changes: object) -> Signature:
    return confirm(signs(petition, now, **changes), None, now=now)


def sheet(petition: Petition, shape: str, now: datetime, asking: sheets.Asking = ADA) -> list[dict[str, str]]:
    columns = columns_of(shape, columns_asked(petition))
    text = b"".join(sheets.rows(petition, columns, asking=asking, now=now)).decode()
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("shape", ["action-network", "mailchimp", "civicrm"])
def test_each_question_is_a_column_of_those_who_agreed_to_the_teams_mail(now: datetime, shape: str) -> None:
    petition = ada_opens(now, asked=all_asked())
    confirmed(petition, now, phone=PHONE, asked=KEPT, updates=True)
    confirmed(petition, now, email="dee@example.org", asked=((2, "no consent"),))
    [row] = sheet(petition, shape, now)
    assert [row[one.words] for one in ALL] == ["Riverside", "Read. And write.", "Older", "Mon; Wed", "Yes"]
    assert row.get("phone", row.get("Phone Number", PHONE)) == PHONE


def test_what_is_handed_over_holds_no_answer(now: datetime) -> None:
    petition = ada_opens(now, asked=all_asked(), hands_over="places")
    confirmed(petition, now, phone=PHONE, asked=KEPT, updates=True)
    [row] = sheet(petition, "delivery", now)
    assert not {"Riverside", PHONE, "Older"} & set(row.values())
    assert WHY.words not in row


def test_a_partner_gets_no_answer_and_no_telephone(now: datetime) -> None:
    petition = ada_opens(now, asked=all_asked())
    friends = joins(petition, "Friends", now)
    confirmed(petition, now, phone=PHONE, asked=KEPT, partners=(1,))
    theirs = sheets.Asking(name="zed", team=friends.team)
    for shape in ("action-network", "mailchimp", "email,question-2,phone"):
        [row] = sheet(petition, shape, now, theirs)
        assert row.pop("email", None) or row.pop("Email Address")
        assert not {"Riverside", PHONE, "Older", "Yes"} & set(row.values())


def test_a_question_can_be_named_and_the_log_knows_it_by_its_number(now: datetime) -> None:
    petition = ada_opens(now, asked=[WHY._replace(words="Which, or none?"), HELP])
    confirmed(petition, now, asked=((1, "a,b"), (2, "no")), updates=True)
    assert sheet(petition, "email,question-1", now) == [
        {"email": "sam@example.org", "Which, or none?": "a,b"}
    ]
    assert ExportLog.objects.get().columns == "email,question-1"
    with pytest.raises(ColumnsRefused):
        sheet(petition, "question-3", now)


def test_what_is_asked_no_more_keeps_its_column(now: datetime) -> None:
    petition = ada_opens(now, asked=[WHY])
    confirmed(petition, now, asked=((1, "Riverside"),), updates=True)
    changes(petition, HELP, now=now)
    confirmed(petition, now, email="dee@example.org", asked=((2, "yes"),), updates=True)
    rows = {row["email"]: (row[WHY.words], row[HELP.words]) for row in sheet(petition, "civicrm", now)}
    assert rows == {"sam@example.org": ("Riverside", ""), "dee@example.org": ("", "Yes")}


HOSTILE = '=HYPERLINK("http://evil.example")\n\u202e+1'


def test_no_word_of_a_team_or_a_signer_becomes_a_formula(now: datetime, tmp_path: Path) -> None:
    petition = ada_opens(now, asked=[WHY._replace(words="=1+1?"), HELP])
    confirmed(petition, now, asked=((1, HOSTILE),), phone="=1+1", updates=True)
    columns = columns_of("action-network", columns_asked(petition))
    text = b"".join(sheets.rows(petition, columns, asking=ADA, now=now)).decode()
    head, row = list(csv.reader(io.StringIO(text)))
    assert "'=1+1?" in head
    assert row[head.index("'=1+1?")].startswith("'=HYPERLINK")
    assert row[head.index("phone")] == "'=1+1"
    blocks = sheets.blocks_of(
        petition, columns, asking=ADA, now=now, states=(1,), every_ask=False, kind="xlsx"
    )
    spreadsheet.write(tmp_path / "book.xlsx", columns, blocks)
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
