"""How many mails may still leave today: to one address, on behalf of one network, and in all."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from undersigned.mailing.models import Allowance, Message
from undersigned.ops.rows import insert_new

KEPT = timedelta(days=2)
Limit = tuple[str, bytes, int]  # scope, key, most a day


class LimitReached(Exception):
    """The mail may not leave today; `scope` says which limit is reached."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


@transaction.atomic
def reserve(message: Message, *, day: date) -> None:
    """Count one more mail of the day before it leaves. Raises LimitReached, and then counts nothing.

    Each count is one conditional update, so that two workers together never pass a limit. A worker that dies
    between this and the handing over has counted one mail too many: a limit is never passed, only met early.
    """
    for scope, key, most in _limits(message):
        insert_new([Allowance(scope=scope, key=key, day=day)])
        row = Allowance.objects.filter(scope=scope, key=key, day=day, sent__lt=most)
        if not row.update(sent=F("sent") + 1):
            raise LimitReached(scope)


@transaction.atomic
def release(message: Message, *, day: date) -> None:
    """Take back what was reserved for a mail that did not leave."""
    for scope, key, _ in _limits(message):
        Allowance.objects.filter(scope=scope, key=key, day=day, sent__gt=0).update(sent=F("sent") - 1)


def _limits(message: Message) -> list[Limit]:
    """The limits that hold for a message, in one order for every worker."""
    scopes = Allowance.Scope
    limits = [(str(scopes.ADDRESS), bytes(message.address_digest), settings.UNDERSIGNED_MAIL_PER_ADDRESS)]
    if message.network_digest is not None:
        most = settings.UNDERSIGNED_MAIL_PER_NETWORK
        limits.append((str(scopes.NETWORK), bytes(message.network_digest), most))
    if settings.UNDERSIGNED_MAIL_PER_DAY:
        limits.append((str(scopes.SITE), b"", settings.UNDERSIGNED_MAIL_PER_DAY))
    return limits


def forget_old(*, now: datetime) -> None:
    """Delete the counts of days that no limit looks at any more."""
    Allowance.objects.filter(day__lt=(now - KEPT).date()).delete()
