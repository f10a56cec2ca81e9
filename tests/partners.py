"""Organisations beside ada's team, in the tests."""

import re
from datetime import datetime

from undersigned.ops.audit import COMMAND
from undersigned.people import actions
from undersigned.people.accounts import create_account
from undersigned.people.models import Team, User
from undersigned.petitions import partnering
from undersigned.petitions.coalition import Details
from undersigned.petitions.models import Partner, Petition


def details(name: str) -> Details:
    """What an organisation says of itself."""
    domain = re.sub("[^a-z0-9]+", "-", name.lower())
    return Details(
        name,
        f"https://{domain}.example.org/",
        f"{name}, 1 Bank, Leeds",
        f"https://{domain}.example.org/privacy",
    )


def someone(name: str, now: datetime) -> User:
    """An account with a confirmed address."""
    return create_account(f"{name}@example.org", is_staff=False, is_moderator=False, now=now)


def asks(petition: Petition, email: str, now: datetime) -> Partner:
    """Ada asks an organisation."""
    by = someone("ada", now)
    return partnering.invite(petition, email, by=by, language="en", now=now)


def joins(petition: Petition, name: str, now: datetime, *, team: Team | None = None) -> Partner:
    """An organisation is asked, and stands beside the petition from now on."""
    owner = someone(f"owner-of-{name.lower().replace(' ', '-')}", now)
    if team is None:
        team = actions.found(name, by=owner, now=now)
    else:
        owner = team.memberships.filter(role="owner").earliest("pk").user
    partner = partnering.join(asks(petition, owner.email, now), team, details(name), by=owner, now=now)
    petition.refresh_from_db()
    return partner


def parts(partner: Partner, now: datetime) -> None:
    """It goes again."""
    assert partnering.part(partner, actor=COMMAND, now=now)
