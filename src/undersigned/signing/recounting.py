"""Recounting: every tally compared with the signatures that it was counted from, while people go on signing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Count, Func, Value

from undersigned.petitions.models import Petition
from undersigned.signing.counting import COUNTED, Key, set_right
from undersigned.signing.models import Signature, Tally


@dataclass(frozen=True, slots=True)
class Difference:
    """A tally that says something else than the signatures do."""

    key: Key
    counted: int
    found: int


class _HourKey(Func):
    """A moment as `counting.hour_key` writes it; SQLite keeps moments as text, and is spared a call for each row."""

    output_field = CharField()
    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24')"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """The same of a text in UTC."""
        template = "replace(substr(%(expressions)s, 1, 13), ' ', 'T')"
        return self.as_sql(compiler, connection, template=template, **extra)


def recount(petition: Petition, *, mend: bool, now: datetime) -> list[Difference]:
    """Compare every tally of a petition with its signatures; with `mend`, set them right, with a public line.

    Comparing locks nothing: one statement sees tallies and signatures as they were at one moment. Only where
    something is to be mended is it done again under a lock, which confirmations wait for.
    """
    found = _differences(petition)
    return _mended(petition, now=now) if mend and found else found


@transaction.atomic
def _mended(petition: Petition, *, now: datetime) -> list[Difference]:
    # In the order in which confirmations take them: one that is under way was counted in both, or will be in both.
    list(petition.tallies.select_for_update().order_by("ask_number", "assurance", "kind", "key"))
    found = _differences(petition)
    for one in found:
        set_right(one.key, counted=one.counted, found=one.found, now=now)
    return found


def _differences(petition: Petition) -> list[Difference]:
    names = ("ask_number", "assurance")
    tallies = (
        petition.tallies.filter(kind__in=COUNTED)
        .annotate(hour=Value("", CharField()))
        .values_list(*names, "kind", "key", "hour", "signatures")
    )
    rows = (
        Signature.objects.filter(petition=petition, state=Signature.State.CONFIRMED)
        .annotate(hour=_HourKey("confirmed_at"))
        .values(*names, "country", "source", "hour")
        .annotate(n=Count("id"))
        .values_list(*names, "country", "source", "hour", "n")
    )
    counted: dict[Key, int] = {}
    found: dict[Key, int] = {}
    for ask_number, assurance, first, second, hour, n in tallies.union(rows, all=True):
        whole = (petition.pk, ask_number, assurance)
        if not hour:  # a tally: its kind and its key
            counted[(*whole, first, second)] = n
            continue
        for kind, key in (
            (Tally.Kind.COUNTRY, first),
            (Tally.Kind.SOURCE, second),
            (Tally.Kind.HOUR, hour),
            (Tally.Kind.TOTAL, ""),
        ):
            one = (*whole, str(kind), key)
            found[one] = found.get(one, 0) + n
    return [
        Difference(key, counted.get(key, 0), found.get(key, 0))
        for key in sorted(counted.keys() | found.keys())
        if counted.get(key, 0) != found.get(key, 0)
    ]
