"""What is forgotten by itself, and what stays: nothing of a person, every number."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from tests.people import ada_opens, signs
from undersigned.ops import retention
from undersigned.ops.retention import Rule, count_due, forget_due
from undersigned.petitions import actions
from undersigned.petitions.datakeys import destroy
from undersigned.petitions.keeping import months_before
from undersigned.petitions.models import DataKey
from undersigned.signing import counting
from undersigned.signing.confirming import confirm
from undersigned.signing.models import Consent, NetworkKey, Signature

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
    assert counting.recount(petition, mend=False, now=later) == []
    kept.refresh_from_db()
    assert bytes(kept.sealed) != b""
    assert count_due(later + timedelta(days=1))["petitions' personal data"] == 0


def test_a_page_whose_people_are_just_being_forgotten_still_answers(now: datetime) -> None:
    petition = ada_opens(now)
    confirm(signs(petition, now, show_name=True), None, now=now)
    slug = petition.slugs.get().slug
    destroy(petition)
    assert Client(SERVER_NAME="localhost").get(f"/p/{slug}").status_code == 200


def test_the_key_of_a_day_of_networks_goes_after_thirty_days(now: datetime) -> None:
    NetworkKey.objects.create(day=(now - timedelta(days=31)).date(), wrapped=b"old")
    NetworkKey.objects.create(day=(now - timedelta(days=30)).date(), wrapped=b"new")
    assert forget_due(now)["days of networks"] == 1
    assert bytes(NetworkKey.objects.get().wrapped) == b"new"


def test_a_rule_that_fails_stops_no_other(
    now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: datetime) -> int:
        raise RuntimeError(MARKER)

    rules = {
        "broken things": Rule("broken things", fail, fail),
        "fine things": Rule("fine things", fail, lambda _: 3),
    }
    monkeypatch.setattr(retention, "_rules", rules)
    assert forget_due(now) == {"fine things": 3}
    assert "broken things" in caplog.text
    assert MARKER not in caplog.text


def test_a_dry_run_says_what_would_go_and_changes_nothing(
    now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    signs(ada_opens(now), datetime.now(UTC) - timedelta(days=61))
    call_command("forget", "--dry-run")
    assert "1 unconfirmed signatures due" in capsys.readouterr().out
    assert Signature.objects.get().state == Signature.State.PENDING
    call_command("forget")
    assert "1 unconfirmed signatures forgotten" in capsys.readouterr().out
    assert Signature.objects.get().state == Signature.State.EXPIRED


@pytest.mark.parametrize(
    ("moment", "months", "earlier"),
    [("2026-11-24", 6, "2026-05-24"), ("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 13, "2024-12-15")],
)
def test_months_are_counted_in_the_calendar(moment: str, months: int, earlier: str) -> None:
    assert months_before(datetime.fromisoformat(moment), months) == datetime.fromisoformat(earlier)
