"""What is done to a petition: drafting it, and each move of its life."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from undersigned.kit.richtext import markdown_html, plain_html
from undersigned.people.models import Team
from undersigned.petitions import datakeys, notices, pictures, slugs
from undersigned.petitions.document import Document
from undersigned.petitions.life import MoveRefused, State, after
from undersigned.petitions.models import Addressee, Event, Notice, Petition, Text, TextVersion
from undersigned.site.identity import identity, why_not_publish

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
        document_digest=document_digest,
        text_dated=text_dated,
        claimed_signatures=document.claimed_signatures,
    )
    Addressee.objects.bulk_create(
        Addressee(petition=petition, position=place, name=name)
        for place, name in enumerate(document.addressees)
    )
    _write_text(petition, document, now=now)
    _write_notices(petition, hands_over, now=now)
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


def _write_text(petition: Petition, document: Document, *, now: datetime) -> None:
    version = TextVersion.objects.create(petition=petition, number=1, ask_number=1, created_at=now)
    story = "\n\n".join(document.paragraphs)
    is_markdown = document.markup == "markdown"
    fields = {
        "title": document.title,
        "ask": document.ask,
        "letter": document.letter,
        "story": story,
        "call": document.call,
    }
    Text.objects.create(
        version=version,
        language=document.language,
        markup=document.markup,
        story_html=markdown_html(story) if is_markdown else plain_html(document.paragraphs),
        hashes={name: hashlib.sha256(value.encode()).hexdigest() for name, value in fields.items()},
        **fields,
    )


def _write_notices(petition: Petition, hands_over: str, *, now: datetime) -> None:
    for language in dict.fromkeys([petition.language, *(code for code, _ in settings.LANGUAGES)]):
        text = "\n\n".join(
            notices.paragraphs(
                hands_over,
                responsible=identity().responsible,
                months=settings.UNDERSIGNED_KEEP_MONTHS,
                asks_postal_code=petition.asks_postal_code,
                language=language,
            )
        )
        Notice.objects.create(
            petition=petition,
            number=1,
            language=language,
            hands_over=hands_over,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            created_at=now,
        )


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
