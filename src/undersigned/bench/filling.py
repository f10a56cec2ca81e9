"""Filling a petition with confirmed signatures as if people had signed for weeks; runs inside a site's own settings.

Started as `undersigned shell -c "from undersigned.bench.filling import fill; fill(…)"` with the environment of a site
of the benchmark. What is left is whole: sealed under the petition's data key, digests that recognise the address,
counters and timeline that `undersigned recount` agrees with.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import AutoField, Model

from undersigned.bench.people import FILLED_FROM, Person
from undersigned.kit import digests, goals
from undersigned.kit.addresses import canonical
from undersigned.kit.ids import new_id
from undersigned.kit.paging import Place
from undersigned.ops import keyring
from undersigned.ops.rows import insert_new
from undersigned.people.models import Membership, User
from undersigned.petitions.models import Event, Notice, Petition
from undersigned.signing import counting
from undersigned.signing.confirming import UPDATES_WORDING
from undersigned.signing.models import Consent, Signature, Tally
from undersigned.signing.person import Person as Sealed
from undersigned.signing.person import seal_person

WEEKS = timedelta(weeks=6)
AGO = timedelta(hours=2)  # the last of them, so that nothing of the measured runs is among them
AT_ONCE = 20_000
SOURCES = ("", "", "", "mail", "chat", "qr", "poster")


def fill(slug: str, number: int, *, has_postal_codes: bool = False) -> None:
    """Add so many signatures to a petition that has at least one confirmed one; print one from their middle as JSON."""
    petition = Petition.objects.get(slugs__slug=slug)
    pattern = Signature.objects.filter(petition=petition, state=Signature.State.CONFIRMED).latest("signed_at")
    end = datetime.now(UTC) - AGO
    open_earlier(petition, end - WEEKS)
    total = counting.standing(petition).signatures
    made = signatures_like(pattern, number, total=total, end=end, has_postal_codes=has_postal_codes)
    middle = write_all(petition, made, total=total, number=number)
    if middle is not None and middle.confirmed_at is not None:
        _tell(middle, middle.confirmed_at, total)


def write_all(petition: Petition, made: Iterator[Signature], *, total: int, number: int) -> Signature | None:
    """Write `number` signatures beside the `total` that are there, and count them; the one in their middle."""
    milestones = set(goals.milestones(total, total + number))
    counted: Counter[counting.Key] = Counter()
    moments: dict[int, datetime] = {}
    middle = None
    while batch := list(islice(made, AT_ONCE)):
        with transaction.atomic():
            _write(batch)
            _write(_consents(batch, petition.team_id))
        for signature in batch:
            counted.update(counting.Counted.of(signature).tallies())
            if signature.number in milestones and signature.confirmed_at:
                moments[signature.number] = signature.confirmed_at
            middle = signature if signature.number == total + (number + 1) // 2 else middle
    _count(petition, counted, moments)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return middle


def join(email: str, slug: str) -> None:
    """Let an account be an owner in the team of a petition."""
    petition = Petition.objects.get(slugs__slug=slug)
    user = User.objects.get(email=email)
    team = {"team_id": petition.team_id, "user": user}
    Membership.objects.get_or_create(
        **team, defaults={"role": Membership.Role.OWNER, "created_at": datetime.now(UTC)}
    )


def let_out(slug: str, hands_over: str) -> None:
    """Let the notices that were signed hand over more or less, which no site ever does."""
    Notice.objects.filter(petition__slugs__slug=slug).update(hands_over=hands_over)


def open_earlier(petition: Petition, moment: datetime) -> None:
    """Let it have opened at that moment."""
    Petition.objects.filter(pk=petition.pk).update(created_at=moment, opened_at=moment)
    petition.events.filter(kind=Event.Kind.OPENED).update(happened_at=moment)


def signatures_like(
    pattern: Signature,
    number: int,
    *,
    total: int,
    end: datetime,
    over: timedelta = WEEKS,
    has_postal_codes: bool = False,
    has_comments: bool = True,
) -> Iterator[Signature]:
    """New signatures in the order of their time, `over` which they came; what is no person's is as in `pattern`."""
    key = keyring.current("digest")
    step = over / number
    facts = {field.attname: getattr(pattern, field.attname) for field in Signature._meta.concrete_fields}
    for n in range(number):
        person = Person(FILLED_FROM + total + n)
        signed_at = end - over + n * step
        # Ids in the order of writing, as signing makes them: an index that grows at its end stays dense.
        row_id = new_id(datetime.now(UTC))
        postal_code = person.postal_code if has_postal_codes else ""
        comment = person.comment if has_comments else ""
        sealed = Sealed(person.given_name, person.email, person.family_name, postal_code, comment)
        facts |= {
            "id": row_id,
            "address_digest": digests.of_address(key, canonical(person.email)),
            "network_digest": os.urandom(8),
            "sealed": seal_person(sealed, pattern.petition_id, row_id.bytes, random=os.urandom),
            "salt": os.urandom(16),
            "country": person.country,
            "source": SOURCES[n % len(SOURCES)],
            "shows_name": person.shows_name,
            "wants_updates": person.wants_updates,
            "has_comment": bool(comment),
            "is_comment_approved": bool(comment) and n % 3 > 0,
            "number": total + n + 1,
            "signed_at": signed_at,
            "mailed_at": signed_at + timedelta(seconds=5),
            "confirmed_at": signed_at + timedelta(seconds=60),
        }
        yield Signature(**facts)


