"""A petition with something of everything that an archive takes along, and what can be seen of one."""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import storages
from django.db.models import Model
from PIL import Image

from tests.people import ada_opens, signs
from tests.questions import KEPT, PHONE, all_asked
from undersigned.kit.bundle import Member, bundled, members
from undersigned.kit.locked import locked, unlocked
from undersigned.petitions import actions, keeping, pictures
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.models import Petition
from undersigned.signing.archive import reading, writing
from undersigned.signing.archive.tables import TABLES, Table
from undersigned.signing.confirming import confirm, disown, withdraw
from undersigned.signing.export.sheets import Asking
from undersigned.signing.models import ExportLog, Signature
from undersigned.signing.person import person_if_readable

WORDS = "a lake in the woods"
OPERATOR = Asking(name="operator", is_staff=True)
PEOPLE = ("sam", "dee", "mo", "zed", "ann", "bo")


def picture(shade: int = 120) -> bytes:
    """A picture that a petition may carry."""
    file = io.BytesIO()
    Image.new("RGB", (800, 600), (shade, 80, 200)).save(file, "PNG")
    return file.getvalue()


def ada_runs(now: datetime, **facts: Any) -> Petition:
    """An open petition with signatures in every state, a request to write no more, a picture and a hold."""
    petition = ada_opens(
        now, hands_over="places", asks_postal_code=True, country="GB", asked=all_asked(), **facts
    )
    actions.illustrate(petition, picture(), alt="The library's door")
    signed = {
        name: signs(
            petition,
            now,
            email=f"{name}@example.org",
            given_name=name.title(),
            show_name=name == "sam",
            comment="I read there “as a child”\n— often" if name == "sam" else "",
            updates=name in ("sam", "dee"),
            postal_code="SW1A 1AA",
            country="GB" if name < "n" else "FR",
            phone=PHONE if name == "sam" else "",
            asked=KEPT if name in ("sam", "ann") else (),
        )
        for name in PEOPLE
    }
    for name in ("sam", "dee", "mo", "zed"):
        confirm(signed[name], None, now=now + timedelta(minutes=5))
    Signature.objects.filter(pk=signed["sam"].pk).update(is_comment_approved=True)
    Signature.objects.filter(pk=signed["ann"].pk).update(mailed_at=now)
    withdraw(Signature.objects.get(pk=signed["mo"].pk), now=now + timedelta(hours=1))
    disown(Signature.objects.get(pk=signed["zed"].pk), now=now + timedelta(hours=2))
    keeping.hold(petition, why="a letter of a court", now=now)
    petition.refresh_from_db()
    return petition


def packed(petition: Petition, now: datetime, passphrase: str = WORDS) -> bytes:
    """Its archive."""
    return b"".join(writing.write(petition, passphrase=passphrase, asking=OPERATOR, now=now))


def unpacked(data: bytes, now: datetime, passphrase: str = WORDS) -> reading.Arrived:
    """What an archive becomes here."""
    return reading.arrive(io.BytesIO(data), passphrase=passphrase, now=now)


def repacked(data: bytes, change: Callable[[list[Member]], list[Member]]) -> bytes:
    """An archive that somebody who knows the passphrase has made anew, with a manifest that fits."""
    found = list(members(unlocked(io.BytesIO(data), WORDS)))
    changed = change([one for one in found if one.name != "manifest.json"])
    listed = [
        {"name": one.name, "bytes": len(one.content), "sha256": hashlib.sha256(one.content).hexdigest()}
        for one in changed
    ]
    whole = [*changed, Member("manifest.json", json.dumps({"members": listed}).encode())]
    return b"".join(locked(bundled(whole), WORDS))


def rows_of(data: bytes, table: str) -> list[dict[str, Any]]:
    """The rows of a table as a stranger's reader would see them."""
    found: list[dict[str, Any]] = []
    for one in members(unlocked(io.BytesIO(data), WORDS)):
        if one.name.startswith(f"{table}/"):
            head, *lines = [json.loads(line) for line in one.content.splitlines()]
            found += [dict(zip(head, line, strict=True)) for line in lines]
    return found


def gone(petition: Petition) -> None:
    """The petition was never here."""
    Signature.objects.filter(petition=petition).delete()
    petition.tallies.all().delete()
    petition.slugs.all().delete()
    ExportLog.objects.filter(petition=petition).delete()
    petition.delete()
    data_key.cache_clear()


def seen(petition: Petition) -> dict[str, list[dict[str, Any]]]:
    """Every row of it, by table, without what each site numbers or makes for itself."""
    found = {table.name: _rows(table, petition) for table in TABLES if table.name != "teams"}
    sealed = Signature.objects.filter(petition=petition).exclude(sealed=b"").order_by("pk")
    found["people"] = [{"who": person_if_readable(one)} for one in sealed]
    found["pictures"] = [
        {"name": name, "is there": storages["public"].exists(name)}
        for name in pictures.files(petition.picture)
    ]
    return found


def _rows(table: Table, petition: Petition) -> list[dict[str, Any]]:
    own = {"pk": petition.pk} if table.name == "petition" else {"__".join(table.through): petition.pk}
    return sorted((_row(row, table) for row in table.model._default_manager.filter(**own)), key=repr)


def _row(row: Model, table: Table) -> dict[str, Any]:
    of_this_site = {"petition", "version"} | ({"id"} if table.name != "signatures" else set())
    unseen = of_this_site | (set(table.left_out) - {"outcome_html", "story_html", "is_example"})
    return {
        field.name: bytes(value) if isinstance(value := getattr(row, field.attname), memoryview) else value
        for field in row._meta.concrete_fields
        if field.name not in unseen
    }
