"""Packs at the desk: editors make and fetch them, viewers see them, others find nothing; and the page to check one."""

import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.test import Client

from tests.delivery.packs import files_of, handover_of, signed_by
from tests.desk.members import account, browser, draft_of, join, signed_in, team_of
from tests.people import DOCUMENT
from undersigned.delivery import making, storing
from undersigned.delivery.models import Pack
from undersigned.ops.models import AuditEntry
from undersigned.people.models import Team
from undersigned.petitions import actions
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> datetime:
    """Views read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def team(today: datetime) -> Team:
    return team_of(account("ada", today), today)


@pytest.fixture
def petition(team: Team, today: datetime) -> Petition:
    drafted = actions.draft(DOCUMENT, team=team, hands_over="names", now=today)
    opened = actions.publish(drafted, now=today)
    signed_by(opened, today - timedelta(hours=1), [("Samantha", "Okafor"), ("Dee", "")])
    return opened


@pytest.fixture
def ada(team: Team, today: datetime) -> Client:
    return signed_in(team.memberships.get(role="owner").user, today)


def desk(petition: Petition, rest: str = "packs") -> str:
    return f"/desk/p/{petition.slugs.get().slug}/{rest}"


def made(ada: Client, petition: Petition, today: datetime, **typed: str) -> Pack:
    answer = ada.post(desk(petition, "packs/new"), typed)
    assert answer.status_code == 302, answer.content.decode()
    assert making.make_waiting(today) == 1
    return Pack.objects.get()


def test_ada_makes_a_pack_watches_it_and_fetches_it(ada: Client, petition: Petition, today: datetime) -> None:
    handover = handover_of(petition, today)
    answer = ada.post(desk(petition, "packs/new"), {"handover": str(handover.number)})
    watched = answer.headers["Location"]
    page = ada.get(watched).content.decode()
    assert "data-progress" in page
    assert "It will be made in a moment." in page
    assert f'href="{watched}"' in page  # without a script it is a link that looks again
    making.make_waiting(today)
    page = ada.get(watched).content.decode()
    assert "data-progress" not in page
    assert "2 signatures" in page
    pack = Pack.objects.get()
    assert pack.sha256 in page
    answer = ada.post(f"{watched}/file")
    whole = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert sha256(whole).hexdigest() == pack.sha256
    assert answer.headers["Content-Length"] == str(len(whole))
    assert answer.headers["Content-Disposition"].endswith('-H1.zip"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"Samantha" in files_of(whole)["signatures.csv"]
    acts = AuditEntry.objects.filter(subject=f"petition {petition.public_number}")
    assert acts.filter(action="fetch a pack").count() == 1
    storing.remove(pack.file)


def test_viewers_see_it_and_make_and_fetch_nothing(
    ada: Client, petition: Petition, team: Team, today: datetime
) -> None:
    pack = made(ada, petition, today)
    vi = account("vi", today)
    join(team, vi, "viewer", today)
    viewer = signed_in(vi, today)
    page = viewer.get(desk(petition, f"packs/{pack.public_id}")).content.decode()
    assert pack.sha256 in page
    assert "/file" not in page
    assert "packs/new" not in viewer.get(desk(petition)).content.decode()
    for rest in ("packs/new", f"packs/{pack.public_id}/file"):
        assert viewer.post(desk(petition, rest)).status_code == 404
    handover = handover_of(petition, today)
    assert viewer.get(desk(petition, f"handovers/{handover.public_id}/first-page.pdf")).status_code == 404
    storing.remove(pack.file)


def test_another_teams_pack_is_not_there_by_whatever_address(
    ada: Client, petition: Petition, today: datetime
) -> None:
    pack, handover = made(ada, petition, today), handover_of(petition, today)
    others = team_of(account("zed", today), today, "Others")
    theirs = draft_of(others, today)
    zed = signed_in(others.memberships.get(role="owner").user, today)
    for at in (petition, theirs):
        assert zed.get(desk(at, f"packs/{pack.public_id}")).status_code == 404
        assert zed.post(desk(at, f"packs/{pack.public_id}/file")).status_code == 404
        assert zed.get(desk(at, f"handovers/{handover.public_id}/first-page.pdf")).status_code == 404
    assert zed.post(desk(petition, "packs/new")).status_code == 404
    assert zed.post(desk(theirs, "packs/new"), {"handover": "1"}).status_code == 422  # a draft of their own
    assert ada.get(desk(petition, f"packs/{uuid.uuid4()}")).status_code == 404
    storing.remove(pack.file)


def test_a_wrong_key_is_said_and_what_was_typed_stays(ada: Client, petition: Petition) -> None:
    answer = ada.post(desk(petition, "packs/new"), {"locked_to": "age1<script>"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This is no key to lock to" in page
    assert "age1&lt;script&gt;" in page
    assert not Pack.objects.exists()


def test_two_presses_make_one_pack(ada: Client, petition: Petition) -> None:
    first, second = (ada.post(desk(petition, "packs/new")).headers["Location"] for _ in range(2))
    assert first == second
    assert Pack.objects.count() == 1


def test_what_is_not_there_any_more_is_said(ada: Client, petition: Petition, today: datetime) -> None:
    pack = made(ada, petition, today)
    storing.remove(pack.file)
    answer = ada.post(desk(petition, f"packs/{pack.public_id}/file"))
    assert answer.status_code == 410
    Pack.objects.update(state="failed", problem="disk-full")
    page = ada.get(desk(petition, f"packs/{pack.public_id}")).content.decode()
    assert "The site’s disk is full." in page


def test_the_first_page_of_a_handover_is_a_pdf_of_nobody_elses(
    ada: Client, petition: Petition, today: datetime
) -> None:
    handover = handover_of(petition, today)
    answer = ada.get(desk(petition, f"handovers/{handover.public_id}/first-page.pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF")


def test_the_site_tells_by_a_digest_whether_it_made_a_pack(
    ada: Client, petition: Petition, today: datetime
) -> None:
    pack = made(ada, petition, today)
    page = browser().get(f"/check?sha256={pack.sha256.upper()}%20").content.decode()
    assert "This site made it on" in page
    assert petition.slugs.get().slug in page
    assert "knows no pack" in browser().get(f"/check?sha256={'0' * 64}").content.decode()
    answer = browser().get("/check?sha256=%3Cscript%3E")
    assert "A digest has 64 signs" in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    Petition.objects.update(state="taken-down")
    page = browser().get(f"/check?sha256={pack.sha256}").content.decode()
    assert petition.slugs.get().slug not in page
    storing.remove(pack.file)
