"""Sheets of signatures: their shapes to the byte, what notice and consent let in, and the log."""

import io
import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from tests.partners import joins, someone
from tests.people import ada_opens, signs
from undersigned.kit.seal import seal
from undersigned.people.models import Membership, Team
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.models import Notice, Petition
from undersigned.signing.confirming import confirm
from undersigned.signing.export import reading, sheets, spreadsheet
from undersigned.signing.export.columns import SHAPES, ColumnsRefused, columns_of
from undersigned.signing.export.opening import Opening
from undersigned.signing.models import Consent, ExportLog, Signature

pytestmark = pytest.mark.django_db
ADA = sheets.Asking(name="ada", actor="a-1")


def confirmed(petition: Petition, now: datetime, **changes: object) -> Signature:
    return confirm(signs(petition, now, **changes), None, now=now)


def csv_of(petition: Petition, shape: str, now: datetime, **options: object) -> str:
    asking = options.pop("asking", ADA)
    pieces = sheets.rows(petition, columns_of(shape), asking=asking, now=now, **options)  # type: ignore[arg-type]
    return b"".join(pieces).decode()


def test_the_delivery_sheet_has_names_and_places_where_the_notice_says_so(now: datetime) -> None:
    petition = ada_opens(now, hands_over="places", asks_postal_code=True)
    confirmed(petition, now, given_name="=Sam", postal_code="SW1A 1AA")
    assert csv_of(petition, "delivery", now) == (
        "number,name,locality,postal_district,country,signed_on,assurance,text_version,receipt_id\r\n"
        "1,'=Sam Okafor,,SW1A,GB,2026-11-24,mail,1,\r\n"
    )


@pytest.mark.parametrize(("hands_over", "name"), [("number", ""), ("names", "Sam Okafor")])
def test_a_narrower_notice_hands_over_less(now: datetime, hands_over: str, name: str) -> None:
    petition = ada_opens(now, hands_over=hands_over)
    confirmed(petition, now)
    assert csv_of(petition, "delivery", now).splitlines()[1] == f"1,{name},,,,2026-11-24,mail,1,"


def test_a_row_goes_by_the_notice_that_it_was_signed_under(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, now)
    Notice.objects.create(
        petition=petition, number=2, language="en", hands_over="names", text="x", sha256="x", created_at=now
    )
    Petition.objects.update(notice_number=2)
    petition.refresh_from_db()
    confirmed(petition, now, email="dee@example.org", given_name="Dee")
    lines = csv_of(petition, "number,name", now).splitlines()
    assert sorted(lines) == ["1,", "2,Dee Okafor", "number,name"]


def test_addresses_only_of_those_who_agreed_to_the_teams_mail(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, now)
    confirmed(petition, now, email="dee@example.org", given_name="Dee", updates=True)
    signs(petition, now, email="mo@example.org", updates=True)
    assert csv_of(petition, "action-network", now, bom=True) == (
        "\ufeffemail,first_name,last_name,zip_code,city,state,country,phone,language\r\n"
        "dee@example.org,Dee,Okafor,,,,,,en\r\n"
    )
    assert csv_of(petition, "mailchimp", now).startswith(
        "Email Address,First Name,Last Name,Address,Phone Number,Birthday,Tags\r\ndee@example.org,Dee,Okafor,,,,\r\n"
    )
    assert csv_of(petition, "civicrm", now).splitlines()[1] == "Dee,Okafor,dee@example.org,,,,,,"


def test_a_partner_gets_only_its_own_and_no_place_and_a_stranger_nothing(now: datetime) -> None:
    petition = ada_opens(now, hands_over="places", asks_postal_code=True)
    friends = joins(petition, "Friends", now)
    assert friends.team
    confirmed(petition, now, updates=True, postal_code="LS1 1UR")
    theirs = sheets.Asking(name="zed", team=friends.team)
    assert len(csv_of(petition, "civicrm", now, asking=theirs).splitlines()) == 1
    for columns in ("delivery", "email,number", "signed_on"):
        with pytest.raises(sheets.ExportRefused):
            csv_of(petition, columns, now, asking=theirs)
    confirmed(petition, now, email="dee@example.org", postal_code="LS1 1UR", partners=(1,))
    assert csv_of(petition, "civicrm", now, asking=theirs).splitlines()[1:] == [
        "Sam,Okafor,dee@example.org,,,,,,"
    ]
    assert ExportLog.objects.filter(team=friends.team, rows=1).exists()
    assert len(csv_of(petition, "civicrm", now).splitlines()) == 2  # the owner's: sam alone


