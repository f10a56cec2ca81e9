"""Who may open what: the printed table is what the site really does, for each path, method and role."""

import json
import re
import uuid
from datetime import datetime
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from tests.answered import answered
from tests.delivery.occasions import council, planned
from tests.delivery.offices import handed_over, kept_document, waits
from tests.desk.members import account, browser, draft_of, join, signed_in, team_of
from tests.partners import joins
from tests.people import ada_opens
from undersigned.delivery.models import Pack
from undersigned.desk.access import ROLES, is_desk_path, least_of
from undersigned.desk.roles import path_of, patterns, table
from undersigned.people.models import Team

pytestmark = pytest.mark.django_db
NAMED = ("member", "invitation", "partner", "partnership", "recipient", "handover", "pack")
FILLED = {
    "verb": "pause",
    "act": "cancel",
    "kind": "about",
    "number": "1",
    "language": "fr",
    "size": "1",
    "pk": "1",
    "answer": "1",
}


@pytest.fixture
def people(team: Team, today: datetime) -> dict[str, Client]:
    """One signed-in person for each role; the team's are in it, the site's are not."""
    found = {"stranger": browser()}
    for role in ("viewer", "editor", "owner"):
        user = account(f"{role}-sam", today)
        join(team, user, role, today)
        found[role] = signed_in(user, today)
    mo = account("mo", today, is_moderator=True)
    operator = account("olu", today, is_staff=True)
    for role, user in (("moderator", mo), ("operator", operator)):
        found[role] = signed_in(user, today)
        Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": ""})
    return found


def _filled(path: str, team: Team, slug: str, **beside: str) -> str:
    known = FILLED | {"team": str(team.public_id), "slug": slug}
    known |= dict.fromkeys(NAMED, str(uuid.uuid4())) | beside
    return re.sub(r"<(\w+)>", lambda found: known.get(found[1], "nothing"), path)


def _asked_to_sign_in(client: Client, method: str, path: str) -> bool:
    answer = client.generic(method, path, "", content_type="application/x-www-form-urlencoded")
    assert answer.status_code < 500
    return answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?next=")


def test_every_address_says_its_least_role() -> None:
    assert not [path_of(pattern) for pattern in patterns() if least_of(pattern.callback) is None]


def test_only_paths_of_the_desk_ask_for_a_role_and_nothing_of_the_desk_hides_elsewhere() -> None:
    for pattern in patterns():
        access = least_of(pattern.callback)
        assert access
        assert access.least == "stranger" or is_desk_path(path_of(pattern))


def test_the_command_prints_the_table() -> None:
    out = StringIO()
    call_command("roles", "--json", stdout=out)
    rows = json.loads(out.getvalue())["urls"]
    assert rows == table()
    assert all(set(row) == {"path", "method", *ROLES} for row in rows)
    known = {(row["path"], row["method"]): row["stranger"] for row in rows}
    assert known["/p/<slug>", "GET"]
    assert known["/p/<slug>/sign", "POST"]
    assert known["/sign-in", "GET"]
    assert known["/inbox", "GET"]
    assert known["/desk/team/<team>", "GET"] is False
    assert ("/desk/team/<team>/invite", "GET") not in known


def test_strangers_may_open_exactly_what_the_table_says(team: Team, today: datetime) -> None:
    slug = ada_opens(today).slugs.get().slug
    for row in table():
        asked = _asked_to_sign_in(browser(), row["method"], _filled(row["path"], team, slug))
        assert asked is not row["stranger"], row


@pytest.mark.parametrize("role", ROLES[1:])
def test_each_role_may_open_exactly_what_the_table_says(
    role: str, people: dict[str, Client], team: Team, today: datetime
) -> None:
    """What is denied answers 404 before anything is looked at; what is allowed reaches the view."""
    petition = draft_of(team, today)
    client, slug = people[role], petition.slugs.get().slug
    beside = {
        "partner": str(joins(petition, "Friends", today).public_id),
        "partnership": str(joins(ada_opens(today), "Readers", today, team=team).public_id),
        "number": str(answered(petition, today, "promised", document=kept_document()).number),
        "recipient": str(council(petition, today).public_id),
        "handover": str(planned(petition, today).public_id),
        "pack": str(Pack.objects.create(petition=petition, asked_at=today).public_id),
        "answer": str(waits(handed_over(today), today).pk),
    }
    # Whoever left is no member any more: of the petition first, then of the team.
    for row in sorted(table(), key=lambda row: ("/leave" in row["path"], "/team/" in row["path"])):
        if not is_desk_path(row["path"]) or row["stranger"]:
            continue
        view = next(p.callback for p in patterns() if path_of(p) == row["path"])
        reached = _reaches(client, view, row["method"], _filled(row["path"], team, slug, **beside))
        assert reached is row[role], row


def _reaches(client: Client, view: object, method: str, path: str) -> bool:
    """Whether the request comes to the view itself, which then may find that a member or link is not there."""
    access = least_of(view)
    assert access
    answer = client.generic(method, path, "", content_type="application/x-www-form-urlencoded")
    answer.getvalue()  # a file is closed once it was read to its end
    assert answer.status_code < 500, path
    if access.least == "account":  # what is not there of one's own account answers 404 as well
        return not answer.headers.get("Location", "").startswith("/sign-in?next=")
    if answer.status_code == 404 and re.search("/(members|invitations)/", path):
        return access.least in _held(client, path)
    return answer.status_code != 404


def _held(client: Client, path: str) -> set[str]:
    """The least roles that somebody has in the team of a path, found by what the team's page offers."""
    page = client.get(re.sub(r"(/desk/team/[^/]+)/.*", r"\1", path))
    if page.status_code == 404:
        return set()
    return {"viewer", "owner"} if b"/invite" in page.content else {"viewer"}


def test_methods_that_a_page_does_not_declare_are_refused(people: dict[str, Client], team: Team) -> None:
    assert people["owner"].get(f"/desk/team/{team.public_id}/invite").status_code == 405
    assert browser().get("/sign-out").status_code == 405
    assert people["owner"].delete("/desk/").status_code == 405


def test_another_teams_pages_are_not_there(people: dict[str, Client], today: datetime) -> None:
    other = team_of(account("zed", today), today, "Others")
    for client in people.values():
        for ending in ("", "/leave"):
            assert client.get(f"/desk/team/{other.public_id}{ending}").status_code in (302, 404)
    assert people["owner"].post(f"/desk/team/{other.public_id}/name", {"name": "Mine"}).status_code == 404
    other.refresh_from_db()
    assert other.name == "Others"
