"""A mail to the team of a petition: to those who may write on it, in the petition's language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings

from undersigned.people.mails import Letter, queue_letter
from undersigned.people.models import Membership, User
from undersigned.petitions.models import Petition, Slug, Text
from undersigned.site.addresses import base_url

MOST: Final = 10  # of one team, those who were in it first


def tell_team(
    petition: Petition, folder: str, *, page: str = "", words: Mapping[str, str] | None = None, now: datetime
) -> None:
    """Queue the mail of a folder of words, in the transaction of what it tells of.

    It is given `petition_title`, `link` (to the petition at the desk, or to its `page` there, such as "write") and the
    `words`.
    """
    known = {
        "petition_title": _title(petition),
        "link": f"{base_url()}/desk/p/{_slug(petition)}{page and '/'}{page}",
        **(words or {}),
    }
    for user in _writers(petition):
        queue_letter(Letter(folder, user.email, known, _language(petition.language)), now=now)


def _writers(petition: Petition) -> list[User]:
    writes = (Membership.Role.OWNER, Membership.Role.EDITOR)
    rows = Membership.objects.filter(team=petition.team_id, role__in=writes, user__is_active=True)
    return [row.user for row in rows.select_related("user").order_by("created_at", "pk")[:MOST]]


def _title(petition: Petition) -> str:
    return Text.objects.get(
        version__petition=petition, version__number=petition.text_number, language=petition.language
    ).title


def _slug(petition: Petition) -> str:
    return Slug.objects.get(petition=petition, language=petition.language, is_current=True).slug


def _language(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
