"""Whose account an identity of the organisation's own sign-in opens."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from undersigned.ops.audit import Actor, record
from undersigned.people.accounts import own_team
from undersigned.people.models import User

PROVIDER = "provider"  # there is one; a key holds whose it is


class IdentityRefused(Exception):
    """No account opens; `reason` is "unverified" or "unknown"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Opened:
    """The account, and whether it has just been joined to the identity, having been there before."""

    row: SocialAccount
    is_joined: bool


@transaction.atomic
def account_of_identity(
    key: str, *, address: str, name: str, may_make_account: bool, now: datetime
) -> Opened:
    """The account that an identity was joined to; at first the one whose confirmed address it has.

    `address` is empty unless the provider vouches for it. Raises IdentityRefused.
    """
    known = SocialAccount.objects.select_related("user").filter(provider=PROVIDER, uid=key).first()
    if known:
        return Opened(known, is_joined=False)
    if not address:
        raise IdentityRefused("unverified")
    user = _account_with(address)
    if is_new := user is None:
        if not may_make_account:
            raise IdentityRefused("unknown")
        user = _made(address, name, now=now)
    assert user is not None  # noqa: S101 - made, if it was not there
    # One identity an account: whoever has the address now could sign in by a mailed code as well.
    SocialAccount.objects.filter(provider=PROVIDER, user=user).delete()
    row = SocialAccount.objects.create(provider=PROVIDER, uid=key, user=user)
    act = "make account by provider" if is_new else "join account to provider"
    record(Actor(user.public_id, user.called), act, f"account {user.public_id}", now=now)
    return Opened(row, is_joined=not is_new)


def _account_with(address: str) -> User | None:
    """Whose confirmed address it is. A sign-up that nobody ever confirmed becomes its owner's."""
    rows = EmailAddress.objects.select_related("user").filter(email__iexact=address, verified=True)
    for row in rows:
        if _is_same(row.email, address):
            held: User = row.user
            return held
    for user in User.objects.select_for_update().filter(email__iexact=address):
        if _is_same(user.email, address) and not EmailAddress.objects.filter(user=user, verified=True):
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            user.set_unusable_password()
            user.save(update_fields=["password"])
            return user
    return None


def _is_same(one: str, other: str) -> bool:
    """Capitals aside, but of plain letters alone: some others become a plain one when made small."""
    return one == other or (one.isascii() and other.isascii() and one.lower() == other.lower())


def _made(address: str, name: str, *, now: datetime) -> User:
    user = User(email=address.lower() if address.isascii() else address, name=name, created_at=now)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    own_team(user, now=now)
    return user
