"""What is done to teams: ask in, take back, accept, change, remove, leave, hand on. Each leaves an audit entry."""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from undersigned.kit.ids import new_id
from undersigned.ops.audit import Actor, record
from undersigned.people.accounts import confirmed_addresses
from undersigned.people.links import invitation_link
from undersigned.people.mails import Letter, queue_letter
from undersigned.people.models import Invitation, Membership, Team, User

INVITED_FOR = timedelta(days=7)
MOST_INVITED = 100  # open invitations of one team: a team is no mail cannon
Role = Membership.Role


class TeamRefused(Exception):
    """What was asked for cannot be done; `reason` is one of the keys of desk/team_views.SENTENCES."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def site_team(*, now: datetime) -> Team:
    """The team that petitions belong to which no account started; made on first use."""
    team, _ = Team.objects.get_or_create(
        is_site=True, defaults={"name": settings.UNDERSIGNED_NAME, "created_at": now}
    )
    return team


def actor_of(user: User) -> Actor:
    """How the audit log names an account."""
    return Actor(user.public_id, user.called)


def _note(user: User, action: str, team: Team, before: object, after: object, *, now: datetime) -> None:
    record(
        actor_of(user), action, f"team {team.public_id}", before={"was": before}, after={"is": after}, now=now
    )


def _locked(team: Team) -> Team:
    """The team, held until the transaction ends, so that of two acts each sees what the other did."""
    return Team.objects.select_for_update().get(pk=team.pk)


def _clean(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120 or any(unicodedata.category(sign)[0] == "C" for sign in name):
        raise TeamRefused("name")
    return name


@transaction.atomic
def found(name: str, *, by: User, now: datetime) -> Team:
    """A new team, whose owner is who founds it. Raises TeamRefused."""
    team = Team.objects.create(name=_clean(name), created_at=now)
    Membership.objects.create(team=team, user=by, role=Role.OWNER, created_at=now)
    _note(by, "found", team, None, team.name, now=now)
    return team


@transaction.atomic
def rename(team: Team, name: str, *, by: User, now: datetime) -> Team:
    """Give a team another name. Raises TeamRefused."""
    team, before = _locked(team), team.name
    team.name = _clean(name)
    team.save(update_fields=["name"])
    _note(by, "rename", team, before, team.name, now=now)
    return team


@transaction.atomic
def invite(team: Team, email: str, role: str, *, by: User, language: str, now: datetime) -> Invitation:
    """Ask an address into a team by mail; asking again sends a new link, and the one before it ends.

    Raises TeamRefused.
    """
    _locked(team)
    if role not in Role.values:
        raise TeamRefused("role")
    email = email.lower()
    if team.memberships.filter(user__email__iexact=email).exists():
        raise TeamRefused("member")
    team.invitations.filter(email=email).delete()
    if team.invitations.count() >= MOST_INVITED:
        raise TeamRefused("many")
    invitation = Invitation.objects.create(
        id=new_id(now), team=team, email=email, role=role, invited_by=by, created_at=now,
        expires_at=now + INVITED_FOR,
    )  # fmt: skip
    words = {"link": invitation_link(invitation)}
    queue_letter(Letter("people/mail/invitation", email, words, language), now=now)
    _note(by, "invite", team, None, role, now=now)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Take an invitation back: its link ends."""
    if Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        _note(by, "revoke", invitation.team, invitation.role, None, now=now)


@transaction.atomic
def accept(invitation: Invitation, *, by: User, now: datetime) -> Membership:
    """Join the team. Only the owner of the invited address can, and once. Raises TeamRefused."""
    if invitation.email not in confirmed_addresses(by):
        raise TeamRefused("address")
    team = _locked(invitation.team)
    if not Invitation.objects.filter(pk=invitation.pk, expires_at__gt=now).delete()[0]:
        raise TeamRefused("over")
    membership, is_new = Membership.objects.get_or_create(
        team=team, user=by, defaults={"role": invitation.role, "created_at": now}
    )
    User.objects.filter(pk=by.pk).update(is_invited=True)
    if is_new:
        _note(by, "accept", team, None, membership.role, now=now)
    return membership


def _keep_an_owner(team: Team, leaving: Membership) -> None:
    others = team.memberships.filter(role=Role.OWNER).exclude(pk=leaving.pk)
    if leaving.role == Role.OWNER and not others.exists():
        raise TeamRefused("owner")


def _of(team: Team, membership: Membership) -> Membership:
    """The membership as it is now. Raises TeamRefused where it ended meanwhile."""
    row = team.memberships.select_related("user").filter(pk=membership.pk).first()
    if row is None:
        raise TeamRefused("gone")
    if team.personal_of_id == row.user_id:
        raise TeamRefused("own")
    return row


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User, now: datetime) -> Membership:
    """Let a member do more or less; a team is never without an owner. Raises TeamRefused."""
    if role not in Role.values:
        raise TeamRefused("role")
    team = _locked(membership.team)
    membership = _of(team, membership)
    if role != Role.OWNER:
        _keep_an_owner(team, membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    _note(by, "change role", team, [str(membership.user.public_id), before], role, now=now)
    return membership


@transaction.atomic
def remove(membership: Membership, *, by: User, now: datetime) -> None:
    """End a membership, one's own (to leave) or another's. Raises TeamRefused."""
    team = _locked(membership.team)
    membership = _of(team, membership)
    _keep_an_owner(team, membership)
    verb = "leave" if membership.user_id == by.pk else "remove"
    _note(by, verb, team, [str(membership.user.public_id), membership.role], None, now=now)
    membership.delete()


@transaction.atomic
def transfer(team: Team, to: Membership, *, by: User, now: datetime) -> None:
    """Hand ownership on: the other becomes owner, who hands on stays as editor. Raises TeamRefused."""
    change_role(to, Role.OWNER, by=by, now=now)
    own = team.memberships.get(user=by)
    if own.pk != to.pk:
        change_role(own, Role.EDITOR, by=by, now=now)
