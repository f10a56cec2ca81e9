"""Packs in the tests: a petition that many signed, its pack as bytes and as files."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from tests.people import signs
from undersigned.delivery import codes
from undersigned.delivery.models import Handover, Recipient
from undersigned.delivery.packing import Wanted, packed
from undersigned.petitions.models import Petition
from undersigned.signing.confirming import confirm
from undersigned.signing.export.sheets import Asking

NAMES = (
    ("Sam", "Okafor"),
    ("محمد", "علي"),
    ("小明", "王"),
    ("דוד", "כהן"),
    ("Zoë 😀", "Brontë"),
    ("*#[bold] $x$", "\\ <a> //"),
    ("=1+1", "+2"),
    ("a" + "\u0301" * 70, ""),
    ("W" * 80, "W" * 70),
)


def signed_by(
    petition: Petition, now: datetime, names: Iterable[tuple[str, str]] = NAMES, **facts: object
) -> None:
    """Each of these signs and confirms."""
    for number, (given, family) in enumerate(names):
        email = f"{given.encode().hex()[:20]}{number}@example.org"
        moment = now + timedelta(seconds=number)
        signature = signs(petition, moment, given_name=given, family_name=family, email=email, **facts)
        confirm(signature, None, now=moment)


def packed_bytes(petition: Petition, now: datetime, **wanted: object) -> bytes:
    """The pack as it is fetched."""
    with packed(petition, Wanted(**wanted), asking=Asking("ada"), now=now) as made:  # type: ignore[arg-type]
        return b"".join(made.pieces)


def files_of(pack: bytes) -> dict[str, bytes]:
    """The files in a pack by their names."""
    with zipfile.ZipFile(io.BytesIO(pack)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def unpacked(pack: bytes, folder: Path) -> Path:
    """The pack as a folder."""
    with zipfile.ZipFile(io.BytesIO(pack)) as whole:
        whole.extractall(folder)
    return folder


def handover_of(petition: Petition, now: datetime, **facts: object) -> Handover:
    """A handover to the council."""
    council, _ = Recipient.objects.get_or_create(
        petition=petition, name="The City Council", defaults={"created_at": now}
    )
    handover = Handover(
        petition=petition,
        recipient=council,
        number=petition.handovers.count() + 1,
        ask_number=petition.ask_number,
        contact="Ada Lovelace, ada@example.org",
        reply_by=(now + timedelta(days=30)).date(),
        created_at=now,
        **facts,
    )
    codes.new_code(handover)
    handover.save()
    return handover
