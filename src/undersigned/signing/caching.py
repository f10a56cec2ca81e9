"""Who may keep an answer, and for how long."""

from django.conf import settings
from django.http import HttpResponse

# For a shared cache in front of a public site. A site without one is asked each time (and answers 304): whoever
# tries it out confirms within seconds, and must not be shown the 0 that their browser kept.
FOR_SHARED_CACHES = "public, max-age=5, stale-while-revalidate=30, stale-if-error=300"
# What must be true or gone within seconds: a count that open pages ask for, which may not be older than what they
# show, and lists of names that may be withdrawn.
FOR_SECONDS = "public, max-age=5"


def for_everyone(response: HttpResponse) -> HttpResponse:
    """The same for every visitor: a shared cache may hold it for a moment."""
    response.headers["Cache-Control"] = FOR_SHARED_CACHES if settings.UNDERSIGNED_URL else "no-cache"
    return response


def forever(response: HttpResponse) -> HttpResponse:
    """What its address holds never changes: whoever has it need not ask again."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def for_seconds(response: HttpResponse) -> HttpResponse:
    """The same for every visitor, but nobody may show an old one in its place."""
    response.headers["Cache-Control"] = FOR_SECONDS if settings.UNDERSIGNED_URL else "no-cache"
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Of one visitor alone: nobody keeps it."""
    response.headers["Cache-Control"] = "no-store"
    return response
