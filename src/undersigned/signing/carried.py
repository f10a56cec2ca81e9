"""What a petition carries from site to site beside its rows: its name in archives, and keys of digests."""

import os
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from undersigned.kit import digests
from undersigned.kit.addresses import canonical
from undersigned.kit.seal import RandomBytes, SealBroken, seal, unseal
from undersigned.ops import keyring
from undersigned.petitions.models import Petition
from undersigned.signing.models import ArchiveName, CarriedDigestKey, Signature, Suppression
from undersigned.signing.person import person_if_readable


def name_of(petition: Petition) -> uuid.UUID:
    """The petition's name in archives, given when it is first asked for."""
    known, _ = ArchiveName.objects.get_or_create(petition=petition, defaults={"name": uuid.uuid4()})
    return known.name


def _place(petition_id: int) -> bytes:
    return f"digest key carried to petition {petition_id}".encode()


def digest_keys(petition: Petition) -> list[bytes]:
    """What the digests of its requests to write no more were made under, here and before; none without such."""
    if not Suppression.objects.filter(petition=petition).exists():
        return []
    own = [digests.address_secret(key) for key in keyring.keyring("digest").keys]
    before = [_secret(one) for one in CarriedDigestKey.objects.filter(petition=petition).order_by("pk")]
    return [*own, *(secret for secret in before if secret)]


def keep(petition: Petition, secret: bytes, *, random: RandomBytes = os.urandom) -> None:
    """Keep one that came with the petition."""
    wrapped = seal(keyring.current("sealing"), secret, bound_to=_place(petition.pk), random=random)
    CarriedDigestKey.objects.create(petition=petition, wrapped=wrapped)


def _secret(key: CarriedDigestKey) -> bytes | None:
    try:
        return unseal(keyring.keyring("sealing"), bytes(key.wrapped), bound_to=_place(key.petition_id))
    except SealBroken:
        return None


def settle(signatures: Sequence[Signature]) -> None:
    """Give requests to write no more, which came from another site, the digest that their address has here.

    Called where mail is about to be written to the addresses of these signatures: there an address can be read. One
    query where no petition came from elsewhere.
    """
    keys = list(CarriedDigestKey.objects.all())
    addresses = {
        bytes(signature.address_digest): canonical(person.email)
        for signature in (signatures if keys else ())
        if (person := person_if_readable(signature))
    }
    for key in keys if addresses else ():
        if secret := _secret(key):
            _settle(key.petition_id, secret, addresses)


def _settle(petition_id: int, secret: bytes, addresses: Mapping[bytes, str]) -> None:
    before = {digests.of_address_under(secret, address): digest for digest, address in addresses.items()}
    for row in Suppression.objects.filter(petition_id=petition_id, address_digest__in=list(before)):
        digest = before[bytes(row.address_digest)]
        if digest != bytes(row.address_digest):
            with transaction.atomic():
                Suppression.objects.get_or_create(
                    petition_id=petition_id, address_digest=digest, defaults={"until": row.until}
                )
                row.delete()


def forget_keys() -> int:
    """Delete the keys that no request needs any more; how many."""
    asked = Suppression.objects.filter(petition=OuterRef("petition"))
    return CarriedDigestKey.objects.filter(~Exists(asked)).delete()[0]


def known(name: uuid.UUID) -> Petition | None:
    """The petition of that name, if it is here."""
    return Petition.objects.filter(archive_name__name=name).first()


def arrived(petition: Petition, name: uuid.UUID, *, now: datetime) -> None:
    """Write down under which name a petition came."""
    ArchiveName.objects.create(petition=petition, name=name, arrived_at=now)
