"""How an office stops what this site writes to it: of one petition, or of all, for good.

What is kept of it is a keyed digest of its address, so that it holds wherever the address is typed again.
"""

import os
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from undersigned.delivery.models import Office, OfficeNews
from undersigned.kit import digests, tokens
from undersigned.kit.addresses import canonical
from undersigned.kit.ids import new_id
from undersigned.kit.seal import RandomBytes
from undersigned.ops import keyring
from undersigned.ops.rows import insert_new
from undersigned.petitions.models import Petition
from undersigned.site.addresses import base_url

PURPOSE: Final = "office"
LINK_LIFE: Final = timedelta(days=10 * 365)  # whoever finds an old mail can still stop the next one


def digest_of(email: str) -> bytes:
    """By which an office's address is recognised."""
    return digests.of_address(keyring.current("digest"), canonical(email))


def office_held(email: str) -> Office:
    """The office of an address, held until the transaction ends: whoever writes to it waits for its turn."""
    digest = digest_of(email)
    insert_new([Office(address_digest=digest)])
    return Office.objects.select_for_update(no_key=True).get(address_digest=digest)


def news_of(petition: Petition, office: Office, *, now: datetime) -> OfficeNews:
    """What a held office was told of a petition."""
    insert_new([OfficeNews(id=new_id(now), petition=petition, office=office)])
    return OfficeNews.objects.get(petition=petition, office=office)


def stop_link(news_id: UUID, *, now: datetime, random: RandomBytes = os.urandom) -> str:
    """The address with which an office stops it."""
    token = tokens.mint(
        keyring.current("link"), PURPOSE, news_id, serial=0, expires_at=now + LINK_LIFE, random=random
    )
    return f"{base_url()}/office/{token}"


def news_by(token: str, *, now: datetime) -> OfficeNews | None:
    """What a link stops; None for one that is none of ours."""
    try:
        opened = tokens.read(keyring.keyring("link"), PURPOSE, token, now=now)
    except tokens.TokenRefused:
        return None
    return OfficeNews.objects.select_related("petition", "office").filter(pk=opened.row_id).first()


@transaction.atomic
def stop(news: OfficeNews, *, everything: bool, now: datetime) -> None:
    """Write to the office no more: of this petition, or of any. Done twice, the first day stays."""
    OfficeNews.objects.filter(pk=news.pk, stopped_at=None).update(stopped_at=now)
    if everything:
        Office.objects.filter(pk=news.office_id, stopped_at=None).update(stopped_at=now)


def has_stopped(email: str, petition: Petition) -> bool:
    """Whether an office wants no more of a petition, or of any."""
    office = Office.objects.filter(address_digest=digest_of(email)).first()
    if office is None:
        return False
    return (
        office.stopped_at is not None
        or office.news.filter(petition=petition).exclude(stopped_at=None).exists()
    )