def _rows(rows: Sequence[Model]) -> Iterator[list[Any]]:
    """The values of each row as the engine takes them, but for a number that it gives itself."""
    fields = _fields(rows[0])
    adapt = _for_sqlite if connection.vendor == "sqlite" else _as_it_is
    for row in rows:
        yield [adapt(getattr(row, field.attname)) for field in fields]


def _fields(row: Model) -> list[Any]:
    return [field for field in row._meta.concrete_fields if not isinstance(field, AutoField)]


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _as_it_is(value: Any) -> Any:
    return value


def _write(rows: Sequence[Model]) -> None:
    """Write unsaved rows of one model as fast as the engine takes them, its indexes in place."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in _fields(rows[0]))
    table = quote(rows[0]._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for values in _rows(rows):
                    copy.write_row(values)
        else:
            marks = ", ".join(["%s"] * len(_fields(rows[0])))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(_rows(rows)))  # noqa: S608


def _consents(batch: Sequence[Signature], team_id: int) -> list[Consent]:
    return [
        Consent(
            signature_id=signature.pk,
            team_id=team_id,
            purpose=Consent.Purpose.UPDATES,
            wording_version=UPDATES_WORDING,
            given_at=signature.confirmed_at,
        )
        for signature in batch
        if signature.wants_updates and signature.confirmed_at
    ]


def _count(petition: Petition, counted: Counter[counting.Key], moments: dict[int, datetime]) -> None:
    """Counters and milestones as the confirmations would have left them."""
    for (petition_id, ask_number, assurance, kind, key), number in counted.items():
        tally, _ = Tally.objects.get_or_create(
            petition_id=petition_id, ask_number=ask_number, assurance=assurance, kind=kind, key=key
        )
        after = tally.signatures + number
        Tally.objects.filter(pk=tally.pk).update(signatures=after, peak=max(tally.peak, after))
    insert_new(
        [
            Event(
                petition=petition,
                kind=Event.Kind.MILESTONE,
                key=f"{petition.ask_number}:{step}",
                number=step,
                happened_at=moment,
            )
            for step, moment in moments.items()
        ]
    )


def _tell(middle: Signature, confirmed_at: datetime, before: int) -> None:
    sample = {
        "id": middle.pk.hex,
        "digest": bytes(middle.address_digest).hex(),
        "place": str(Place(confirmed_at, 0)),
        "before": str(before),
    }
    sys.stdout.write(json.dumps(sample) + "\n")
