"""What a signer's request says beside the form: which petition, from where, under which text and notice."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, wraps
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from undersigned.petitions.actions import text_binds
from undersigned.petitions.life import State
from undersigned.petitions.models import Notice, Petition, Slug, Text, TextVersion
from undersigned.signing import gate
from undersigned.signing.intake import Circumstances
from undersigned.signing.networks import Proxies, network_digest, network_of

log = logging.getLogger(__name__)
PetitionView = Callable[..., HttpResponse]  # takes the request, the petition, and what else its address names
_SOURCE = re.compile(r"[a-z0-9_-]{1,32}")


def now() -> datetime:
    """The moment of the request; the one place where a page reads the clock."""
    return datetime.now(UTC)


def speaking(language: str) -> translation.override:
    """The interface in a language that it has; otherwise in the site's."""
    known = {code for code, _ in settings.LANGUAGES}
    return translation.override(language if language in known else settings.LANGUAGE_CODE)


def with_petition(view: PetitionView) -> Callable[..., HttpResponse]:
    """Gives a view the petition of its slug; `request.text_language` is that of the text to show.

    It is the path's where the petition has that, else the slug's own, and so is the interface without one in
    the path. An old slug leads to the current one of its language, and the same page of it. The example is
    nowhere on a site that has a public address.
    """

    @wraps(view)
    def find(request: HttpRequest, slug: str, **named: str) -> HttpResponse:
        asked = request.language_prefix[1:]  # type: ignore[attr-defined] # set by middleware.PathLanguage
        known = _addressed(slug, asked)
        if known is None or (known.petition.is_example and settings.UNDERSIGNED_URL):
            raise Http404
        if known.petition.state == State.TAKEN_DOWN:
            return _gone(request, asked or known.language)
        if not known.is_current and request.method in ("GET", "HEAD"):
            return HttpResponsePermanentRedirect(_at_current(request, known))
        shown = asked if known.has_asked else known.language
        request.text_language = shown  # type: ignore[attr-defined] # read by text_language
        with speaking(asked or shown):
            response = view(request, known.petition, **named)
            response.headers.setdefault("Content-Language", translation.get_language() or shown)
            return response

    return find


def _gone(request: HttpRequest, language: str) -> HttpResponse:
    with speaking(language):
        return render(request, "signing/gone.html", status=410)


def _addressed(slug: str, asked: str) -> Any:
    """The slug with its petition and team, and whether the current text is there in the language asked for."""
    texts = Text.objects.filter(
        version__petition=OuterRef("petition"),
        version__number=OuterRef("petition__text_number"),
        language=asked,
    )
    found = Slug.objects.select_related("petition__team").annotate(has_asked=Exists(texts))
    return found.filter(slug=slug).first()


def _at_current(request: HttpRequest, old: Slug) -> str:
    current = old.petition.slugs.get(language=old.language, is_current=True)
    page = request.resolver_match
    named = page.kwargs | {"slug": current.slug} if page else {"slug": current.slug}
    path = reverse((page and page.url_name) or "petition", kwargs=named)
    query = request.META.get("QUERY_STRING", "")
    return f"{request.language_prefix}{path}{query and '?'}{query}"  # type: ignore[attr-defined]


def text_language(request: HttpRequest) -> str:
    """The language of the petition's text that a page shows (see with_petition)."""
    return str(request.text_language)  # type: ignore[attr-defined]


def asked_language(request: HttpRequest) -> str:
    """The language that the reader chose: the path's, else that of the text."""
    return str(request.language_prefix[1:] or request.text_language)  # type: ignore[attr-defined]


def circumstances(request: HttpRequest, petition: Petition, *, moment: datetime) -> Circumstances | None:
    """Under what and from where someone signs; None when the text or notice changed too long ago to bind.

    A client that does not say which text it showed is taken to have shown the current one.
    """
    text_number = bound(request.POST.get("text", ""), petition.text_number)
    notice_number = bound(request.POST.get("notice", ""), petition.notice_number)
    if not binds(petition, text_number, notice_number, moment=moment):
        return None
    return Circumstances(
        text_number=text_number,
        notice_number=notice_number,
        language=asked_language(request),
        source=source_of(request),
        network_digest=network_of_request(request, moment=moment),
    )


def network_of_request(request: HttpRequest, *, moment: datetime) -> bytes | None:
    """The digest of the network that a request came from; None where that cannot be told."""
    address = Proxies(settings.UNDERSIGNED_TRUSTED_PROXIES).client(
        str(request.META.get("REMOTE_ADDR", "")), str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    )
    return network_digest(network_of(address), day=moment.date())


def seconds_to_wait(request: HttpRequest, petition: Petition, *, moment: datetime) -> int:
    """0, or how long this network is asked to wait before it posts again; it has posted now."""
    wait = gate.allows(petition.pk, network_of_request(request, moment=moment), moment.timestamp())
    if wait and "HTTP_X_FORWARDED_FOR" in request.META and not settings.UNDERSIGNED_TRUSTED_PROXIES:
        ask_about_proxy()
    return wait


@cache
def ask_about_proxy() -> None:
    """Tell the operator, once a process, why perhaps everyone is asked to wait."""
    log.warning(
        "all posts through a proxy count as one network: is it missing in UNDERSIGNED_TRUSTED_PROXIES?"
    )


def bound(typed: str, current: int) -> int:
    """The number of the text or notice that a form names: one that there was, else the present one."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= 6
    return int(typed) if is_number and 0 < int(typed) <= current else current


def binds(petition: Petition, text_number: int, notice_number: int, *, moment: datetime) -> bool:
    """Whether what was shown may still be signed: it is current, or was within the last hour."""
    if text_number != petition.text_number:
        version = TextVersion.objects.filter(petition=petition, number=text_number).first()
        if version is None or not text_binds(version, now=moment):
            return False
        if version.ask_number != petition.ask_number:  # they agreed to something else
            return False
    if notice_number != petition.notice_number:
        notice = Notice.objects.filter(petition=petition, number=notice_number).first()
        if notice is None or not text_binds(notice, now=moment):
            return False
    return True


def source_of(request: HttpRequest) -> str:
    """The source code (`?s=`) of the page that the form was on, read from a Referer of this very site.

    A form that is shown again stands at another address, so it carries the code along. On the page itself the form
    has no such field: that page is the same for everyone, by whatever way they came.
    """
    return source_in(request.POST.get("source", ""), request.META.get("HTTP_REFERER", ""), request.get_host())


def source_in(carried: str, referer: str, host: str) -> str:
    """The same, of the form's field and of the two headers."""
    if _SOURCE.fullmatch(carried):
        return carried
    if "s=" not in referer:
        return ""
    try:
        parts = urlsplit(referer[:2000])
        codes = parse_qs(parts.query, max_num_fields=20).get("s", [])
    except ValueError:  # whatever a stranger wrote there
        return ""
    code = codes[0].lower() if codes and parts.netloc == host else ""
    return code if _SOURCE.fullmatch(code) else ""
