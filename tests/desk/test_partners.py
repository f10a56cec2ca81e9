"""Partners at the desk, by its pages: asked, joining, seeing and taking along; and all that is not theirs."""

import re
from datetime import datetime

import pytest
from django.test import Client

from tests.desk.members import account, browser, draft_of, join, mails, path_in, signed_in, team_of
from tests.partners import asks, details, joins
from tests.people import signs
from undersigned.people.models import Team, User
from undersigned.petitions import actions
from undersigned.petitions.models import Partner, Petition
from undersigned.signing.confirming import confirm
from undersigned.signing.models import Consent, ExportLog

pytestmark = pytest.mark.django_db
FRIENDS = details("Friends")._asdict()


@pytest.fixture
def petition(team: Team, today: datetime) -> Petition:
    return actions.publish(draft_of(team, today), now=today)


def main(content: bytes) -> str:
    """What a page says below its heading."""
    return content.decode().partition("<h1")[2].partition("</main>")[0]


def member(partner: Partner, role: str, today: datetime) -> Client:
    """Somebody of a partner's team."""
    user = account(f"{role}-at-{partner.name.lower()}", today)
    assert partner.team
    join(partner.team, user, role, today)
    return signed_in(user, today)


def test_an_organisation_is_asked_joins_and_stands_on_the_page(
    ada: User, petition: Petition, today: datetime
) -> None:
    desk, dee = signed_in(ada, today), account("dee", today)
    path = f"/desk/p/{petition.slugs.get().slug}/partners"
    assert "Your team alone." in main(desk.get(path).content)
    assert desk.post(f"{path}/invite", {"email": "dee at home"}).status_code == 422
    assert desk.post(f"{path}/invite", {"email": "dee@example.org"}).status_code == 302
    assert "dee@example.org" in main(desk.get(path).content)
    link = path_in(mails(today)[0][1])
    theirs = signed_in(dee, today)
    assert "Riverside library" in main(theirs.get(link).content)
    chosen = str(team_of(dee, today, "Friends’ office").public_id)
    wrong = theirs.post(link, FRIENDS | {"team": chosen, "url": "javascript:alert(1)", "name": "<b>"})
    assert wrong.status_code == 422
    assert 'value="&lt;b&gt;"' in main(wrong.content)
    assert 'id="url_error"' in main(wrong.content)
    joined = theirs.post(link, FRIENDS | {"team": chosen})
    assert joined.status_code == 302
    assert theirs.get(link).status_code == 410
    page = main(theirs.get(joined.headers["Location"]).content)
    assert "Take your signers along" in page
    assert "Riverside library" in main(theirs.get("/desk/").content)
    assert "dee@example.org" not in main(desk.get(path).content)
    public = browser().get(f"/p/{petition.slugs.get().slug}").content.decode()
    assert "Mail me news from <bdi>Friends</bdi>" in public
    assert 'href="https://friends.example.org/" rel="nofollow noopener"' in public
    box = re.findall(r'<input type="checkbox" name="partner_1"[^>]*>', public)
    assert len(box) == 1
    assert "checked" not in box[0]


def test_only_the_owner_of_the_address_joins_and_only_for_a_team_of_theirs(
    petition: Petition, today: datetime
) -> None:
    dee, zed = account("dee", today), account("zed", today)
    asks(petition, "dee@example.org", today)
    link = path_in(mails(today)[0][1])
    assert browser().get(link).status_code == 302
    theirs = str(team_of(dee, today, "Friends").public_id)
    stranger = signed_in(zed, today)
    assert "<form" not in main(stranger.get(link).content)
    own = str(team_of(zed, today, "Zed").public_id)
    for team in (own, theirs):
        assert stranger.post(link, FRIENDS | {"team": team}).status_code == 422
    client = signed_in(dee, today)
    for team in (own, str(petition.team.public_id), "nonsense", ""):
        assert client.post(link, FRIENDS | {"team": team}).status_code == 422
    assert not Partner.objects.filter(state=Partner.State.JOINED).exists()
    assert client.post(link, FRIENDS | {"team": theirs}).status_code == 302
    assert client.post(link, FRIENDS | {"team": theirs}).status_code == 410


