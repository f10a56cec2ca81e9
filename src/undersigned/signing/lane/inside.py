"""Asking Django from within: what the lane keeps ready is what Django answers, through all its middleware."""

import io
from typing import Any, cast

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

URLS = "undersigned.signing.lane.urls"


class Inside(BaseHandler):
    """The site without a server around it."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()

    def ask(self, path: str, *, is_secure: bool = False, is_local: bool = False) -> HttpResponse:
        """What the site answers to a GET of one of the lane's paths; for a thread that may wait for the database."""
        request = WSGIRequest(_environ(path, is_secure=is_secure, is_local=is_local))
        request.urlconf = URLS
        response = self.get_response(request)
        response.close()  # gives the database connection back
        return cast("HttpResponse", response)


def _environ(path: str, *, is_secure: bool, is_local: bool) -> dict[str, Any]:
    host = settings.ALLOWED_HOSTS[0]
    found: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(settings.PORT),
        "HTTP_HOST": host,
        "wsgi.input": io.BytesIO(b""),
        "wsgi.url_scheme": "https" if is_secure else "http",
    }
    if is_secure:
        found["HTTP_X_FORWARDED_PROTO"] = "https"
    if not is_local:
        found["HTTP_VIA"] = "1.1 inside"  # as if from elsewhere
    return found
