"""What the lane reads of a request and how it answers; whatever is unusual is left to Django."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from undersigned.kit.bridge import Headers, Scope

FORM = "application/x-www-form-urlencoded"
TRUSTS_SCHEME = bool(settings.SECURE_PROXY_SSL_HEADER)
MOST_FIELDS: int = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
LARGEST = 16 * 1024  # bytes of a form; what is larger is unusual


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes = b""


class Unusual(Exception):
    """Django answers this one."""


def fields_of(scope: Scope, body: bytes) -> Mapping[str, str]:
    """The last value of each field of a form, as Django's own QueryDict takes them. Raises Unusual."""
    kind = ",".join(scope.headers.get_all("content-type"))  # two are none, as for Django
    if not body:
        if (scope.headers.get("content-length") or "").strip("0"):
            raise Unusual  # longer than any form, so nobody read it
        if not kind:
            return {}
    if kind != FORM and kind.replace(" ", "").lower() != FORM + ";charset=utf-8":
        raise Unusual
    try:
        text = body.decode().replace("+", " ")
    except ValueError:
        raise Unusual from None
    pairs = text.split("&")
    if len(pairs) > MOST_FIELDS or "%00" in text or "\0" in text:  # Django refuses NUL
        raise Unusual
    fields = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if "%" in pair:
            name, value = _plain(name), _plain(value)
        fields[name] = value
    return fields


def _plain(text: str) -> str:
    return unquote(text, errors="replace") if "%" in text else text


@lru_cache(maxsize=64)
def is_known(host: str) -> bool:
    """Whether a Host header names this site, by the rule that Django holds every request to."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_secure(scope: Scope) -> bool:
    """Whether the reader's connection is encrypted, as Django's SECURE_PROXY_SSL_HEADER tells it."""
    if TRUSTS_SCHEME:
        told = scope.headers.get("x-forwarded-proto")
        if told is not None:
            return bool(told.partition(",")[0].strip() == "https")
    return scope.scheme == "https"