def test_a_partners_viewer_sees_growth_alone_and_its_editor_takes_its_own_along(
    petition: Petition, today: datetime
) -> None:
    friends, anglers = (joins(petition, name, today) for name in ("Friends", "Anglers"))
    for name, boxes, updates in (("sam", (1,), False), ("dee", (2,), True), ("mo", (), True)):
        email = f"{name}@example.org"
        confirm(signs(petition, today, email=email, partners=boxes, updates=updates), None, now=today)
    path = f"/desk/with/{friends.public_id}"
    viewer, editor = member(friends, "viewer", today), member(friends, "editor", today)
    page = main(viewer.get(path).content)
    assert '<strong class="figure">3</strong>' in page
    assert "United Kingdom" not in page
    assert "<form" not in page
    assert viewer.post(f"{path}/sheet", {"kind": "csv", "columns": "mailchimp"}).status_code == 404
    answer = editor.post(f"{path}/sheet", {"kind": "csv", "columns": "mailchimp"})
    sheet = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "sam@example.org" in sheet
    assert "dee@example.org" not in sheet
    assert "mo@example.org" not in sheet
    book = editor.post(f"{path}/sheet", {"kind": "xlsx", "columns": "civicrm"})
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert [entry.rows for entry in ExportLog.objects.filter(team=friends.team)] == [1, 1]
    for columns in ("delivery", "email", "", "civicrm,number"):
        assert editor.post(f"{path}/sheet", {"kind": "csv", "columns": columns}).status_code == 422
    assert "It held 1 signer." in main(editor.get(path).content)
    assert not ExportLog.objects.exclude(team=friends.team).exists()
    assert anglers.team != friends.team


def test_what_is_another_teams_is_not_there(petition: Petition, today: datetime) -> None:
    friends, anglers = (joins(petition, name, today) for name in ("Friends", "Anglers"))
    owner, slug = member(friends, "owner", today), petition.slugs.get().slug
    assert owner.get(f"/desk/with/{anglers.public_id}").status_code == 404
    for ending in ("sheet", "leave"):
        assert owner.post(f"/desk/with/{anglers.public_id}/{ending}").status_code == 404
    for ending in ("", "/partners", f"/partners/{anglers.public_id}/end", "/write", "/preview"):
        assert owner.get(f"/desk/p/{slug}{ending}").status_code == 404
    for ending in ("/sheet", "/partners/invite", f"/partners/{friends.public_id}/end"):
        assert owner.post(f"/desk/p/{slug}{ending}").status_code == 404
    # Ada's own owner, with the partner of another petition:
    other = actions.publish(draft_of(team_of(account("zed", today), today, "Zed"), today), now=today)
    theirs = joins(other, "Readers", today)
    ada = signed_in(User.objects.get(email="ada@example.org"), today)
    assert ada.post(f"/desk/p/{slug}/partners/{theirs.public_id}/end").status_code == 404
    assert ada.get(f"/desk/with/{friends.public_id}").status_code == 404
    assert Partner.objects.filter(state=Partner.State.JOINED).count() == 3


def test_either_side_parts_with_one_button_and_all_that_was_open_closes(
    ada: User, petition: Petition, today: datetime
) -> None:
    friends, anglers = (joins(petition, name, today) for name in ("Friends", "Anglers"))
    confirm(signs(petition, today, partners=(1, 2)), None, now=today)
    editor, owner = member(friends, "editor", today), member(friends, "owner", today)
    path = f"/desk/with/{friends.public_id}"
    assert editor.get(f"{path}/leave").status_code == 404
    assert "Leave this petition" in main(owner.get(f"{path}/leave").content)
    assert owner.post(f"{path}/leave").status_code == 302
    for client in (editor, owner):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}/sheet", {"kind": "csv", "columns": "civicrm"}).status_code == 404
    desk, slug = signed_in(ada, today), petition.slugs.get().slug
    end = f"/desk/p/{slug}/partners/{anglers.public_id}/end"
    assert "Part from <bdi>Anglers</bdi>" in main(desk.get(end).content)
    for _ in range(2):  # sent twice
        assert desk.post(end).status_code == 302
    public = browser().get(f"/p/{slug}").content.decode()
    assert "partner_" not in public
    assert "Friends" not in public
    petition.refresh_from_db()
    assert (petition.notice_number, petition.has_partners) == (5, False)
    assert Consent.objects.count() == 2  # what was agreed to is told to its signer, and is worth nothing


def test_the_setting_holds_for_partners_too(petition: Petition, today: datetime, settings: object) -> None:
    settings.UNDERSIGNED_EXPORT_ADDRESSES = "staff"  # type: ignore[attr-defined]
    editor = member(friends := joins(petition, "Friends", today), "editor", today)
    answer = editor.post(f"/desk/with/{friends.public_id}/sheet", {"kind": "csv", "columns": "civicrm"})
    assert answer.status_code == 403
    assert not ExportLog.objects.exists()
