"""The count: the only module that writes tallies.

A published number is never a count over rows. Each batch of confirmations adds to a few tallies in its own transaction,
in one order for everyone so that two never wait for each other; `recounting` proves them on any day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import F

from undersigned.kit import goals
from undersigned.ops.rows import insert_new
from undersigned.petitions.models import Event, Petition
from undersigned.signing.models import Signature, Tally

Whole = tuple[int, int, int]  # petition, ask, assurance
Key = tuple[int, int, int, str, str]  # the same, kind, key
# What a confirmed signature is counted by; the other kinds tell of the way there.
COUNTED = (Tally.Kind.COUNTRY, Tally.Kind.HOUR, Tally.Kind.SOURCE, Tally.Kind.TOTAL)


@dataclass(frozen=True, slots=True)
class Standing:
    """The public numbers of a petition: signatures confirmed by mail, the goal, and a nearer step or None."""

    signatures: int
    goal: int
    next_step: int | None


def hour_key(moment: datetime) -> str:
    """The UTC hour as 2026-11-24T09."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H")


class Counted(NamedTuple):
    """What a confirmed signature is counted by."""

    petition_id: int
    ask_number: int
    assurance: int
    country: str
    source: str
    confirmed_at: datetime

    @classmethod
    def of(cls, signature: Signature) -> "Counted":
        """That of a stored signature. Raises ValueError for one that is not confirmed."""
        if signature.confirmed_at is None:
            raise ValueError("only a confirmed signature is counted")
        return cls(
            signature.petition_id,
            signature.ask_number,
            signature.assurance,
            signature.country,
            signature.source,
            signature.confirmed_at,
        )

    @property
    def whole(self) -> Whole:
        """Petition, ask and assurance: what the total is of."""
        return self[:3]

    def tallies(self) -> list[Key]:
        """The tallies that it stands in."""
        return [
            (*self.whole, Tally.Kind.COUNTRY.value, self.country),
            (*self.whole, Tally.Kind.HOUR.value, hour_key(self.confirmed_at)),
            (*self.whole, Tally.Kind.SOURCE.value, self.source),
            (*self.whole, Tally.Kind.TOTAL.value, ""),
        ]


def add(counted: Sequence[Counted], *, now: datetime) -> list[int]:
    """Count newly confirmed signatures, inside the caller's transaction; return the number of each, in order.

    Each tally is touched once however many they are, in the order that everyone keeps.
    """
    if not counted:
        return []
    added = Counter(key for one in counted for key in one.tallies())
    totals: dict[Whole, int] = {}
    for petition_id, ask_number, assurance, kind, total, peak in _add_to_tallies(added):
        if kind != Tally.Kind.TOTAL:
            continue
        whole = (petition_id, ask_number, assurance)
        before = totals[whole] = total - added[(*whole, kind, "")]
        if total == peak:
            _mark_milestones(petition_id, ask_number, before, total, now=now)
    numbers = []
    for one in counted:
        totals[one.whole] += 1
        numbers.append(totals[one.whole])
    return numbers


def add_steps(kind: Tally.Kind, numbers: Mapping[Whole, int]) -> None:
    """Count steps on the way to being counted, inside the caller's transaction; never while somebody signs."""
    if numbers:
        _add_to_tallies({(*whole, kind.value, ""): number for whole, number in numbers.items()})


def _add_to_tallies(added: Mapping[Key, int]) -> list[tuple[int, int, int, str, int, int]]:
    """Add to each tally; return petition, ask, assurance, kind, signatures and peak of each as it is then."""
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(added))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO signing_tally AS t (petition_id, ask_number, assurance, kind, key, signatures, peak) "  # noqa: S608
            f"VALUES {places} ON CONFLICT (petition_id, ask_number, assurance, kind, key) DO UPDATE SET "
            "signatures = t.signatures + excluded.signatures, "
            "peak = CASE WHEN t.signatures + excluded.signatures > t.peak "
            "THEN t.signatures + excluded.signatures ELSE t.peak END "
            "RETURNING petition_id, ask_number, assurance, kind, signatures, peak",
            [value for key in sorted(added) for value in (*key, added[key], added[key])],
        )
        return list(cursor.fetchall())


def _mark_milestones(petition_id: int, ask_number: int, before: int, after: int, *, now: datetime) -> None:
    insert_new(
        [
            Event(
                petition_id=petition_id,
                kind=Event.Kind.MILESTONE,
                key=f"{ask_number}:{step}",
                number=step,
                happened_at=now,
            )
            for step in goals.milestones(before, after)
        ]
    )


def remove(signature: Signature, *, now: datetime) -> None:
    """Take a signature that was counted out of the count, with a public line, inside the caller's transaction."""
    for petition_id, ask_number, assurance, kind, key in sorted(Counted.of(signature).tallies()):
        Tally.objects.filter(
            petition_id=petition_id, ask_number=ask_number, assurance=assurance, kind=kind, key=key
        ).update(signatures=F("signatures") - 1)
    add_steps(Tally.Kind.UNDONE, {Counted.of(signature).whole: 1})
    day = now.astimezone(UTC).date().isoformat()
    event = Event(
        petition_id=signature.petition_id, kind=Event.Kind.WITHDRAWN, key=day, number=0, happened_at=now
    )
    insert_new([event])
    Event.objects.filter(petition_id=signature.petition_id, kind=Event.Kind.WITHDRAWN, key=day).update(
        number=F("number") + 1, happened_at=now
    )


def standing(petition: Petition) -> Standing:
    """The numbers that page, JSON and mails all show."""
    tally = Tally.objects.filter(
        petition=petition,
        ask_number=petition.ask_number,
        assurance=Signature.Assurance.MAIL,
        kind=Tally.Kind.TOTAL,
        key="",
    ).first()
    signatures, peak = (tally.signatures, tally.peak) if tally else (0, 0)
    return _standing(petition, signatures, peak)


def standings(petitions: Iterable[Petition]) -> dict[int, Standing]:
    """The same for a list of petitions, in one query."""
    listed = list(petitions)
    found = {
        (tally.petition_id, tally.ask_number): tally
        for tally in Tally.objects.filter(
            petition__in=listed, assurance=Signature.Assurance.MAIL, kind=Tally.Kind.TOTAL, key=""
        )
    }
    result = {}
    for petition in listed:
        tally = found.get((petition.pk, petition.ask_number))
        result[petition.pk] = _standing(
            petition, tally.signatures if tally else 0, tally.peak if tally else 0
        )
    return result


def _standing(petition: Petition, signatures: int, peak: int) -> Standing:
    return Standing(signatures, goals.goal(peak, petition.own_goal), goals.next_step(peak, petition.own_goal))


def set_right(tally: Key, *, counted: int, found: int, now: datetime) -> None:
    """Give a tally the number that the signatures say, in the transaction that found it; a total gets a public line."""
    petition_id, ask_number, assurance, kind, key = tally
    kept, _ = Tally.objects.get_or_create(
        petition_id=petition_id, ask_number=ask_number, assurance=assurance, kind=kind, key=key
    )
    kept.signatures = found
    kept.peak = max(kept.peak, found)
    kept.save(update_fields=["signatures", "peak"])
    if kind == Tally.Kind.TOTAL:
        Event.objects.create(
            petition_id=petition_id,
            kind=Event.Kind.CORRECTED,
            key=now.isoformat(),
            number=found - counted,
            happened_at=now,
        )
