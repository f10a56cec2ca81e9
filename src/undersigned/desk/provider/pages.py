"""What somebody reads who did not come in by the provider."""

import logging
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)
STATUS: Final = {
    "away": 503,
    "cancelled": 200,
    "refused": 400,
    "unverified": 403,
    "domain": 403,
    "unknown": 403,
}


def refusal(request: HttpRequest, reason: str, *, because: Any = None) -> HttpResponse:
    """The page of one of the reasons above. What lies behind it is logged by its kind, never with words of others."""
    if reason in ("away", "refused"):
        kind = because if isinstance(because, str) else type(because).__name__
        detail = f" ({because})" if type(because).__module__.startswith("undersigned.") else ""
        log.warning("sign-in by the provider: %s, %s%s", reason, kind[:60], detail[:80])
    assert settings.UNDERSIGNED_OIDC is not None  # noqa: S101 - views.py answers 404 before
    context = {"reason": reason, "provider": settings.UNDERSIGNED_OIDC.name}
    return render(request, "desk/provider_refused.html", context, status=STATUS[reason])
