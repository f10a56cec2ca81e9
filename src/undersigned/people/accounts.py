"""What is done to accounts."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F

from undersigned.ops.audit import COMMAND, record
from undersigned.ops.switches import switched
from undersigned.people.models import Membership, Team, User


def own_team(user: User, *, now: datetime) -> Team:
    """The team that is the account's alone, made on first use."""
    team, is_new = Team.objects.get_or_create(
        personal_of=user, defaults={"name": user.called[:120], "created_at": now}
    )
    if is_new:
        Membership.objects.create(team=team, user=user, role=Membership.Role.OWNER, created_at=now)
    return team


@transaction.atomic
def create_account(email: str, *, is_staff: bool, is_moderator: bool, now: datetime) -> User:
    """An account of somebody the operator knows; of one that is there only the given rights are added."""
    user, is_new = User.objects.get_or_create(email=email, defaults={"created_at": now})
    if is_new:
        user.set_unusable_password()
    user.is_invited = True
    user.is_staff = user.is_staff or is_staff
    user.is_moderator = user.is_moderator or is_moderator
    user.link_serial += 1  # links made before end
    user.save()
    # The operator vouches for the address: the link is handed over by other ways than mail.
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    own_team(user, now=now)
    rights = {"staff": user.is_staff, "moderator": user.is_moderator}
    record(COMMAND, "create account", f"account {user.public_id}", after=rights, now=now)
    return user


def use_link(user: User) -> bool:
    """Let the sign-in link of an account end; of two who press at once only one is told True."""
    used = User.objects.filter(pk=user.pk, link_serial=user.link_serial)
    return used.update(link_serial=F("link_serial") + 1) == 1


def may_start(user: User) -> bool:
    """Whether somebody may start a petition here: the site's switch `starting` says who."""
    wanted = switched("starting")
    return user.is_staff or wanted == "anyone" or (wanted == "invited" and user.is_invited)


def confirmed_addresses(user: User) -> set[str]:
    """The addresses of an account that it has confirmed, in lower case."""
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return {email.lower() for email in rows.values_list("email", flat=True)}
