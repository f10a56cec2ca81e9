"""Packs: asked for by a team, made by the worker, fetched, and gone after their day; each step is written down."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from undersigned.delivery import storing
from undersigned.delivery.models import Handover, Pack
from undersigned.delivery.packing import Packed, Wanted
from undersigned.kit import age
from undersigned.ops.audit import Actor, record
from undersigned.ops.retention import Rule
from undersigned.people.actions import actor_of
from undersigned.people.models import User
from undersigned.petitions.keeping import due_for_deletion
from undersigned.petitions.models import DataKey, Petition

KEPT_FOR: Final = timedelta(days=30)
UNDER_WAY: Final = (Pack.State.WAITING, Pack.State.MAKING)


class PackRefused(Exception):
    """No pack is made, or this one cannot be fetched; `reason` names why: unseen, key, gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def ask(
    petition: Petition,
    *,
    by: User,
    handover: Handover | None = None,
    has_scripts: bool = True,
    locked_to: str = "",
    now: datetime,
) -> Pack:
    """Have a pack made. While one of the petition is being made, that is the one. Raises PackRefused."""
    try:
        to = age.recipient(locked_to) if locked_to.strip() else ""
    except age.KeyRefused:
        raise PackRefused("key") from None
    locked = Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
    if locked.is_unseen:
        raise PackRefused("unseen")
    if under_way := Pack.objects.filter(petition=petition, state__in=UNDER_WAY).first():
        return under_way
    pack = Pack.objects.create(
        petition=petition,
        handover=handover,
        has_scripts=has_scripts,
        locked_to=to,
        asked_by=by.public_id,
        asked_at=now,
    )
    noted = {"pack": str(pack.public_id), "scripts": has_scripts, "locked_to": to}
    record(actor_of(by), "ask for a pack", f"petition {petition.public_number}", after=noted, now=now)
    return pack


def fetch(pack: Pack, *, by: User, now: datetime) -> Iterator[bytes]:
    """The pack's bytes; written down before the first of them leaves. Raises PackRefused."""
    if pack.state != Pack.State.READY or pack.expires_at is None or pack.expires_at <= now:
        raise PackRefused("gone")
    pieces = storing.read(pack)
    try:
        first = next(pieces, b"")
    except (storing.PackGone, DataKey.DoesNotExist):
        raise PackRefused("gone") from None
    noted = {"pack": str(pack.public_id), "sha256": pack.sha256}
    subject = f"petition {pack.petition.public_number}"
    record(actor_of(by), "fetch a pack", subject, after=noted, now=now)
    return _all(first, pieces)


def _all(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


@transaction.atomic
def note_taken(
    petition: Petition, wanted: Wanted, made: Packed, *, actor: Actor, sha256: str, size: int, now: datetime
) -> Pack:
    """Write down a pack that a command made and took along: nothing of it is kept here but its digest."""
    pack = Pack.objects.create(
        petition=petition,
        handover=wanted.handover,
        state=Pack.State.GONE,
        has_scripts=wanted.has_scripts,
        locked_to=wanted.locked_to,
        has_names=made.has_names,
        done=made.signatures,
        total=made.signatures,
        signatures=made.signatures,
        size=size,
        sha256=sha256,
        asked_at=now,
        made_at=now,
    )
    noted = {"pack": str(pack.public_id), "sha256": sha256, "signatures": made.signatures}
    record(actor, "make a pack", f"petition {petition.public_number}", after=noted, now=now)
    return pack


def file_name(pack: Pack) -> str:
    """As it is called where it is fetched."""
    ending = ".zip.age" if pack.locked_to else ".zip"
    number = f"-H{pack.handover.number}" if pack.handover else ""
    return f"petition-P{pack.petition.public_number}{number}{ending}"


def _over(now: datetime) -> QuerySet[Pack]:
    """Those whose day is over, and those that name people whose data goes now or is gone."""
    keyless = ~Q(petition__in=DataKey.objects.exclude(wrapped=b"").values("petition"))
    forgotten = Q(petition__in=due_for_deletion(now)) | keyless
    return Pack.objects.filter(
        Q(state=Pack.State.READY), Q(expires_at__lte=now) | Q(forgotten, has_names=True)
    ).order_by("pk")


def _forget(now: datetime) -> int:
    gone = 0
    for pack in list(_over(now)):
        # The file first: what is left when a process dies here is a row that is due again.
        storing.remove(pack.file)
        gone += Pack.objects.filter(pk=pack.pk, state=Pack.State.READY).update(state=Pack.State.GONE, file="")
    return gone


def _remove_left_behind(now: datetime) -> int:
    names = storing.left_behind(now)
    for name in names:
        storing.remove(name)
    return len(names)


RULES: Final = (
    Rule("packs whose time is over", lambda now: _over(now).count(), _forget),
    Rule("files that no pack names", lambda now: len(storing.left_behind(now)), _remove_left_behind),
)
