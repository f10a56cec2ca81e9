"""What holds for every page: its language comes from its path, and visitors get no cookie."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
PRIVATE_PATHS = ("/c/", "/mine")


class PathLanguage:
    """Takes `/fr` off the front of a path and answers in French; without it, in the site's language.

    Never a cookie or the browser's wish: one address always gives one page, so caches and shared links hold.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.codes = {code for code, _ in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first, _, rest = request.path_info[1:].partition("/")
        has_prefix = first in self.codes
        request.language_prefix = f"/{first}" if has_prefix else ""  # type: ignore[attr-defined]
        if has_prefix:
            request.path_info = f"/{rest}"
        with translation.override(first if has_prefix else settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault(
                "Content-Language", translation.get_language() or settings.LANGUAGE_CODE
            )
            return response


class PagePolicies:
    """Private pages are kept by nobody and named to nobody; nothing may use the reader's sensors."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = (
            "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        )
        if request.path_info.startswith(PRIVATE_PATHS):
            response.headers["Cache-Control"] = "no-store"
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class DatabaseAway:
    """Answers 503 without a body where the database does: the process has a page for it that needs none."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Of errors that time mends; their text may quote a row."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.error("the database could not be asked: %s", type(exception).__name__)
        return HttpResponse(status=503, headers={"Cache-Control": "no-store"})
