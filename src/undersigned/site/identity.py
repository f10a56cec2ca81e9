"""Who runs this site, as its pages, notices and mails say it."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Identity:
    """The site's name, its public address ("" while it has none), and who answers for it ("" if not said)."""

    name: str
    url: str
    responsible: str
    is_public: bool


def identity() -> Identity:
    """The site's identity, in the language that is active."""
    return Identity(
        name=settings.UNDERSIGNED_NAME,
        url=settings.UNDERSIGNED_URL,
        responsible=settings.UNDERSIGNED_RESPONSIBLE,
        is_public=bool(settings.UNDERSIGNED_URL),
    )


def why_not_publish() -> str:
    """Why no petition may be published here yet; "" when one may.

    On a public site the notice beside the button must name who answers for the data (GDPR, article 13).
    """
    if settings.UNDERSIGNED_URL and not settings.UNDERSIGNED_RESPONSIBLE:
        return "UNDERSIGNED_RESPONSIBLE is not set: the notice must say who is responsible on a public site"
    return ""
