"""Reading a petition's signatures a slice at a time: each slice is a statement of its own, by key.

So memory is the same for a thousand and ten million, SQLite's log can be emptied between two slices, and PostgreSQL
keeps no old rows for a reader that is slow. Row ids are made in time's order and are the only key that every row has;
an index of its own would cost every confirmation. What is signed while it is read may or may not be in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from undersigned.kit.ids import new_id
from undersigned.ops.fetching import fetched
from undersigned.petitions.models import Petition
from undersigned.signing.audience import Audience
from undersigned.signing.models import Signature

SLICE = 5000
FIRST_SLICE = 200  # so that the first rows leave at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which signatures: the confirmed ones of one ask, or those in any of `states`; None: of every ask.

    `audience` leaves only those who agreed to the mail of its team.
    """

    ask_number: int | None
    states: tuple[int, ...] = (Signature.State.CONFIRMED.value,)
    audience: Audience | None = None

    def noted(self) -> dict[str, Any]:
        """The same for the log, by which `receiving` tells who was among them."""
        from_notice = self.audience.from_notice if self.audience else 0
        return {"ask": self.ask_number, "states": list(self.states), "from_notice": from_notice}


def slices(petition: Petition, names: Sequence[str], wanted: Wanted) -> Iterator[dict[str, Sequence[Any]]]:
    """Slices in the order of signing, each as its columns: those of `names`, and under "id" each row's 16 bytes."""
    sql, values = _statement(petition, names, wanted)
    after, size = _start(petition), FIRST_SLICE
    while True:
        found = fetched(sql, [after, *values, size])
        if found:
            columns: dict[str, Sequence[Any]] = dict(
                zip(("id", *names), zip(*found, strict=True), strict=True)
            )
            if connection.vendor != "postgresql":  # SQLite keeps ids in hex
                columns["id"] = tuple(map(bytes.fromhex, columns["id"]))
            yield columns
        if len(found) < size:
            return
        last = found[-1][0]
        after, size = last if isinstance(last, str) else UUID(bytes=last), SLICE


def _start(petition: Petition) -> UUID | str:
    """An id that is before any signature of the petition: none is older than the petition itself."""
    before = new_id(petition.created_at - timedelta(days=1), random=bytes)
    return before if connection.vendor == "postgresql" else before.hex


_MADE: Final = {
    "postgresql": {
        "id": "uuid_send(s.id)",
        "signed_on": "CAST(s.signed_at AT TIME ZONE 'UTC' AS date)::text",
    },
    "sqlite": {"signed_on": "substr(s.signed_at, 1, 10)"},
}


def _statement(petition: Petition, names: Sequence[str], wanted: Wanted) -> tuple[str, list[Any]]:
    made = _MADE[connection.vendor]
    selected = ", ".join(made.get(name, f"s.{name}") for name in ("id", *names))
    where = ["s.id > %s", "s.petition_id = %s"]
    values: list[Any] = [petition.pk]
    where.append(f"s.state IN ({', '.join(['%s'] * len(wanted.states))})")
    values += wanted.states
    if wanted.ask_number is not None:
        where.append("s.ask_number = %s")
        values.append(wanted.ask_number)
    if wanted.audience is not None:  # as audience.Audience.signatures has it
        where.append(
            "EXISTS (SELECT 1 FROM signing_consent c WHERE c.signature_id = s.id AND c.team_id = %s "
            "AND c.purpose = %s) AND s.notice_number >= %s"
        )
        values += [wanted.audience.team_id, wanted.audience.purpose, wanted.audience.from_notice]
        if wanted.audience.is_partner:  # once it has left, the next slice is empty
            where.append(
                "EXISTS (SELECT 1 FROM petitions_partner p WHERE p.petition_id = %s AND p.team_id = %s "
                "AND p.state = 'joined' AND p.joined_notice = %s)"
            )
            values += [petition.pk, wanted.audience.team_id, wanted.audience.from_notice]
    return (  # names of our own columns; every value is bound
        f"SELECT {selected} FROM signing_signature s WHERE {' AND '.join(where)} "  # noqa: S608
        "ORDER BY s.id LIMIT %s"
    ), values
