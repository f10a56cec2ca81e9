"""What is done to a petition: drafting it, and each move of its life."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from undersigned.ops.switches import switched
from undersigned.people.models import Team
from undersigned.petitions import asking, datakeys, likeness, notices, pictures, slugs, texts
from undersigned.petitions.document import Document
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Addressee, Event, Notice, Petition, Text, TextVersion
from undersigned.petitions.moving import OPERATOR, By, line, move
from undersigned.petitions.question_rows import Wanted
from undersigned.petitions.readiness import hold_to_readiness
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
    asked: Sequence[Wanted] = (),
    is_example: bool = False,
    document_digest: bytes | None = None,
    random_below: Callable[[int], int] = secrets.randbelow,
) -> Petition:
    """A new petition with its first text version, notice, address and data key; only its team sees it yet."""
    petition = Petition.objects.create(
        public_number=free_number(random_below),
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
    named = enumerate(document.addressees)
    Addressee.objects.bulk_create(Addressee(petition=petition, position=at, name=name) for at, name in named)
    version = TextVersion.objects.create(petition=petition, number=1, ask_number=1, created_at=now)
    Text.objects.create(version=version, language=document.language, **texts.columns(document))
    asking.write(petition, asked)
    for language in dict.fromkeys([document.language, *(code for code, _ in settings.LANGUAGES)]):
        notices.write(petition, hands_over, language=language, now=now)
    slugs.give(petition, title=document.title, language=document.language)
    datakeys.create(petition)
    likeness.note(petition)
    return petition


def free_number(random_below: Callable[[int], int] = secrets.randbelow) -> int:
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


def publish(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Open the petition for signatures. Raises MoveRefused, also where the site may not publish yet."""
    return opened(petition, "publish", by=by, now=now)


def opened(petition: Petition, verb: str, *, by: By, now: datetime) -> Petition:
    """Open it by one of the verbs that do. Raises MoveRefused ("identity", "review", "past")."""
    hold_to_publishing(petition, by=by, now=now)
    columns = {"opened_at": now, "opens_at": None}
    return move(petition, verb, by=by, now=now, event=line(Event.Kind.OPENED, now), columns=columns)


def hold_to_publishing(petition: Petition, *, by: By, now: datetime) -> None:
    """Refuse what may not be opened, now or later. Raises MoveRefused ("identity", "review", "past")."""
    if reason := "" if petition.is_example else why_not_publish():
        raise MoveRefused(reason, "identity")
    hold_to_readiness(petition, by=by)
    if by.role in ("editor", "owner") and switched("review") == "on":
        raise MoveRefused("this site looks at each petition before it opens: submit it", "review")
    if petition.closes_at is not None and petition.closes_at <= now:
        raise MoveRefused("the day on which it closes is past: set another first", "past")


def pause(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Take no signatures for a while; those given before can still be confirmed. Raises MoveRefused."""
    return move(petition, "pause", by=by, now=now, event=line(Event.Kind.PAUSED, now))


def resume(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """Take signatures again after a pause. Raises MoveRefused."""
    return move(petition, "resume", by=by, now=now, event=line(Event.Kind.RESUMED, now))


def close(petition: Petition, *, now: datetime, by: By = OPERATOR) -> Petition:
    """End signing; what was signed before may be confirmed for seven more days. Raises MoveRefused."""
    event = line(Event.Kind.CLOSED, now)
    return move(petition, "close", by=by, now=now, event=event, columns={"closed_at": now})


def text_binds(version: TextVersion | Notice, *, now: datetime) -> bool:
    """Whether a page that showed this version may still be signed: it is current, or was within the last hour."""
    return version.superseded_at is None or now - version.superseded_at <= timedelta(hours=1)
