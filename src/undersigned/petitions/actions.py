"""What is done to a petition: drafting it, and each move of its life."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from undersigned.people.models import Team
from undersigned.petitions import datakeys, notices, pictures, slugs, texts
from undersigned.petitions.document import Document
from undersigned.petitions.life import MoveRefused, State, after
from undersigned.petitions.models import Addressee, Event, Notice, Petition, Text, TextVersion
from undersigned.site.identity import why_not_publish

# The lowest public number has six digits, so that it is never taken for a row id or a year.
_LOWEST_NUMBER = 100_000


@transaction.atomic
def draft(
    document: Document,
    *,
    team: Team,
    now: datetime,
    hands_over: str = Notice.HandsOver.NUMBER,
    country: str = "",
    text_dated: str = "",
    asks_postal_code: bool = False,
    is_example: bool = False,
    document_digest: bytes | None = None,
    random_below: Callable[[int], int] = secrets.randbelow,
) -> Petition:
    """A new petition with its first text version, notice, address and data key; only its team sees it yet."""
    petition = Petition.objects.create(
        public_number=_free_number(random_below),
        team=team,
        language=document.language,
        country=country,
        own_goal=document.goal,
        asks_postal_code=asks_postal_code,
        is_example=is_example,
        created_at=now,
        keep_months=settings.UNDERSIGNED_KEEP_MONTHS,
        document_digest=document_digest,
        text_dated=text_dated,
        claimed_signatures=document.claimed_signatures,
    )
    Addressee.objects.bulk_create(
        Addressee(petition=petition, position=place, name=name)
        for place, name in enumerate(document.addressees)
    )
    version = TextVersion.objects.create(petition=petition, number=1, ask_number=1, created_at=now)
    Text.objects.create(version=version, language=document.language, **texts.columns(document))
    for language in dict.fromkeys([document.language, *(code for code, _ in settings.LANGUAGES)]):
        notices.write(petition, hands_over, language=language, now=now)
    slugs.give(petition, title=document.title, language=document.language)
    datakeys.create(petition)
    return petition


def _free_number(random_below: Callable[[int], int]) -> int:
    """A public number that is not taken and does not tell how many petitions there are."""
    span = 900_000
    while True:
        number = _LOWEST_NUMBER + random_below(span)
        if not Petition.objects.filter(public_number=number).exists():
            return number
        span = min(span * 2, 2_000_000_000)


def illustrate(petition: Petition, data: bytes, *, alt: str) -> Petition:
    """Give the petition a picture, with the words for those who do not see it. Raises PictureRefused."""
    stored = pictures.store(data, storages["public"])
    petition.picture, petition.picture_alt = stored.name, alt
    petition.picture_width, petition.picture_height = stored.width, stored.height
    petition.save(update_fields=["picture", "picture_alt", "picture_width", "picture_height"])
    return petition


def publish(petition: Petition, *, now: datetime) -> Petition:
    """Open the petition for signatures. Raises MoveRefused, also where the site may not publish yet."""
    if reason := "" if petition.is_example else why_not_publish():
        raise MoveRefused(reason)
    return _move(petition, "publish", Event.Kind.OPENED, now=now, opened_at=now)


def pause(petition: Petition, *, now: datetime) -> Petition:
    """Take no signatures for a while; those given before can still be confirmed. Raises MoveRefused."""
    return _move(petition, "pause", Event.Kind.PAUSED, now=now)


def resume(petition: Petition, *, now: datetime) -> Petition:
    """Take signatures again after a pause. Raises MoveRefused."""
    return _move(petition, "resume", Event.Kind.RESUMED, now=now)


def close(petition: Petition, *, now: datetime) -> Petition:
    """End signing; what was signed before may be confirmed for seven more days. Raises MoveRefused."""
    return _move(petition, "close", Event.Kind.CLOSED, now=now, closed_at=now)


@transaction.atomic
def _move(petition: Petition, verb: str, kind: str, *, now: datetime, **times: datetime) -> Petition:
    start = petition.state
    target = after(start, verb)
    # Only whoever finds the petition still where it was moves it: of two at once, the second is refused.
    if not Petition.objects.filter(pk=petition.pk, state=start).update(state=target, **times):
        petition.refresh_from_db()
        after(petition.state, verb)
        raise MoveRefused(f"the petition was moved by someone else and is {petition.state} now")
    petition.state = State(target)
    for name, moment in times.items():
        setattr(petition, name, moment)
    Event.objects.create(petition=petition, kind=kind, key=now.isoformat(), happened_at=now)
    return petition


def text_binds(version: TextVersion | Notice, *, now: datetime) -> bool:
    """Whether a page that showed this version may still be signed: it is current, or was within the last hour."""
    return version.superseded_at is None or now - version.superseded_at <= timedelta(hours=1)
