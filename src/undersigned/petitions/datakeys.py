"""The key that seals one petition's personal data: made with the petition, opened once a process."""

import os
from functools import lru_cache

from undersigned.kit.keys import SECRET_BYTES, Key, Keyring
from undersigned.kit.seal import RandomBytes, seal, unseal
from undersigned.ops import keyring
from undersigned.petitions.models import DataKey, Petition


def _place(petition_id: int) -> bytes:
    return f"data key of petition {petition_id}".encode()


def create(petition: Petition, *, random: RandomBytes = os.urandom) -> None:
    """Make and store the petition's data key, sealed under the site's."""
    wrapped = seal(
        keyring.current("sealing"), random(SECRET_BYTES), bound_to=_place(petition.pk), random=random
    )
    DataKey.objects.create(petition=petition, wrapped=wrapped)


def forget_key(petition: Petition) -> None:
    """Destroy the petition's data key: whatever copy of a row remains anywhere can never be read again."""
    DataKey.objects.filter(pk=petition.pk).delete()
    data_key.cache_clear()


@lru_cache(maxsize=1024)
def data_key(petition_id: int) -> Keyring:
    """The petition's data key. Raises DataKey.DoesNotExist once it was forgotten."""
    wrapped = bytes(DataKey.objects.get(pk=petition_id).wrapped)
    secret = unseal(keyring.keyring("sealing"), wrapped, bound_to=_place(petition_id))
    return Keyring((Key(1, secret),))
