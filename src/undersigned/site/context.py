"""What every template may say about the site and its languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from undersigned.kit.languages import own_name
from undersigned.site.identity import identity


def site(request: HttpRequest) -> dict[str, Any]:
    """`site` (Identity) and `languages` (code, own name, this page's path in it, whether it is the current one)."""
    current = translation.get_language()
    return {
        "site": identity(),
        # Also a page whose own address says its language leads on in that language.
        "language_prefix": getattr(request, "language_prefix", "")
        or (f"/{current}" if current and current != settings.LANGUAGE_CODE else ""),
        "languages": [
            (
                code,
                own_name(code),
                f"/{code}{request.path_info}",
                code == current,
            )
            for code, _ in settings.LANGUAGES
        ],
    }
