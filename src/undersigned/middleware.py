"""What holds for every page: its language comes from its path, and visitors get no cookie."""

import logging
from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.template.response import TemplateResponse
from django.utils import translation

from undersigned.delivery.uploads import takes_document
from undersigned.desk.access import is_desk_path, least_of
from undersigned.kit.seal import SealBroken
from undersigned.signing.requests import now

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
PRIVATE_PATHS = ("/c/", "/mine", "/back/", "/stop/", "/verdict/", "/reply")


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
            if has_prefix:
                _keep_language(response, f"/{first}")
            return response


def _keep_language(response: HttpResponse, prefix: str) -> None:
    """Who reads the desk in a language is led on in it: allauth and our views name pages without one."""
    location = response.headers.get("Location", "")
    if is_desk_path(location.partition("?")[0]):
        response.headers["Location"] = prefix + location


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
        elif is_desk_path(request.path_info):
            response.headers["Cache-Control"] = "no-store"
            # Not less: a form that tells nobody where it comes from cannot be told from a forged one.
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class NoFiles(FileUploadHandler):
    """What a visitor posts holds no file."""

    def new_file(self, *_args: Any, **_named: Any) -> NoReturn:
        """Refuse it before a byte of it is kept."""
        raise TooManyFilesSent

    def receive_data_chunk(self, _raw_data: bytes, _start: int) -> None:
        """Never comes to that."""

    def file_complete(self, _file_size: int) -> None:
        """Never comes to that."""


class PostSize:
    """How much may be posted: little by visitors; a picture or a document too at the desk and on a recipient's page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at_desk = is_desk_path(request.path_info)
        may_be_large = at_desk or takes_document(request.path_info, now=now())
        said = str(request.META.get("CONTENT_LENGTH") or "0")
        length = int(said) if said.isdigit() and len(said) < 10 else 0
        if length > (settings.DESKS_POST if may_be_large else settings.VISITORS_POST):
            if at_desk and request.path_info.endswith("/picture"):  # its page says so beside the field
                return HttpResponseRedirect(f"{request.path.removesuffix('/picture')}?picture=too-large")
            raise RequestDataTooBig
        if may_be_large:
            request.upload_handlers = [MemoryFileUploadHandler(request), TemporaryFileUploadHandler(request)]
        return self.get_response(request)


class OnDesk:
    """Acts on the paths of those who sign in alone: visitors get no session, and so no cookie."""

    def __call__(self, request: HttpRequest) -> Any:
        if is_desk_path(request.path_info):
            return super().__call__(request)  # type: ignore[misc] # of the middleware it stands before
        return self.get_response(request)  # type: ignore[attr-defined]


class DeskSession(OnDesk, SessionMiddleware):
    """A session, as a row, for those who sign in."""


class DeskAuthentication(OnDesk, AuthenticationMiddleware):
    """Who it is that asks."""


class DeskCsrf(OnDesk, CsrfViewMiddleware):
    """No form of another site acts in the name of who is signed in."""

    def process_view(self, request: HttpRequest, *view: Any) -> Any:
        """Visitors' forms carry no authority, so there is nothing to forge."""
        return super().process_view(request, *view) if is_desk_path(request.path_info) else None


class DeskAccess:
    """Denies by default: below the desk's paths nothing answers that does not say who may ask."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_rest: Any) -> None:
        """A view without a declaration is not there."""
        if is_desk_path(request.path_info) and least_of(view) is None:
            raise Http404

    def process_template_response(
        self, _request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """What every page calls `site` is ours; allauth means the host by it."""
        (response.context_data or {}).pop("site", None)
        return response


class DatabaseAway:
    """Answers 503 without a body where the database or a key does not: the process has a page that needs neither."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Of errors that time mends, or whoever runs the site; their text may quote a row."""
        if isinstance(exception, SealBroken):
            log.error("what is sealed cannot be read: its key or its row is broken")
        elif isinstance(exception, OperationalError | InterfaceError):
            log.error("the database could not be asked: %s", type(exception).__name__)
        else:
            return None
        return HttpResponse(status=503, headers={"Cache-Control": "no-store"})
