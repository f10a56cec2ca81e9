"""What is forgotten by itself, and what stays: nothing of a person, every number."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.people import ada_opens, signs
from undersigned.kit.digests import of_address
from undersigned.ops import keyring
from undersigned.ops.retention import count_due, forget_due
from undersigned.petitions import actions
from undersigned.petitions.datakeys import destroy
from undersigned.petitions.models import DataKey
from undersigned.signing import counting
from undersigned.signing.confirming import confirm
from undersigned.signing.links import mine_link
from undersigned.signing.models import Consent, NetworkKey, Signature
from undersigned.signing.person import person_of
from undersigned.signing.recounting import recount

pytestmark = pytest.mark.django_db
MARKER = "marmalade.otter@example.org"


def test_an_unconfirmed_signature_goes_thirty_days_after_its_mail(now: datetime) -> None:
    petition = ada_opens(now)
    signature = signs(petition, now, email=MARKER)
    Signature.objects.update(mailed_at=now + timedelta(days=2))
    assert count_due(now + timedelta(days=31))["unconfirmed signatures"] == 0
    assert count_due(now + timedelta(days=32))["unconfirmed signatures"] == 1
    assert forget_due(now + timedelta(days=32))["unconfirmed signatures"] == 1
    gone = Signature.objects.get()
    assert (gone.state, bytes(gone.sealed), gone.network_digest) == (Signature.State.EXPIRED, b"", None)
    assert bytes(gone.address_digest) != bytes(signature.address_digest)
    assert len(bytes(gone.address_digest)) == 16
    assert signs(petition, now + timedelta(days=33), email=MARKER).state == Signature.State.PENDING


def test_what_was_confirmed_stays_while_the_petition_is_open(now: datetime) -> None:
    confirm(signs(ada_opens(now), now), None, now=now)
    forget_due(now + timedelta(days=4000))
    assert bytes(Signature.objects.get().sealed) != b""


def test_a_mail_that_never_left_does_not_keep_a_signature_for_ever(now: datetime) -> None:
    signs(ada_opens(now), now)
    assert count_due(now + timedelta(days=59))["unconfirmed signatures"] == 0
    assert count_due(now + timedelta(days=60))["unconfirmed signatures"] == 1


def test_every_ended_row_gets_random_bytes_of_its_own(now: datetime) -> None:
    petition = ada_opens(now)
    for n in range(5):
        signs(petition, now, email=f"sam{n}@example.org")
    forget_due(now + timedelta(days=90))
    assert len({bytes(digest) for digest in Signature.objects.values_list("address_digest", flat=True)}) == 5


def test_people_are_forgotten_months_after_closing_and_the_count_stays(now: datetime) -> None:
    petition, other = ada_opens(now), ada_opens(now)
    for name in ("sam", "dee"):
        confirm(
            signs(petition, now, email=f"{name}@example.org", show_name=True, updates=True), None, now=now
        )
    kept = confirm(signs(other, now, show_name=True), None, now=now)
    petition = actions.close(petition, now=now)
    later = datetime(2027, 5, 24, 9, 29, tzinfo=UTC)
    assert count_due(later)["petitions' personal data"] == 0
    assert forget_due(later + timedelta(minutes=1))["petitions' personal data"] == 1
    rows = Signature.objects.filter(petition=petition)
    assert {(bytes(row.sealed), row.shows_name, row.country, row.state) for row in rows} == {
        (b"", False, "GB", Signature.State.CONFIRMED)
    }
    assert not Consent.objects.filter(signature__petition=petition).exists()
    assert [key.pk for key in DataKey.objects.all()] == [other.pk]
    assert counting.standing(petition).signatures == 2
    assert recount(petition, mend=False, now=later) == []
    kept.refresh_from_db()
    assert bytes(kept.sealed) != b""
    assert count_due(later + timedelta(days=1))["petitions' personal data"] == 0


def test_a_page_whose_people_are_just_being_forgotten_still_answers(now: datetime) -> None:
    petition = ada_opens(now)
    confirm(signs(petition, now, show_name=True), None, now=now)
    slug = petition.slugs.get().slug
    destroy(petition)
    visitor = Client(SERVER_NAME="localhost")
    assert visitor.get(f"/p/{slug}").status_code == 200
    own = urlsplit(
        mine_link(of_address(keyring.current("digest"), "sam@example.org"), now=datetime.now(UTC)).url
    )
    assert "Nothing is held here" in visitor.get(own.path).content.decode()


def break_rows(which: str) -> None:
    """From now on the database refuses every change of these rows, as a damaged page or index would."""
    table = Signature._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER broken BEFORE UPDATE ON {table} WHEN {which} "
                f"BEGIN SELECT RAISE(ABORT, '{MARKER}'); END"
            )
            return
        cursor.execute(
            f"CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {which} THEN "
            f"RAISE EXCEPTION '{MARKER}'; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER broken BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION broken()"
        )


def break_row(signature: Signature) -> None:
    """The same of one row."""
    key = signature.pk.hex if connection.vendor == "sqlite" else signature.pk
    break_rows(f"OLD.id = '{key}'")


def mend_row() -> None:
    """The database takes changes of it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TRIGGER broken{'' if connection.vendor == 'sqlite' else ' ON signing_signature'}"
        )


