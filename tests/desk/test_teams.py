"""Teams by their pages: asking in, roles, handing on, and what others cannot do."""

from datetime import datetime

import pytest

from tests.desk.members import account, browser, join, mails, path_in, signed_in, team_of
from undersigned.ops.models import AuditEntry
from undersigned.people.models import Invitation, Membership, Team, User

pytestmark = pytest.mark.django_db


def _invite(team: Team, ada: User, today: datetime, email: str = "sam@example.org") -> str:
    form = {"email": email, "role": "editor"}
    answer = signed_in(ada, today).post(f"/desk/team/{team.public_id}/invite", form)
    assert answer.status_code == 302, answer.content.decode()
    return path_in(mails(today)[-1][1])


def test_an_invitation_is_accepted_once_by_the_owner_of_its_address(
    team: Team, ada: User, today: datetime
) -> None:
    path = _invite(team, ada, today)
    assert browser().get(path).headers["Location"].startswith("/sign-in?next=/invitation/")
    zed = signed_in(account("zed", today), today)
    assert zed.post(path).status_code == 422
    sam = account("sam", today)
    client = signed_in(sam, today)
    assert client.get(path).status_code == 200
    assert not Membership.objects.filter(team=team, user=sam).exists()
    assert client.post(path).headers["Location"] == f"/desk/team/{team.public_id}"
    assert Membership.objects.get(team=team, user=sam).role == "editor"
    assert client.post(path).status_code == 410


def test_an_invitation_that_was_taken_back_is_over(team: Team, ada: User, today: datetime) -> None:
    path = _invite(team, ada, today)
    row = Invitation.objects.get()
    owner = signed_in(ada, today)
    assert owner.get(f"/desk/team/{team.public_id}/invitations/{row.pk}/revoke").status_code == 405
    assert owner.post(f"/desk/team/{team.public_id}/invitations/{row.pk}/revoke").status_code == 302
    assert signed_in(account("sam", today), today).get(path).status_code == 410


def test_another_teams_invitation_or_member_is_not_there(team: Team, ada: User, today: datetime) -> None:
    _invite(team, ada, today)
    zed = account("zed", today)
    others = team_of(zed, today, "Others")
    client = signed_in(zed, today)
    row = Invitation.objects.get()
    assert client.post(f"/desk/team/{others.public_id}/invitations/{row.pk}/revoke").status_code == 404
    place = f"/desk/team/{others.public_id}/members/{ada.public_id}"
    for verb in ("role", "transfer", "remove"):
        assert client.post(f"{place}/{verb}", {"role": "viewer"}).status_code == 404
    assert Invitation.objects.exists()


def test_a_team_is_never_without_an_owner(team: Team, ada: User, today: datetime) -> None:
    client = signed_in(ada, today)
    own = f"/desk/team/{team.public_id}/members/{ada.public_id}"
    assert client.post(f"{own}/role", {"role": "viewer"}).status_code == 422
    assert client.post(f"{own}/remove").status_code == 422
    assert client.post(f"/desk/team/{team.public_id}/leave").status_code == 422
    sam = account("sam", today)
    join(team, sam, "viewer", today)
    assert client.post(f"/desk/team/{team.public_id}/members/{sam.public_id}/transfer").status_code == 302
    roles = dict(team.memberships.values_list("user__email", "role"))
    assert roles == {"ada@example.org": "editor", "sam@example.org": "owner"}
    assert client.post(f"/desk/team/{team.public_id}/leave").headers["Location"] == "/desk/"


def test_ones_own_team_keeps_its_owner(ada: User, today: datetime) -> None:
    own = Team.objects.get(personal_of=ada)
    client = signed_in(ada, today)
    assert client.post(f"/desk/team/{own.public_id}/leave").status_code == 422
    sam = account("sam", today)
    join(own, sam, "editor", today)
    assert client.post(f"/desk/team/{own.public_id}/members/{sam.public_id}/transfer").status_code == 422
    assert own.memberships.get(user=ada).role == "owner"
    assert own.memberships.get(user=sam).role == "editor"


def test_removing_says_first_what_will_happen(team: Team, ada: User, today: datetime) -> None:
    sam = account("sam", today)
    join(team, sam, "editor", today)
    client = signed_in(ada, today)
    path = f"/desk/team/{team.public_id}/members/{sam.public_id}/remove"
    assert "will no longer see" in client.get(path).content.decode()
    assert team.memberships.count() == 2
    client.post(path)
    assert team.memberships.count() == 1


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\u202egnp.exe", "{{ settings.SECRET_KEY }}"])
def test_a_hostile_name_is_shown_as_letters_or_refused(name: str, ada: User, today: datetime) -> None:
    client = signed_in(ada, today)
    answer = client.post("/desk/team", {"name": name})
    page = client.get("/desk/").content.decode()
    assert answer.status_code in (302, 422)
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_every_act_on_a_team_is_written_down(team: Team, ada: User, today: datetime) -> None:
    _invite(team, ada, today)
    entries = AuditEntry.objects.filter(subject=f"team {team.public_id}").order_by("pk")
    assert [entry.action for entry in entries] == ["found", "invite"]
    assert {entry.actor for entry in entries} == {ada.public_id}
