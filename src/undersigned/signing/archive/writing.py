"""Writing an archive: one view of the database, each table as JSON Lines that the database itself makes, streamed."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django.core.files.storage import storages
from django.db import connection

from undersigned import __version__
from undersigned.kit.bundle import Member, bundled
from undersigned.kit.locked import locked
from undersigned.ops.snapshot import snapshot, stream
from undersigned.petitions import pictures
from undersigned.petitions.datakeys import secret_of
from undersigned.petitions.models import DataKey, Petition
from undersigned.signing import carried, progress
from undersigned.signing.archive.columns import as_json, json_row
from undersigned.signing.archive.tables import TABLES, Table
from undersigned.signing.export import log
from undersigned.signing.export.sheets import Asking, ExportRefused, check_may_export

FORMAT: Final = 1


def write(petition: Petition, *, passphrase: str, asking: Asking, now: datetime) -> Iterator[bytes]:
    """The archive in pieces: never more than a part of it in memory; logged before the first leaves.

    Raises ExportRefused or LockRefused at once.
    """
    check_may_export(asking, petition.team)
    if petition.is_example:
        raise ExportRefused("the example stays where it is: every site has its own")
    if DataKey.objects.filter(pk=petition.pk, wrapped=b"").exists():
        raise ExportRefused("its signers' data is being deleted just now: ask again when that is done")
    named = carried.name_of(petition)
    read: list[int] = []
    pieces = locked(bundled(_members(petition, named.hex, now, read)), passphrase)
    entry = log.begin(petition, team=None, who=asking, kind="archive", columns=(), wanted={}, now=now)
    return _logged(pieces, entry, read)


def _logged(pieces: Iterator[bytes], entry: int, read: list[int]) -> Iterator[bytes]:
    try:
        with snapshot():
            yield from pieces
    finally:  # also when whoever asked went away: what was read may have left
        log.end(entry, rows=sum(read))


def _members(petition: Petition, named: str, now: datetime, read: list[int]) -> Iterator[Member]:
    """Every file of the archive; `read` is given how many signatures stand in each."""
    listed: list[dict[str, Any]] = []
    for member, rows in _contents(petition, named, now):
        digest = hashlib.sha256(member.content).hexdigest()
        listed.append({"name": member.name, "bytes": len(member.content), "sha256": digest, "rows": rows})
        if member.name.startswith("signatures/"):
            read.append(rows)
        yield member
    yield Member("manifest.json", _json({"members": listed}))


def _contents(petition: Petition, named: str, now: datetime) -> Iterator[tuple[Member, int]]:
    made_at = now.astimezone(UTC).isoformat()
    yield Member("format.json", _json({"format": FORMAT, "made_at": made_at, "made_by": __version__})), 0
    yield Member("keys.json", _json({"petition": named} | _secrets(petition))), 0
    for table in TABLES:
        for number, part in enumerate(_parts(table, petition), start=1):
            yield Member(f"{table.name}/{number:06d}.jsonl", _lines(table, part)), len(part)
    for member in _pictures(petition):
        yield member, 0


def _secrets(petition: Petition) -> dict[str, Any]:
    # None once everybody's data was deleted, when its time was over.
    secret = secret_of(petition)
    return {
        "data_key": secret.hex() if secret else None,
        "digest_keys": [key.hex() for key in carried.digest_keys(petition)],
        "signed_up_to": progress.counted_up_to().hex,
    }


def _parts(table: Table, petition: Petition) -> Iterator[list[str]]:
    sql, values = _statement(table, petition)
    part: list[str] = []
    for rows in stream(sql, values):
        part += [row[0] for row in rows]
        while len(part) >= table.at_once:
            yield part[: table.at_once]
            del part[: table.at_once]
    if part:
        yield part


def _lines(table: Table, part: list[str]) -> bytes:
    head = json.dumps([field.name for field in table.fields()])
    return ("\n".join([head, *part]) + "\n").encode()


def _statement(table: Table, petition: Petition) -> tuple[str, list[Any]]:
    """Names of our own tables and columns alone; every value is bound."""
    quote = connection.ops.quote_name
    own = table.model._meta
    key = f"r.{quote(str(own.pk.column))}"
    row = json_row([as_json(one, "r") for one in table.fields()])
    source = f"SELECT {row} FROM {quote(own.db_table)} r"  # noqa: S608
    if table.name == "teams":
        return _teams(source, key, petition)
    if table.name == "petition":
        return f"{source} WHERE {key} = %s", [petition.pk]
    last, model = "r", table.model
    for step, name in enumerate(table.through[:-1], start=1):
        link: Any = model._meta.get_field(name)
        model = link.related_model
        far = f"{quote(str(model._meta.pk.column))}"
        source += (
            f" JOIN {quote(model._meta.db_table)} j{step} ON j{step}.{far} = {last}.{quote(link.column)}"
        )
        last = f"j{step}"
    of_petition: Any = model._meta.get_field(table.through[-1])
    return f"{source} WHERE {last}.{quote(of_petition.column)} = %s ORDER BY {key}", [petition.pk]


def _teams(source: str, key: str, petition: Petition) -> tuple[str, list[Any]]:
    """The teams that anything in the archive names."""
    ids = {petition.team_id}
    for table in TABLES:
        for name in (name for name, other in table.refers.items() if other == "teams"):
            if table.through:
                path = "__".join(table.through)
                found = table.model._default_manager.filter(**{path: petition.pk}).order_by()
                ids |= set(found.values_list(f"{name}_id", flat=True).distinct())
    known = sorted(ids - {None})
    return f"{source} WHERE {key} IN ({', '.join(['%s'] * len(known))}) ORDER BY {key}", list(known)


def _pictures(petition: Petition) -> Iterator[Member]:
    for file in pictures.files(petition.picture):
        if storages["public"].exists(file):
            with storages["public"].open(file) as kept:
                yield Member(f"pictures/{file}", kept.read())


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