def test_an_unconfirmed_row_that_cannot_be_changed_keeps_no_other(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    petition, later = ada_opens(now), now + timedelta(days=61)
    rows = [signs(petition, now, email=f"sam{n}@example.org") for n in range(9)]
    break_row(rows[4])
    assert forget_due(later)["unconfirmed signatures"] == 8
    assert [row.pk for row in Signature.objects.exclude(sealed=b"")] == [rows[4].pk]
    assert str(rows[4].pk) in caplog.text
    assert MARKER not in caplog.text
    mend_row()
    assert forget_due(later)["unconfirmed signatures"] == 1


def test_a_petition_with_a_broken_row_is_unreadable_still_due_and_keeps_no_other(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    petitions, later = [ada_opens(now) for _ in range(3)], now + timedelta(days=400)
    rows = [
        confirm(signs(petition, now, email=f"{name}@example.org"), None, now=now)
        for petition in petitions
        for name in ("sam", "dee")
    ]
    for petition in petitions:
        actions.close(petition, now=now)
    break_row(rows[0])
    assert forget_due(later)["petitions' personal data"] == 2
    assert [row.pk for row in Signature.objects.exclude(sealed=b"")] == [rows[0].pk]
    with pytest.raises(DataKey.DoesNotExist):
        person_of(rows[0])
    assert str(rows[0].pk) in caplog.text
    assert MARKER not in caplog.text
    assert count_due(later)["petitions' personal data"] == 1
    mend_row()
    assert forget_due(later)["petitions' personal data"] == 1
    assert not DataKey.objects.exists()


def test_a_broken_data_key_is_forgotten_like_any_other(now: datetime) -> None:
    petitions = [ada_opens(now), ada_opens(now)]
    for petition in petitions:
        confirm(signs(petition, now), None, now=now)
        actions.close(petition, now=now)
    DataKey.objects.filter(pk=petitions[0].pk).update(wrapped=b"\x01 not a key")
    assert forget_due(now + timedelta(days=400))["petitions' personal data"] == 2
    assert not Signature.objects.exclude(sealed=b"").exists()


def test_the_command_says_what_could_not_be_forgotten(
    now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    petition, before = ada_opens(now), datetime.now(UTC) - timedelta(days=61)
    rows = [signs(petition, before, email=f"{name}@example.org") for name in ("sam", "dee")]
    break_row(rows[0])
    with pytest.raises(SystemExit) as ended:
        call_command("forget")
    assert ended.value.code == 1
    assert "1 unconfirmed signatures could not be forgotten" in capsys.readouterr().out


def test_where_every_row_fails_the_rule_stops_and_the_others_go_on(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    petition, later = ada_opens(now), now + timedelta(days=61)
    for n in range(60):
        signs(petition, now, email=f"sam{n}@example.org")
    NetworkKey.objects.create(day=now.date(), wrapped=b"old")
    break_rows("1 = 1")
    forgotten = forget_due(later)
    assert "unconfirmed signatures" not in forgotten
    assert forgotten["days of networks"] == 1
    assert caplog.text.count("could not forget signature") == 50
