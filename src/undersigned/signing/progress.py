"""The way from signing to being counted, from tallies: flat whatever a petition's size, and nothing on the hot path.

How many signed is counted behind their backs: the worker follows the ids, which grow with time, and adds what is new.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from undersigned.kit.ids import new_id
from undersigned.ops.rows import insert_new
from undersigned.petitions.models import Petition
from undersigned.signing import counting
from undersigned.signing.models import Signature, SignedMark, Tally

AT_ONCE = 20_000  # rows in one transaction
# An id is made before its row is safe on disk: what is younger may still be joined by an older one.
BEHIND = timedelta(seconds=30)
Kind = Tally.Kind


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers of signatures under the petition's present ask, erased ones too; `signed` is up to a minute old."""

    signed: int
    confirmed: int  # also where they were withdrawn later
    lapsed: int
    dropped: int
    no_mail: int  # no mail to confirm could be brought; in any of the others too

    @property
    def waiting(self) -> int:
        """How many may still confirm."""
        return self.signed - self.confirmed - self.lapsed - self.dropped

    @property
    def rate(self) -> float:
        """The share of those who signed that confirmed, from 0 to 1."""
        return self.confirmed / self.signed if self.signed else 0.0


def progress(petition: Petition) -> Progress:
    """One query of at most six rows."""
    rows = Tally.objects.filter(
        petition=petition,
        ask_number=petition.ask_number,
        assurance=Signature.Assurance.MAIL,
        kind__in=(Kind.TOTAL, Kind.SIGNED, Kind.NO_MAIL, Kind.LAPSED, Kind.DROPPED, Kind.UNDONE),
        key="",
    )
    found = Counter(dict(rows.values_list("kind", "signatures")))
    confirmed = found[Kind.TOTAL] + found[Kind.UNDONE]
    lapsed, dropped = found[Kind.LAPSED], found[Kind.DROPPED]
    # Whoever confirmed in this minute has signed, though not yet in the tally.
    signed = max(found[Kind.SIGNED], confirmed + lapsed + dropped)
    return Progress(signed, confirmed, lapsed, dropped, found[Kind.NO_MAIL])


def count_signed(now: datetime) -> int:
    """Count those who signed since the last time, until none is left; how many. Two at once wait for each other."""
    until = new_id(now - BEHIND, random=bytes)
    counted = 0
    while new := _count_batch(until):
        counted += new
    return counted


@transaction.atomic
def _count_batch(until: UUID) -> int:
    insert_new([SignedMark(pk=1, last=UUID(int=0))])
    mark = SignedMark.objects.select_for_update().get(pk=1)
    rows = Signature.objects.filter(pk__gt=mark.last, pk__lt=until).order_by("pk")
    found = list(rows.values_list("pk", "petition_id", "ask_number", "assurance")[:AT_ONCE])
    if found:
        counting.add_steps(Kind.SIGNED, Counter((one, two, three) for _, one, two, three in found))
        mark.last = found[-1][0]
        mark.save(update_fields=["last"])
    return len(found)
