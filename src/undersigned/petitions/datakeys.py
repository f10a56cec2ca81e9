"""The key that seals one petition's personal data: made with the petition, opened once a process."""

import os
from functools import lru_cache

from django.db import transaction
from django.db.models import Q

from undersigned.kit.keys import SECRET_BYTES, Key, Keyring
from undersigned.kit.seal import RandomBytes, seal, unseal
from undersigned.ops import keyring
from undersigned.petitions.models import DataKey, Petition


def _place(petition_id: int) -> bytes:
    return f"data key of petition {petition_id}".encode()


def create(petition: Petition, *, random: RandomBytes = os.urandom) -> None:
    """Make and store the petition's data key, sealed under the site's."""
    keep(petition, random(SECRET_BYTES), random=random)


def keep(petition: Petition, secret: bytes, *, random: RandomBytes = os.urandom) -> None:
    """Store the secret of a petition's data key, sealed under the site's: one that came with the petition."""
    wrapped = seal(keyring.current("sealing"), secret, bound_to=_place(petition.pk), random=random)
    DataKey.objects.create(petition=petition, wrapped=wrapped)


def secret_of(petition: Petition) -> bytes | None:
    """The secret itself, for whoever takes the whole petition elsewhere; None once it was destroyed."""
    if not DataKey.objects.filter(pk=petition.pk).exclude(wrapped=b"").exists():
        return None
    return data_key(petition.pk).current.secret


@transaction.atomic
def destroy(petition: Petition) -> bool:
    """Destroy the petition's data key: whatever copy of a row remains anywhere can never be read again.

    False if the petition is on hold, and nothing was done. The key's empty row stays until `forget_key`, so that
    it can be seen that the petition's rows are still to be cleared.
    """
    # Whoever puts it on hold locks the same row.
    if not Petition.objects.select_for_update().filter(pk=petition.pk, held_at=None):
        return False
    DataKey.objects.filter(pk=petition.pk).update(wrapped=b"")
    data_key.cache_clear()
    return True


def forget_key(petition: Petition) -> None:
    """Delete the row of a data key that was destroyed: nothing personal is left of the petition."""
    DataKey.objects.filter(pk=petition.pk, wrapped=b"").delete()


def is_readable(petition_path: str = "petition") -> Q:
    """For a query over what a petition has: that its data key is there."""
    there = Q(**{f"{petition_path}__data_key__isnull": False})
    return there & ~Q(**{f"{petition_path}__data_key__wrapped": b""})


@lru_cache(maxsize=1024)
def data_key(petition_id: int) -> Keyring:
    """The petition's data key. Raises DataKey.DoesNotExist once it was destroyed."""
    wrapped = bytes(DataKey.objects.exclude(wrapped=b"").get(pk=petition_id).wrapped)
    secret = unseal(keyring.keyring("sealing"), wrapped, bound_to=_place(petition_id))
    return Keyring((Key(1, secret),))
