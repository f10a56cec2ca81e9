"""What signing forgets by itself, as the notice beside the button says."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from undersigned.ops.retention import Rule
from undersigned.petitions.datakeys import forget_key
from undersigned.petitions.models import Petition
from undersigned.signing.ending import FORGOTTEN, end
from undersigned.signing.models import CodeTries, Consent, NetworkKey, Signature, Suppression

UNCONFIRMED_FOR = timedelta(days=30)  # from the moment when the mail left, or sending it was given up
# A mail that never left was dropped: its petition closed meanwhile. Nothing waits longer than this.
NEVER_MAILED_FOR = timedelta(days=60)
NETWORKS_FOR = timedelta(days=30)
AT_ONCE = 5000


def _unconfirmed(now: datetime) -> QuerySet[Signature]:
    late = Q(mailed_at__lte=now - UNCONFIRMED_FOR) | Q(mailed_at=None, signed_at__lte=now - NEVER_MAILED_FOR)
    return Signature.objects.filter(late, state=Signature.State.PENDING)


def _expire_unconfirmed(now: datetime) -> int:
    return sum(end(rows, Signature.State.EXPIRED, now=now) for rows in _batches(_unconfirmed(now)))


def _batches(rows: QuerySet[Signature]) -> Iterator[QuerySet[Signature]]:
    """The rows a few thousand at a time, so that no signer waits for a long transaction; each batch must shrink it."""
    while ids := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        yield rows.filter(pk__in=ids)


def _old_networks(now: datetime) -> QuerySet[NetworkKey]:
    return NetworkKey.objects.filter(day__lt=(now - NETWORKS_FOR).date())


def _forget_networks(now: datetime) -> int:
    # Without the day's key a digest of that day means nothing, so the rows need not be touched.
    return _old_networks(now).delete()[0]


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of day so many months earlier; the last day of the month where it is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1)


def deletion_day(petition: Petition) -> date | None:
    """The day on which a petition's personal data goes; None before the petition has an end."""
    ended_at = petition.ended_at()
    if ended_at is None:
        return None
    moment = months_before(ended_at, -settings.UNDERSIGNED_KEEP_MONTHS)
    while months_before(moment, settings.UNDERSIGNED_KEEP_MONTHS) < ended_at:
        moment += timedelta(days=1)  # the month that it ends in is shorter
    return moment.date()


def _ended_petitions(now: datetime) -> QuerySet[Petition]:
    latest = months_before(now, settings.UNDERSIGNED_KEEP_MONTHS)
    ended = Q(closed_at__lte=latest) | Q(closed_at=None, closes_at__lte=latest)
    return Petition.objects.filter(ended, data_key__isnull=False)


def _forget_people(now: datetime) -> int:
    forgotten = 0
    for petition in _ended_petitions(now):
        rows = Signature.objects.filter(petition=petition).exclude(sealed=b"")
        for batch in _batches(rows):
            _forget_batch(batch)
        # The key goes last: should anything stop before this line, the petition is still due.
        forget_key(petition)
        forgotten += 1
    return forgotten


@transaction.atomic
def _forget_batch(batch: QuerySet[Signature]) -> None:
    ids = list(batch.values_list("pk", flat=True))
    Consent.objects.filter(signature__in=ids).delete()
    Signature.objects.filter(pk__in=ids).update(**FORGOTTEN)


def _old_tries(now: datetime) -> QuerySet[CodeTries]:
    return CodeTries.objects.filter(day__lt=now.date())


def _over_suppressions(now: datetime) -> QuerySet[Suppression]:
    return Suppression.objects.filter(until__lte=now.date())


RULES = (
    Rule("unconfirmed signatures", lambda now: _unconfirmed(now).count(), _expire_unconfirmed),
    Rule("days of networks", lambda now: _old_networks(now).count(), _forget_networks),
    Rule("tries of codes", lambda now: _old_tries(now).count(), lambda now: _old_tries(now).delete()[0]),
    Rule(
        "requests to write no more",
        lambda now: _over_suppressions(now).count(),
        lambda now: _over_suppressions(now).delete()[0],
    ),
    Rule("petitions' personal data", lambda now: _ended_petitions(now).count(), _forget_people),
)
