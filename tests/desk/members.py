"""Those who sign in, in the tests: ada owns a team, others are in it or elsewhere."""

import re
from datetime import datetime

from django.test import Client

from tests.people import DOCUMENT
from undersigned.mailing.kinds import kind_of
from undersigned.mailing.models import Message
from undersigned.people import actions
from undersigned.people.accounts import create_account
from undersigned.people.links import sign_in_link
from undersigned.people.models import Membership, Team, User
from undersigned.petitions.actions import draft
from undersigned.petitions.models import Petition


def account(name: str, now: datetime, *, is_staff: bool = False, is_moderator: bool = False) -> User:
    """An account of somebody, with a confirmed address."""
    return create_account(f"{name}@example.org", is_staff=is_staff, is_moderator=is_moderator, now=now)


def team_of(user: User, now: datetime, name: str = "Riverside Readers") -> Team:
    """A team that somebody founded."""
    return actions.found(name, by=user, now=now)


def join(team: Team, user: User, role: str, now: datetime) -> Membership:
    """Somebody is in a team."""
    return Membership.objects.create(team=team, user=user, role=role, created_at=now)


def draft_of(team: Team, now: datetime) -> Petition:
    """A petition that a team has written and not opened."""
    return draft(DOCUMENT, team=team, now=now)


def browser(*, enforce_csrf_checks: bool = False) -> Client:
    """Somebody at this machine, with a browser that keeps cookies."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=enforce_csrf_checks)


def signed_in(user: User, now: datetime) -> Client:
    """Somebody who followed a sign-in link."""
    client = browser()
    user.refresh_from_db()
    path = re.sub(r"^https?://[^/]+", "", sign_in_link(user, now=now))
    answer = client.post(path)
    assert answer.status_code == 302, answer.content.decode()
    return client


def mails(now: datetime) -> list[tuple[str, str]]:
    """(to, text) of every mail to an account that waits, the oldest first."""
    waiting = list(Message.objects.filter(kind="account").order_by("created_at", "id"))
    written = kind_of("account").render(waiting, now=now)
    return [(written[message.id].to, written[message.id].text) for message in waiting]


def code_in(text: str) -> str:
    """The code that stands alone on a line of a mail."""
    return re.findall(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)$", text, re.MULTILINE)[0]  # type: ignore[no-any-return]


def path_in(text: str) -> str:
    """The path of the link that stands alone on a line of a mail."""
    return re.findall(r"^https?://[^/]+(/\S+)$", text, re.MULTILINE)[0]  # type: ignore[no-any-return]
