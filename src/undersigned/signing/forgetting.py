"""What signing forgets by itself, as the notice beside the button says."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Q, QuerySet

from undersigned.ops.retention import Rows, Rule, forget_rows, let_go_if_broken
from undersigned.petitions import datakeys
from undersigned.petitions.keeping import due_for_deletion, on_hold
from undersigned.petitions.models import Petition
from undersigned.signing import counting
from undersigned.signing.ending import FORGOTTEN, end
from undersigned.signing.gate_news import old as old_posts
from undersigned.signing.models import (
    CodeTries,
    Consent,
    NetworkKey,
    PastConsent,
    Signature,
    Suppression,
    Tally,
)
from undersigned.signing.receiving import settle, unsettled

log = logging.getLogger(__name__)
UNCONFIRMED_FOR = timedelta(days=30)  # from the moment when the mail left, or sending it was given up
# A mail that never left was dropped: its petition closed meanwhile. Nothing waits longer than this.
NEVER_MAILED_FOR = timedelta(days=60)
NETWORKS_FOR = timedelta(days=30)


def _unconfirmed(now: datetime) -> QuerySet[Signature]:
    late = Q(mailed_at__lte=now - UNCONFIRMED_FOR) | Q(mailed_at=None, signed_at__lte=now - NEVER_MAILED_FOR)
    # No join: whoever confirms at this moment must be seen by the update itself.
    return Signature.objects.filter(late, state=Signature.State.PENDING).exclude(petition__in=on_hold())


def _expire_unconfirmed(now: datetime) -> int:
    return forget_rows(_unconfirmed(now), lambda rows: _expire(rows, now=now))


def _expire(rows: Rows, *, now: datetime) -> None:
    # Locked in the order in which confirmations lock them, so that each lapses or counts, never both.
    locked = rows.order_by("pk").select_for_update()
    found = list(locked.values_list("pk", "petition_id", "ask_number", "assurance"))
    end(Signature.objects.filter(pk__in=[pk for pk, *_ in found]), Signature.State.EXPIRED, now=now)
    lapsed = Counter((petition, ask, assurance) for _, petition, ask, assurance in found)
    counting.add_steps(Tally.Kind.LAPSED, lapsed)


def _old_networks(now: datetime) -> QuerySet[NetworkKey]:
    return NetworkKey.objects.filter(day__lt=(now - NETWORKS_FOR).date())


def _forget_networks(now: datetime) -> int:
    # Without the day's key a digest of that day means nothing, so the rows need not be touched. It is the key of
    # every petition's signers, so no hold of one petition keeps it.
    return _old_networks(now).delete()[0]


def _forget_people(now: datetime) -> int:
    """How many petitions; one that fails is logged, still due, and keeps no other waiting."""
    forgotten = 0
    for petition in list(due_for_deletion(now)):
        try:
            forgotten += _forget_people_of(petition)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # whatever is wrong with this one
            log.error("could not forget the people of %s: %s", petition, type(error).__name__)
            let_go_if_broken()
    return forgotten


def _forget_people_of(petition: Petition) -> bool:
    """Whether nothing of them is left."""
    # First the key, so that nothing can be read whatever happens next; the rows then, however many they are.
    # The key's empty row says until the end that there is something to clear.
    if not datakeys.destroy(petition):
        return False  # it was held a moment ago
    rows = Signature.objects.filter(petition=petition).exclude(sealed=b"")
    forget_rows(rows, _forget_batch)
    if rows.exists():
        return False
    datakeys.forget_key(petition)
    return True


def _forget_batch(batch: Rows) -> None:
    ids = list(batch.values_list("pk", flat=True))
    Consent.objects.filter(signature__in=ids).delete()
    PastConsent.objects.filter(signature__in=ids).delete()
    Signature.objects.filter(pk__in=ids).update(**FORGOTTEN)


def _old_tries(now: datetime) -> QuerySet[CodeTries]:
    return CodeTries.objects.filter(day__lt=now.date())


def forget_posts(now: datetime) -> int:
    """Forget what the gates told each other minutes ago; how many rows."""
    return forget_rows(old_posts(now), lambda rows: rows.delete())


def _over_suppressions(now: datetime) -> QuerySet[Suppression]:
    return Suppression.objects.filter(until__lte=now.date()).exclude(petition__in=on_hold())


RULES = (
    Rule(
        "stopped consents that nobody was given",
        lambda now: unsettled(now).count(),
        lambda now: forget_rows(unsettled(now), settle),
    ),
    Rule("unconfirmed signatures", lambda now: _unconfirmed(now).count(), _expire_unconfirmed),
    Rule("days of networks", lambda now: _old_networks(now).count(), _forget_networks),
    Rule(
        "tries of codes",
        lambda now: _old_tries(now).count(),
        lambda now: forget_rows(_old_tries(now), lambda rows: rows.delete()),
    ),
    Rule("posts at the gate", lambda now: old_posts(now).count(), forget_posts),
    Rule(
        "requests to write no more",
        lambda now: _over_suppressions(now).count(),
        lambda now: forget_rows(_over_suppressions(now), lambda rows: rows.delete()),
    ),
    Rule("petitions' personal data", lambda now: due_for_deletion(now).count(), _forget_people),
)
