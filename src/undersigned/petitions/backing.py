"""Backers: people who confirm by mail, before a petition opens, that they want it to. They are no signatures.

Of each the address is held, sealed, to count nobody twice and to write once when the petition opens; then the row goes.
"""

import json
import os
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from undersigned.kit import digests, tokens
from undersigned.kit.addresses import canonical
from undersigned.kit.ids import new_id
from undersigned.kit.seal import RandomBytes, SealBroken, seal, unseal
from undersigned.ops import keyring
from undersigned.ops.retention import Rule, forget_rows
from undersigned.ops.rounds import Round
from undersigned.ops.rows import insert_new
from undersigned.people.mails import Letter, queue_letter
from undersigned.petitions import datakeys
from undersigned.petitions.life import UNSEEN, State
from undersigned.petitions.models import Backer, Manuscript, Petition, Slug, Text
from undersigned.site.addresses import base_url

PURPOSE: Final = "back"
LINK_LIFE: Final = timedelta(days=7)  # and how long an address stays that nobody confirmed
KEPT_FOR: Final = timedelta(days=180)
MOST: Final = 1000  # of one petition: more are needed by none
AT_ONCE: Final = 500


def backers_of(petition: Petition) -> int:
    """How many people confirmed that they want it to open."""
    return petition.backers.exclude(confirmed_at=None).count()


def petition_to_back(key: UUID) -> Petition | None:
    """The petition whose link this is."""
    found = Manuscript.objects.select_related("petition__team").filter(key=key, is_template=False).first()
    return found.petition if found else None


def title_of(petition: Petition) -> str:
    """Its title in its own language."""
    text = Text.objects.get(
        version__petition=petition, version__number=petition.text_number, language=petition.language
    )
    return text.title


@transaction.atomic
def ask_to_back(
    petition: Petition,
    email: str,
    *,
    language: str,
    network_digest: bytes | None,
    now: datetime,
    random: RandomBytes = os.urandom,
) -> None:
    """Have a mail sent in which the owner of an address confirms; the same is done for one who did already."""
    digest = digests.of_address(keyring.current("digest"), canonical(email))
    row_id = new_id(now)
    plain = json.dumps([email, language]).encode()
    sealed = seal(datakeys.data_key(petition.pk).current, plain, bound_to=row_id.bytes, random=random)
    if petition.backers.count() < MOST:
        insert_new(
            [Backer(id=row_id, petition=petition, address_digest=digest, sealed=sealed, created_at=now)]
        )
    row = petition.backers.filter(address_digest=digest).first()
    if row is None:
        return
    words = {"petition_title": title_of(petition), "link": backer_link(row, now=now, random=random)}
    queue_letter(
        Letter("petitions/mail/back", email, words, language), network_digest=network_digest, now=now
    )


def backer_link(backer: Backer, *, now: datetime, random: RandomBytes = os.urandom) -> str:
    """The address that the mail to a backer carries; it works for a week."""
    expires_at = now + LINK_LIFE
    token = tokens.mint(
        keyring.current("link"), PURPOSE, backer.id, serial=0, expires_at=expires_at, random=random
    )
    return f"{base_url()}/back/confirm/{token}"


def backer_of(token: str, *, now: datetime) -> Backer | None:
    """The backer to whom a link was sent; None once it is over or their address is gone."""
    try:
        opened = tokens.read(keyring.keyring("link"), PURPOSE, token, now=now)
    except tokens.TokenRefused:
        return None
    return Backer.objects.select_related("petition").filter(pk=opened.row_id).first()


def confirm_backer(backer: Backer, *, now: datetime) -> int:
    """Count them, once; how many back the petition now."""
    Backer.objects.filter(pk=backer.pk, confirmed_at=None).update(confirmed_at=now)
    return backers_of(backer.petition)


def forget_backer(backer: Backer) -> None:
    """Remove their address at once."""
    Backer.objects.filter(pk=backer.pk).delete()


def tell_all(now: datetime) -> int:
    """Write to the backers of petitions that are open now, each once, and forget them; how many."""
    waiting = Backer.objects.filter(petition__state=State.OPEN).exclude(confirmed_at=None)
    found = waiting.select_related("petition").order_by("pk")[:AT_ONCE]
    return sum(_tell(backer, now=now) for backer in found)


@transaction.atomic
def _tell(backer: Backer, *, now: datetime) -> bool:
    # Of two workers one takes the row, and with it the mail.
    if not Backer.objects.filter(pk=backer.pk).delete()[0]:
        return False
    petition = backer.petition
    try:
        keys = datakeys.data_key(petition.pk)
        email, language = json.loads(unseal(keys, bytes(backer.sealed), bound_to=backer.pk.bytes))
    except SealBroken:
        return False
    slug = Slug.objects.get(petition=petition, language=petition.language, is_current=True)
    words = {"petition_title": title_of(petition), "link": f"{base_url()}/p/{slug.slug}"}
    queue_letter(Letter("petitions/mail/opened", email, words, language), now=now)
    return True


def _over(now: datetime) -> QuerySet[Backer]:
    """Whom nobody confirmed in a week, whose petition ended unopened for half a year, or is past being open."""
    unseen_or_open = [*(str(state) for state in UNSEEN), State.OPEN.value]
    return Backer.objects.filter(
        Q(confirmed_at=None, created_at__lte=now - LINK_LIFE)
        | Q(created_at__lte=now - KEPT_FOR)
        | ~Q(petition__state__in=unseen_or_open)
    )


ROUND = Round("telling backers", 300, tell_all)
RULE = Rule(
    "backers of drafts",
    lambda now: _over(now).count(),
    lambda now: forget_rows(_over(now), lambda found: found.delete()),
)
