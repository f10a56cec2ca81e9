"""How long a petition's personal data is kept, and the legal hold that stops the clock of one petition alone."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from tests.people import ada_opens, signs
from undersigned.ops.retention import count_due, forget_due
from undersigned.petitions import actions
from undersigned.petitions.keeping import HoldRefused, deletion_day, hold, lift_hold, months_before
from undersigned.petitions.models import Petition
from undersigned.signing.confirming import confirm, disown, erase, withdraw
from undersigned.signing.links import mine_link
from undersigned.signing.mine import export, held
from undersigned.signing.models import Signature, Suppression

pytestmark = pytest.mark.django_db
WHY = "A court asks who signed: case 7/26"


@pytest.mark.parametrize(
    ("moment", "months", "earlier"),
    [("2026-11-24", 6, "2026-05-24"), ("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 13, "2024-12-15")],
)
def test_months_are_counted_in_the_calendar(moment: str, months: int, earlier: str) -> None:
    assert months_before(datetime.fromisoformat(moment), months) == datetime.fromisoformat(earlier)


@pytest.mark.parametrize(("site_says_later", "day"), [(12, "2027-05-24"), (1, "2027-05-24")])
def test_a_petition_keeps_the_promise_of_its_notice_whatever_the_site_says_later(
    now: datetime, settings: Settings, site_says_later: int, day: str
) -> None:
    settings.UNDERSIGNED_KEEP_MONTHS = 6
    petition = ada_opens(now)
    confirm(signs(petition, now), None, now=now)
    settings.UNDERSIGNED_KEEP_MONTHS = site_says_later
    petition = actions.close(Petition.objects.get(), now=now)
    assert deletion_day(petition) == datetime.fromisoformat(day).date()
    due = datetime(2027, 5, 24, 9, 30, tzinfo=UTC)
    assert count_due(due - timedelta(minutes=1))["petitions' personal data"] == 0
    assert count_due(due)["petitions' personal data"] == 1


def test_a_hold_keeps_one_petition_and_no_other_in_the_same_batch(now: datetime) -> None:
    later = now + timedelta(days=400)
    kept, other = ada_opens(now), ada_opens(now)
    for petition in (kept, other):
        confirm(signs(petition, now), None, now=now)
        signs(petition, now, email="dee@example.org")
        disown(signs(petition, now, email="zed@example.org"), now=now)
        actions.close(petition, now=now)
    hold(kept, why=WHY, now=now)
    found = forget_due(later)
    forgotten = {what: number for what, number in found.items() if number}
    assert forgotten | {"counts of mails": 0} == {
        "unconfirmed signatures": 1,
        "requests to write no more": 1,
        "petitions' personal data": 1,
        "mails never brought": 6,
        "counts of mails": 0,
    }
    left = Signature.objects.exclude(sealed=b"").values_list("petition", flat=True)
    assert list(left) == [kept.pk] * 2
    assert Suppression.objects.get().petition_id == kept.pk
    lift_hold(kept)
    assert forget_due(later)["petitions' personal data"] == 1
    assert not Signature.objects.exclude(sealed=b"").exists()
    assert not Suppression.objects.exists()


def test_signers_of_a_held_petition_still_withdraw_and_erase(now: datetime) -> None:
    petition = hold(ada_opens(now), why=WHY, now=now)
    sam = confirm(signs(petition, now), None, now=now)
    dee = confirm(signs(petition, now, email="dee@example.org"), None, now=now)
    withdraw(sam, now=now)
    erase(dee, now=now)
    [row] = Signature.objects.all()
    assert (row.pk, bytes(row.sealed)) == (sam.pk, b"")


def test_a_hold_is_set_once_and_lifted_once_with_a_reason(now: datetime) -> None:
    petition = ada_opens(now)
    for empty in ("", "  ", "x" * 501):
        with pytest.raises(HoldRefused, match="say why"):
            hold(petition, why=empty, now=now)
    hold(petition, why=WHY, now=now)
    with pytest.raises(HoldRefused, match="already"):
        hold(petition, why="another", now=now)
    assert Petition.objects.get().held_because == WHY
    lift_hold(petition)
    with pytest.raises(HoldRefused, match="not on hold"):
        lift_hold(petition)


def test_what_is_forgotten_cannot_be_held_any_more(now: datetime) -> None:
    petition = actions.close(ada_opens(now), now=now)
    forget_due(now + timedelta(days=400))
    with pytest.raises(HoldRefused, match="deleted already"):
        hold(petition, why=WHY, now=now)


def test_a_hold_is_shown_to_everyone_and_its_reason_to_nobody(now: datetime) -> None:
    petition = ada_opens(now)
    path, visitor = f"/p/{petition.slugs.get().slug}", Client(SERVER_NAME="localhost")
    assert "deleted 6 months after closing" in visitor.get(path).content.decode()
    hold(petition, why=WHY, now=now)
    page = visitor.get(path).content.decode()
    assert "kept until a legal matter is settled" in page
    assert "nothing of this petition is deleted by itself" in page
    assert WHY not in page


def test_a_signer_is_told_that_a_hold_keeps_what_is_held_of_them(now: datetime) -> None:
    petition = ada_opens(now)
    sam = confirm(signs(petition, now), None, now=now)
    petition = sam.petition = actions.close(petition, now=now)
    [one] = held([sam], now=now)
    assert (one.deleted_on, one.is_on_hold) == (deletion_day(petition), False)
    hold(petition, why=WHY, now=now)
    sam = Signature.objects.select_related("petition__team").get(pk=sam.pk)
    [one] = held([sam], now=now)
    assert (one.deleted_on, one.is_on_hold) == (None, True)
    [exported] = export([sam], now=now)["signatures"]
    assert (exported["deleted_on"], exported["is_on_legal_hold"]) == (None, True)
    link = urlsplit(mine_link(bytes(sam.address_digest), now=datetime.now(UTC)).url).path
    page = Client(SERVER_NAME="localhost").get(link).content.decode()
    assert "not by itself while a legal matter needs it" in page
    assert WHY not in page


def test_an_end_that_is_known_gives_the_day_of_deletion(now: datetime) -> None:
    petition = ada_opens(now)
    Petition.objects.update(closes_at=datetime(2099, 8, 31, 12, tzinfo=UTC))
    page = Client(SERVER_NAME="localhost").get(f"/p/{petition.slugs.get().slug}").content.decode()
    assert "closes on 31 August 2099, so your personal data is deleted on 1 March 2100." in page


def test_the_command_holds_lists_and_lifts(now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    slug = ada_opens(now).slugs.get().slug
    call_command("hold")
    call_command("hold", slug, "--why", WHY)
    call_command("hold")
    call_command("forget", "--dry-run")
    call_command("hold", slug, "--lift")
    none, done, listed, *dry_run, lifted = capsys.readouterr().out.splitlines()
    assert none == "no petition is on hold"
    assert done.startswith("on hold: http")
    assert listed.endswith(f"{slug} since {datetime.now(UTC):%Y-%m-%d}: {WHY}")
    assert dry_run[-1] == "1 petitions on hold: what they hold stays"
    assert lifted.startswith("no longer on hold: http")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere", "--lift"], "no petition has the address"),
        (["--lift"], "name the petition"),
        (["{slug}"], "say --why"),
        (["{slug}", "--lift"], "not on hold"),
        (["{slug}", "--why", " "], "say why"),
    ],
)
def test_the_command_says_what_it_cannot_do(words: list[str], told: str, now: datetime) -> None:
    slug = ada_opens(now).slugs.get().slug
    with pytest.raises(SystemExit, match=told):
        call_command("hold", *(word.format(slug=slug) for word in words))
