"""A draft that nobody wrote on for a week: its team is asked, once, whether it is to go on."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from undersigned.ops.rounds import Round
from undersigned.people.mails import Letter, queue_letter
from undersigned.people.models import Membership, User
from undersigned.petitions.life import State
from undersigned.petitions.models import Manuscript, Slug, Text
from undersigned.site.addresses import base_url

AFTER: Final = timedelta(days=7)
BEFORE: Final = timedelta(days=60)  # a worker that stood still does not dig up what is long past
AT_ONCE: Final = 500
MOST_ASKED: Final = 10  # of one team, those who were in it first


def remind_due(now: datetime) -> int:
    """Queue the mails that are due; for how many drafts. Done twice at once, each team is asked once."""
    left = Manuscript.objects.filter(
        saved_at__lte=now - AFTER,
        saved_at__gt=now - BEFORE,
        reminded_at=None,
        is_template=False,
        petition__state=State.DRAFT,
    )
    return sum(_remind(manuscript, now=now) for manuscript in left.order_by("saved_at")[:AT_ONCE])


@transaction.atomic
def _remind(manuscript: Manuscript, *, now: datetime) -> bool:
    # Whoever finds it not yet asked about asks; whoever wrote on it meanwhile is not asked.
    same = Manuscript.objects.filter(pk=manuscript.pk, version=manuscript.version, reminded_at=None)
    if not same.update(reminded_at=now):
        return False
    petition = manuscript.petition
    slug = Slug.objects.get(petition=petition, language=petition.language, is_current=True)
    text = Text.objects.get(
        version__petition=petition, version__number=petition.text_number, language=petition.language
    )
    words = {"petition_title": text.title, "link": f"{base_url()}/desk/p/{slug.slug}/write"}
    for user in _writers(manuscript):
        queue_letter(Letter("people/mail/draft", user.email, words, _language(petition.language)), now=now)
    return True


def _writers(manuscript: Manuscript) -> list[User]:
    writes = (Membership.Role.OWNER, Membership.Role.EDITOR)
    rows = Membership.objects.filter(
        team=manuscript.petition.team_id, role__in=writes, user__is_active=True
    ).select_related("user")
    return [row.user for row in rows.order_by("created_at", "pk")[:MOST_ASKED]]


def _language(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


ROUND = Round("reminding of drafts", 3600, remind_due)
