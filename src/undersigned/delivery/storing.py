"""Packs at rest: sealed on the private storage, so that who destroys a petition's data key destroys its packs.

A file has a key of its own, sealed under the petition's data key where the pack names anybody, else under the site's.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final, cast
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages

from undersigned.delivery.models import Pack
from undersigned.kit.keys import Keyring
from undersigned.kit.pieces import PieceBroken, opened, sealed
from undersigned.kit.seal import OVERHEAD_BYTES, RandomBytes, SealBroken, seal, unseal
from undersigned.ops import keyring
from undersigned.petitions.datakeys import data_key

FOLDER: Final = "packs"
KEY_BYTES: Final = 32
FINISHED_WITHIN: Final = timedelta(days=1)  # what no row names after that was left by a worker that died


class PackGone(Exception):
    """The file is not there, or can no longer be read."""


def keep(
    public_id: UUID,
    petition_id: int,
    pieces: Iterable[bytes],
    *,
    has_names: bool,
    random: RandomBytes = os.urandom,
) -> str:
    """Seal and store; the file's name on the private storage. Raises DataKey.DoesNotExist, OSError."""
    secret = random(KEY_BYTES)
    head = seal(
        _keys(petition_id, has_names=has_names).current, secret, bound_to=_place(public_id), random=random
    )
    with TemporaryFile(dir=Path(settings.UNDERSIGNED_HOME)) as whole:
        whole.write(head)
        for piece in sealed(pieces, AESGCM(secret), bound_to=head):
            whole.write(piece)
        whole.seek(0)
        return storages["private"].save(f"{FOLDER}/{public_id.hex}-{secrets.token_hex(4)}", File(whole))


def read(pack: Pack) -> Iterator[bytes]:
    """The pack as it is fetched, each piece proved before it is given. Raises PackGone, also half way."""
    try:
        file = storages["private"].open(pack.file)
    except (OSError, ValueError):
        raise PackGone from None
    with file:
        try:
            head = file.read(OVERHEAD_BYTES + KEY_BYTES)
            keys = _keys(pack.petition_id, has_names=pack.has_names)
            secret = unseal(keys, head, bound_to=_place(pack.public_id))
            yield from opened(cast("BinaryIO", file), AESGCM(secret), bound_to=head)
        except (SealBroken, PieceBroken):
            raise PackGone from None


def remove(name: str) -> None:
    """Delete a file if it is there."""
    if name:
        storages["private"].delete(name)


def left_behind(now: datetime) -> list[str]:
    """The files that no pack names: a worker died over them."""
    storage = storages["private"]
    try:
        names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return []
    known = set(Pack.objects.exclude(file="").values_list("file", flat=True))
    return [name for name in names if name not in known and _is_old(name, now)]


def _is_old(name: str, now: datetime) -> bool:
    try:
        return storages["private"].get_modified_time(name) < now - FINISHED_WITHIN
    except OSError:  # somebody else just deleted it
        return False


def _keys(petition_id: int, *, has_names: bool) -> Keyring:
    return data_key(petition_id) if has_names else keyring.keyring("sealing")


def _place(public_id: UUID) -> bytes:
    return b"pack" + public_id.bytes