def test_a_consent_is_worth_nothing_to_a_team_that_is_not_on_the_petition(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirmed(petition, now)
    zed = Team.objects.create(name="zed", created_at=now)
    Consent.objects.create(signature=sam, team=zed, purpose="updates", wording_version=2, given_at=now)
    theirs = sheets.Asking(name="zed", team=zed)
    with pytest.raises(sheets.ExportRefused):
        csv_of(petition, "civicrm", now, asking=theirs)
    joins(petition, "Zed", now, team=team_with_owner(zed, now))
    assert len(csv_of(petition, "civicrm", now, asking=theirs).splitlines()) == 1  # sam was never told of it


def team_with_owner(team: Team, now: datetime) -> Team:
    Membership.objects.create(team=team, user=someone("zed", now), role="owner", created_at=now)
    return team


def test_the_setting_says_who_exports_addresses(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    petition = ada_opens(now)
    monkeypatch.setattr(settings, "UNDERSIGNED_EXPORT_ADDRESSES", "staff")
    with pytest.raises(sheets.ExportRefused):
        csv_of(petition, "civicrm", now)
    csv_of(petition, "civicrm", now, asking=sheets.Asking(name="root", is_staff=True))
    monkeypatch.setattr(settings, "UNDERSIGNED_EXPORT_ADDRESSES", "nobody")
    with pytest.raises(sheets.ExportRefused):
        csv_of(petition, "civicrm", now, asking=sheets.Asking(name="root", is_staff=True))
    csv_of(petition, "delivery", now)


def test_each_export_is_logged_even_if_it_is_broken_off(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, now)
    pieces = sheets.rows(petition, columns_of("number"), asking=ADA, now=now)
    assert ExportLog.objects.get().rows is None
    next(pieces)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    entry = ExportLog.objects.get()
    assert (entry.actor_name, entry.kind, entry.columns, entry.rows) == ("ada", "csv", "number", 1)


def test_earlier_asks_and_other_states_only_by_choice(now: datetime) -> None:
    petition = ada_opens(now)
    confirmed(petition, now)
    signs(petition, now, email="dee@example.org")
    Petition.objects.update(ask_number=2)
    petition.refresh_from_db()
    every = tuple(Signature.State.values)
    assert len(csv_of(petition, "number", now).splitlines()) == 1
    assert len(csv_of(petition, "number", now, every_ask=True).splitlines()) == 2
    assert len(csv_of(petition, "number", now, every_ask=True, states=every).splitlines()) == 3


def test_a_record_that_somebody_else_sealed_hides_nothing_but_itself(now: datetime) -> None:
    petition = ada_opens(now, hands_over="names")
    for number, record in enumerate(
        (b"{", b"[1]", b'{"g":1,"e":null}', b'{"g":"\\ud800","e":"x"}', b'{"n":["a"]}')
    ):
        one = confirmed(petition, now, email=f"zed{number}@example.org")
        key = data_key(petition.pk).current
        Signature.objects.filter(pk=one.pk).update(sealed=seal(key, record, bound_to=one.pk.bytes))
    confirmed(petition, now)
    lines = csv_of(petition, "number,name", now).splitlines()[1:]
    assert sorted(lines) == ["1,", "2,", "3,", "4,", "5,", "6,Sam Okafor"]


def test_only_what_a_sheet_needs_is_read(now: datetime) -> None:
    petition = ada_opens(now)
    wanted = reading.Wanted(ask_number=1)
    assert "sealed" not in Opening.of(petition, columns_of("delivery"), wanted).reads({"number"})
    Notice.objects.update(hands_over="names")
    assert Opening.of(petition, columns_of("delivery"), wanted).reads({"number"}) == (
        "notice_number",
        "number",
        "sealed",
    )


def test_a_notice_that_is_new_while_a_sheet_is_written_lets_out_no_more_than_a_number(now: datetime) -> None:
    petition = ada_opens(now, hands_over="names")
    confirmed(petition, now)
    pieces = sheets.rows(petition, columns_of("number,name"), asking=ADA, now=now)
    next(pieces)
    Signature.objects.update(notice_number=2)
    assert next(pieces) == b"1,\r\n"


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(ColumnsRefused):
        columns_of("number,address_digest")


def test_every_slice_goes_on_where_the_last_one_ended(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    petition, other = ada_opens(now), ada_opens(now)
    monkeypatch.setattr(reading, "FIRST_SLICE", 2)
    monkeypatch.setattr(reading, "SLICE", 3)
    for number in range(9):
        confirmed(petition, now, email=f"sam{number}@example.org")
        confirmed(other, now, email=f"sam{number}@example.org")
    lines = csv_of(petition, "number", now).splitlines()[1:]
    assert sorted(map(int, lines)) == list(range(1, 10))


def test_a_spreadsheet_goes_on_on_a_next_sheet_and_holds_no_formula(now: datetime, tmp_path: Path) -> None:
    petition = ada_opens(now, hands_over="names")
    for number in range(3):
        confirmed(petition, now, email=f"sam{number}@example.org", given_name="=1+1")
    columns = columns_of("number,name")
    blocks = sheets.blocks_of(
        petition, columns, asking=ADA, now=now, states=(1,), every_ask=False, kind="xlsx"
    )
    spreadsheet.write(tmp_path / "a.xlsx", columns, blocks, most=3)
    with zipfile.ZipFile(io.BytesIO((tmp_path / "a.xlsx").read_bytes())) as book:
        pages = [book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
    assert [page.count("<row ") for page in pages] == [3, 2]
    assert "<f>" not in "".join(pages)


def test_memory_stays_flat(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    petition = ada_opens(now, hands_over="names")
    one = confirmed(petition, now)
    row = {
        "id": one.id.bytes,
        "number": 1,
        "country": "GB",
        "signed_on": "2026-11-24",
        "assurance": 1,
        "text_number": 1,
        "notice_number": 1,
        "sealed": one.sealed,
    }
    part = {name: [value] * 500 for name, value in row.items()}

    def peak(parts: int) -> int:
        monkeypatch.setattr(sheets, "slices", lambda *_: (part for _ in range(parts)))
        tracemalloc.start()
        for _ in sheets.rows(petition, columns_of("delivery"), asking=ADA, now=now):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(20) < peak(2) * 1.5


@trying(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    signed=st.lists(
        st.tuples(st.booleans(), st.booleans(), st.sampled_from(["number", "names", "places"])), max_size=5
    )
)
def test_no_sheet_tells_more_than_notice_and_consent_allow(
    now: datetime, signed: list[tuple[bool, bool, str]]
) -> None:
    kinds = ["number", "names", "places"]
    petition = ada_opens(now)
    for number, kind in enumerate(kinds, start=11):
        Notice.objects.create(
            petition=petition,
            number=number,
            language="en",
            hands_over=kind,
            text="",
            sha256="",
            created_at=now,
        )
    for number, (agrees, confirms, kind) in enumerate(signed):
        one = signs(petition, now, email=f"p{number}@example.org", given_name=f"P{number}", updates=agrees)
        Signature.objects.filter(pk=one.pk).update(notice_number=11 + kinds.index(kind))
        one.refresh_from_db()
        if confirms:
            confirm(one, None, now=now)
    delivery = csv_of(petition, "delivery", now)
    mails = "".join(csv_of(petition, shape, now) for shape in SHAPES if shape != "delivery")
    for number, (agrees, confirms, kind) in enumerate(signed):
        assert (f"P{number} Okafor" in delivery) == (confirms and kind != "number")
        assert (f"p{number}@example.org" in mails) == (confirms and agrees)
    assert "@" not in delivery
    assert delivery.count(",GB,") == sum(confirms and kind == "places" for _, confirms, kind in signed)


@pytest.mark.parametrize("state", [Signature.State.PENDING, Signature.State.EXPIRED])
def test_a_name_that_nobody_confirmed_is_in_no_sheet_to_hand_over(now: datetime, state: int) -> None:
    petition = ada_opens(now, hands_over="names")
    signs(petition, now)
    Signature.objects.update(state=state)
    confirmed(petition, now, email="dee@example.org", given_name="Dee")
    written = csv_of(petition, "delivery", now, states=(state, Signature.State.CONFIRMED.value))
    assert written.count("\r\n") == 3
    assert "Dee Okafor" in written
    assert "Sam" not in written
