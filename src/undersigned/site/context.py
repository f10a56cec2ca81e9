"""What every template may say about the site and its languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from undersigned.site.identity import identity


def site(request: HttpRequest) -> dict[str, Any]:
    """`site` (Identity) and `languages` (code, own name, this page's path in it, whether it is the current one)."""
    current = translation.get_language()
    return {
        "site": identity(),
        "language_prefix": getattr(request, "language_prefix", ""),
        "languages": [
            (
                code,
                translation.get_language_info(code)["name_local"],
                f"/{code}{request.path_info}",
                code == current,
            )
            for code, _ in settings.LANGUAGES
        ],
    }
