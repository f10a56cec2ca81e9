"""Source codes (`?s=`): anybody can make up any number of them, so a petition tells only so many apart."""

from collections.abc import Sequence
from typing import Final

from undersigned.signing.counting import Counted, Whole
from undersigned.signing.models import Tally

MOST: Final = 1000
OTHERS: Final = "others"  # what every further one is


def told_apart(counted: Sequence[Counted]) -> list[Counted]:
    """The same, but a code that is new where there are enough becomes OTHERS. In the caller's transaction.

    One query while all codes are known. Of two batches at once each may add to the last that is missing: that is no
    bound to the digit, and nobody waits for it.
    """
    codes: dict[Whole, set[str]] = {}
    for one in counted:
        if one.source not in ("", OTHERS):
            codes.setdefault(one.whole, set()).add(one.source)
    if not codes:
        return list(counted)
    known = _known(codes)
    for whole, wanted in codes.items():
        if new := sorted(wanted - known.get(whole, set())):
            room = MOST - _tallies(whole)
            known.setdefault(whole, set()).update(new[: max(0, room)])
    return [
        one if one.source in ("", OTHERS) or one.source in known[one.whole] else one._replace(source=OTHERS)
        for one in counted
    ]


def _known(codes: dict[Whole, set[str]]) -> dict[Whole, set[str]]:
    """Those that are counted already."""
    petitions, asks, assurances = (set(part) for part in zip(*codes, strict=True))
    rows = Tally.objects.filter(
        petition__in=petitions,
        ask_number__in=asks,
        assurance__in=assurances,
        kind=Tally.Kind.SOURCE,
        key__in=set().union(*codes.values()),
    )
    found: dict[Whole, set[str]] = {}
    for petition_id, ask_number, assurance, key in rows.values_list(
        "petition_id", "ask_number", "assurance", "key"
    ):
        found.setdefault((petition_id, ask_number, assurance), set()).add(key)
    return found


def _tallies(whole: Whole) -> int:
    """How many codes a petition's ask has, counted up to MOST."""
    petition_id, ask_number, assurance = whole
    rows = Tally.objects.filter(
        petition=petition_id, ask_number=ask_number, assurance=assurance, kind=Tally.Kind.SOURCE
    )
    return rows.exclude(key__in=("", OTHERS))[:MOST].count()
