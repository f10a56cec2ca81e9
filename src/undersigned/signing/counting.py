"""The count: the only module that writes tallies, and the one that recounts them.

A published number is never a count over rows. Each confirmation adds to a few tallies in its own transaction,
in one order for everyone so that two never wait for each other; `recount` proves them on any day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Count, F

from undersigned.kit import goals
from undersigned.ops.rows import insert_new
from undersigned.petitions.models import Event, Petition
from undersigned.signing.models import Signature, Tally

Key = tuple[int, int, int, str, str]  # petition, ask, assurance, kind, key


@dataclass(frozen=True, slots=True)
class Standing:
    """The public numbers of a petition: signatures confirmed by mail, the goal, and a nearer step or None."""

    signatures: int
    goal: int
    next_step: int | None


def hour_key(moment: datetime) -> str:
    """The UTC hour as 2026-11-24T09."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H")


def keys_of(signature: Signature) -> list[Key]:
    """The tallies that a confirmed signature stands in."""
    base = (signature.petition_id, signature.ask_number, signature.assurance)
    confirmed_at = signature.confirmed_at
    if confirmed_at is None:
        raise ValueError("only a confirmed signature is counted")
    return [
        (*base, Tally.Kind.COUNTRY, signature.country),
        (*base, Tally.Kind.HOUR, hour_key(confirmed_at)),
        (*base, Tally.Kind.SOURCE, signature.source),
        (*base, Tally.Kind.TOTAL, ""),
    ]


def add(signature: Signature, *, now: datetime) -> int:
    """Count a newly confirmed signature, inside the caller's transaction; return the new total."""
    keys = sorted(keys_of(signature))
    places = ", ".join(["(%s, %s, %s, %s, %s, 1, 1)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO signing_tally AS t (petition_id, ask_number, assurance, kind, key, signatures, peak) "  # noqa: S608
            f"VALUES {places} ON CONFLICT (petition_id, ask_number, assurance, kind, key) DO UPDATE SET "
            "signatures = t.signatures + 1, peak = CASE WHEN t.signatures + 1 > t.peak THEN t.signatures + 1 "
            "ELSE t.peak END RETURNING kind, signatures, peak",
            [value for key in keys for value in key],
        )
        [(total, peak)] = [(n, top) for kind, n, top in cursor.fetchall() if kind == Tally.Kind.TOTAL]
    if total == peak:
        _mark_milestones(signature.petition_id, signature.ask_number, total - 1, total, now=now)
    return int(total)


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
    for petition_id, ask_number, assurance, kind, key in sorted(keys_of(signature)):
        Tally.objects.filter(
            petition_id=petition_id, ask_number=ask_number, assurance=assurance, kind=kind, key=key
        ).update(signatures=F("signatures") - 1)
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


@dataclass(frozen=True, slots=True)
class Difference:
    """A tally that says something else than the signatures do."""

    key: Key
    counted: int
    found: int


@transaction.atomic
def recount(petition: Petition, *, mend: bool, now: datetime) -> list[Difference]:
    """Compare every tally of a petition with its signatures; with `mend`, set them right, with a public line.

    The tallies are locked first, in the order in which confirmations take them: a confirmation that is under
    way has then either been counted in both or will be in both.
    """
    locked = petition.tallies.select_for_update().order_by("ask_number", "assurance", "kind", "key")
    counted = {(t.petition_id, t.ask_number, t.assurance, t.kind, t.key): t.signatures for t in locked}
    found = _count_rows(petition)
    differences = [
        Difference(key, counted.get(key, 0), found.get(key, 0))
        for key in sorted(counted.keys() | found.keys())
        if counted.get(key, 0) != found.get(key, 0)
    ]
    if mend:
        for difference in differences:
            _mend(difference, now=now)
    return differences


def _count_rows(petition: Petition) -> dict[Key, int]:
    """Every tally that the confirmed signatures give: a pass over the petition's rows, for no request."""
    found: dict[Key, int] = {}
    rows = (
        Signature.objects.filter(petition=petition, state=Signature.State.CONFIRMED)
        .values_list(
            "ask_number", "assurance", "country", "source", "confirmed_at__date", "confirmed_at__hour"
        )
        .annotate(n=Count("id"))
    )
    for ask_number, assurance, country, source, day, hour, n in rows:
        base = (petition.pk, ask_number, assurance)
        for kind, key in (
            (Tally.Kind.COUNTRY, country),
            (Tally.Kind.HOUR, f"{day.isoformat()}T{hour:02}"),
            (Tally.Kind.SOURCE, source),
            (Tally.Kind.TOTAL, ""),
        ):
            whole = (*base, str(kind), key)
            found[whole] = found.get(whole, 0) + n
    return found


def _mend(difference: Difference, *, now: datetime) -> None:
    petition_id, ask_number, assurance, kind, key = difference.key
    tally, _ = Tally.objects.get_or_create(
        petition_id=petition_id, ask_number=ask_number, assurance=assurance, kind=kind, key=key
    )
    tally.signatures = difference.found
    tally.peak = max(tally.peak, difference.found)
    tally.save(update_fields=["signatures", "peak"])
    if kind == Tally.Kind.TOTAL:
        Event.objects.create(
            petition_id=petition_id,
            kind=Event.Kind.CORRECTED,
            key=now.isoformat(),
            number=difference.found - difference.counted,
            happened_at=now,
        )
