"""How many mails may still leave today: to one address, on behalf of one network, and in all."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from undersigned.mailing.kinds import is_apart
from undersigned.mailing.models import Allowance, Message
from undersigned.ops.rows import insert_new

KEPT = timedelta(days=2)
APART = 4  # how many times the usual share an address gets of mails apart: whoever signs in asks for each
ADDRESS, NETWORK, SITE, OWN = (str(scope) for scope in Allowance.Scope)
Slot = tuple[str, bytes]  # scope, and whose


def reserve(messages: Sequence[Message], *, day: date) -> dict[UUID, str]:
    """Count messages that are about to leave on `day`; of those that may not, the scope that is used up.

    Exact however many workers reserve at once: the counts stay locked from the look to the update. A message
    carries the day that counted it, so a try that failed, or that a crash cut short, is not counted again, and
    a limit is never passed.
    """
    asking = [message for message in messages if message.allowed_on != day]
    slots = sorted({slot for message in asking for slot in _slots(message)})
    if not slots:
        return {}
    with transaction.atomic():
        # In one order for every worker, so that no two wait for each other.
        insert_new([Allowance(scope=scope, key=key, day=day) for scope, key in slots])
        rows = Allowance.objects.filter(day=day, key__in=[key for _, key in slots])
        counts = {
            (row.scope, bytes(row.key)): row for row in rows.order_by("scope", "key").select_for_update()
        }
        taken: Counter[Slot] = Counter({slot: counts[slot].sent for slot in slots})
        over = _over(asking, taken)
        grown = Counter(taken[slot] - counts[slot].sent for slot in slots)
        for more in grown.keys() - {0}:
            same = [counts[slot].pk for slot in slots if taken[slot] - counts[slot].sent == more]
            Allowance.objects.filter(pk__in=same).update(sent=F("sent") + more)
        counted = [message.pk for message in asking if message.pk not in over]
        Message.objects.filter(pk__in=counted).update(allowed_on=day)
    return over


def _over(messages: Sequence[Message], taken: Counter[Slot]) -> dict[UUID, str]:
    """Which messages a limit holds back, and which limit; all others are added to `taken`."""
    over = {}
    for message in messages:
        slots = _slots(message)
        reached = next((slot for slot in slots if taken[slot] >= _most(slot)), None)
        if reached:
            over[message.pk] = reached[0]
        else:
            taken.update(slots)
    return over


def _slots(message: Message) -> list[Slot]:
    """What a message counts for; the limit that comes first decides what becomes of it."""
    slots = [(OWN if is_apart(message.kind) else ADDRESS, bytes(message.address_digest))]
    if message.network_digest is not None:
        slots.append((NETWORK, bytes(message.network_digest)))
    return [*slots, (SITE, b"")] if settings.UNDERSIGNED_MAIL_PER_DAY else slots


def _most(slot: Slot) -> int:
    limits: dict[str, int] = {
        ADDRESS: settings.UNDERSIGNED_MAIL_PER_ADDRESS,
        OWN: settings.UNDERSIGNED_MAIL_PER_ADDRESS * APART,
        NETWORK: settings.UNDERSIGNED_MAIL_PER_NETWORK,
        SITE: settings.UNDERSIGNED_MAIL_PER_DAY,
    }
    return limits[slot[0]]


def left_today(day: date) -> int | None:
    """How many mails the site may still send on `day`; None where it has no such limit."""
    if not settings.UNDERSIGNED_MAIL_PER_DAY:
        return None
    sent = Allowance.objects.filter(scope=SITE, key=b"", day=day).values_list("sent", flat=True).first()
    return max(0, int(settings.UNDERSIGNED_MAIL_PER_DAY) - (sent or 0))


def old(now: datetime) -> QuerySet[Allowance]:
    """The counts of days that no limit looks at any more."""
    return Allowance.objects.filter(day__lt=(now - KEPT).date())
