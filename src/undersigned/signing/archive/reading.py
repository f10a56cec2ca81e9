"""Reading an archive into this site: all of it in one transaction, or nothing."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Final

from django.core.files.storage import storages
from django.db import DataError, IntegrityError, transaction

from undersigned.kit.bundle import BundleRefused, Member, members
from undersigned.kit.keys import SECRET_BYTES
from undersigned.kit.locked import LockRefused, unlocked
from undersigned.petitions import datakeys, pictures
from undersigned.petitions.models import Petition
from undersigned.signing import carried, progress
from undersigned.signing.archive.arriving import Arrival
from undersigned.signing.archive.parts import NEWER, Part, RowsRefused, checked, read_json
from undersigned.signing.archive.tables import TABLES

FORMAT: Final = 1
MOST_DIGEST_KEYS: Final = 100
_PART = re.compile(r"([a-z-]+)/\d{6}\.jsonl")
_PICTURE = re.compile(r"pictures/([0-9a-f]{32}-\d{2,5}\.jpg)")


class ArchiveRefused(ValueError):
    """The archive cannot be read here, and nothing was changed; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The petition, whether this made it, and what is otherwise here than where it came from, a line each."""

    petition: Petition
    is_new: bool
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """What keys.json holds."""

    name: uuid.UUID
    data_key: bytes | None
    digest_keys: tuple[bytes, ...]
    signed_up_to: uuid.UUID


@dataclass(slots=True)
class _Files:
    """Pictures as they came, and which files of them were written."""

    came: dict[str, bytes] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)


def arrive(
    file: BinaryIO, *, passphrase: str, now: datetime, prepare: Callable[[], object] = lambda: None
) -> Arrived:
    """The petition of an archive, here; one that is here already stays as it is. Raises ArchiveRefused.

    Memory does not grow with the petition. Nothing is seen of it before all of it is there. `prepare` is called once
    the passphrase has opened the archive, before the database is asked.
    """
    files = _Files()
    keys = None
    try:
        found = checked(members(unlocked(file, passphrase)))
        keys = _beginning(found)
        prepare()
        if known := carried.known(keys.name):
            return Arrived(known, is_new=False)
        with transaction.atomic():
            return _arrive(found, keys, files, now=now)
    except BaseException as error:
        for name in files.written:
            storages["public"].delete(name)
        if isinstance(error, (LockRefused, BundleRefused, RowsRefused, pictures.PictureRefused)):
            raise ArchiveRefused(str(error)) from None
        if isinstance(error, IntegrityError) and keys and (winner := carried.known(keys.name)):
            return Arrived(winner, is_new=False)  # it was read twice at one moment, and the other was first
        if isinstance(error, (IntegrityError, DataError)):
            raise ArchiveRefused(
                "two rows of the archive, or one and one of this site, exclude each other"
            ) from None
        raise


def _beginning(found: Iterator[Member]) -> Keys:
    """The first two files: what kind of archive it is, and its keys."""
    kind = _next(found, "format.json")
    if not isinstance(kind, dict) or type(kind.get("format")) is not int:
        raise RowsRefused("the archive does not say of which kind it is")
    if kind["format"] != FORMAT:
        raise RowsRefused(NEWER)
    told = _next(found, "keys.json")
    try:
        name = uuid.UUID(told["petition"])
        data_key = bytes.fromhex(told["data_key"]) if told["data_key"] is not None else None
        digest_keys = tuple(bytes.fromhex(key) for key in told["digest_keys"])
        signed_up_to = uuid.UUID(told["signed_up_to"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RowsRefused("the archive is damaged: its keys cannot be read") from None
    lengths = {len(key) for key in (*digest_keys, *filter(None, [data_key]))}
    if lengths - {SECRET_BYTES} or len(digest_keys) > MOST_DIGEST_KEYS or data_key == b"":
        raise RowsRefused("the archive is damaged: its keys cannot be read")
    return Keys(name, data_key, digest_keys, signed_up_to)


def _next(found: Iterator[Member], name: str) -> dict[str, Any]:
    member = next(found, None)
    if member is None or member.name != name:
        raise RowsRefused("the archive does not begin as an archive of a petition does")
    told = read_json(member)
    return told if isinstance(told, dict) else {}


def _arrive(found: Iterator[Member], keys: Keys, files: _Files, *, now: datetime) -> Arrived:
    arrival = Arrival(keys.data_key, now)
    order = [table.name for table in TABLES]
    place = 0
    for member in found:
        if picture := _PICTURE.fullmatch(member.name):
            _keep_picture(picture.group(1), member.content, arrival, files)
            continue
        part = _PART.fullmatch(member.name)
        if part is None or part.group(1) not in order:
            raise RowsRefused(NEWER)
        if order.index(part.group(1)) < place or files.came:
            raise RowsRefused("the archive is damaged: its files are not in order")
        place = order.index(part.group(1))
        table = TABLES[place]
        arrival.take(table, Part(table, member))
    petition = arrival.finish()
    progress.take_over(petition, counted=keys.signed_up_to)
    if keys.data_key:
        datakeys.keep(petition, keys.data_key)
    for key in keys.digest_keys:
        carried.keep(petition, key)
    carried.arrived(petition, keys.name, now=now)
    for name, content in files.came.items():
        if pictures.put(name, content, storages["public"]):
            files.written.append(name)
    if petition.picture and not files.came:
        arrival.told.append("its picture did not come along: it was missing where it comes from")
    return Arrived(petition, is_new=True, told=tuple(arrival.told))


def _keep_picture(name: str, content: bytes, arrival: Arrival, files: _Files) -> None:
    if name not in pictures.files(arrival.petition.picture) or name in files.came:
        raise RowsRefused("the archive is damaged: a picture that is not its petition's")
    files.came[name] = content
