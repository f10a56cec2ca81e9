"""What a signer's request says beside the form: which petition, from where, under which text and notice."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import translation

from undersigned.petitions.actions import text_binds
from undersigned.petitions.models import Notice, Petition, Slug, TextVersion
from undersigned.signing.intake import Circumstances
from undersigned.signing.networks import client_address, network_digest, network_of

PetitionView = Callable[[HttpRequest, Petition], HttpResponse]
_SOURCE = re.compile(r"[a-z0-9_-]{1,32}")


def now() -> datetime:
    """The moment of the request; the one place where a page reads the clock."""
    return datetime.now(UTC)


def speaking(language: str) -> translation.override:
    """The interface in a language that it has; otherwise in the site's."""
    known = {code for code, _ in settings.LANGUAGES}
    return translation.override(language if language in known else settings.LANGUAGE_CODE)


def with_petition(view: PetitionView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Gives a view the petition of its slug, in the petition's language unless the path names another.

    An old slug leads to the current one. The example is nowhere on a site that has a public address.
    """

    @wraps(view)
    def find(request: HttpRequest, slug: str) -> HttpResponse:
        known = Slug.objects.select_related("petition__team").filter(slug=slug).first()
        if known is None or (known.petition.is_example and settings.UNDERSIGNED_URL):
            raise Http404
        petition = known.petition
        prefix = request.language_prefix  # type: ignore[attr-defined] # set by middleware.PathLanguage
        if not known.is_current and request.method in ("GET", "HEAD"):
            current = petition.slugs.get(language=known.language, is_current=True)
            return HttpResponsePermanentRedirect(prefix + reverse("petition", args=[current.slug]))
        with speaking(prefix[1:] or petition.language):
            return view(request, petition)

    return find


def circumstances(request: HttpRequest, petition: Petition, *, moment: datetime) -> Circumstances | None:
    """Under what and from where someone signs; None when the text or notice changed too long ago to bind.

    A client that does not say which text it showed is taken to have shown the current one.
    """
    text_number = _bound(request.POST.get("text", ""), petition.text_number)
    notice_number = _bound(request.POST.get("notice", ""), petition.notice_number)
    if not binds(petition, text_number, notice_number, moment=moment):
        return None
    return Circumstances(
        text_number=text_number,
        notice_number=notice_number,
        language=translation.get_language() or petition.language,
        source=source_of(request),
        network_digest=network_of_request(request, moment=moment),
    )


def network_of_request(request: HttpRequest, *, moment: datetime) -> bytes | None:
    """The digest of the network that a request came from; None where that cannot be told."""
    address = client_address(
        str(request.META.get("REMOTE_ADDR", "")),
        str(request.META.get("HTTP_X_FORWARDED_FOR", "")),
        settings.UNDERSIGNED_TRUSTED_PROXIES,
    )
    return network_digest(network_of(address), day=moment.date())


def _bound(typed: str, current: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < int(typed[:6]) <= current else current


def binds(petition: Petition, text_number: int, notice_number: int, *, moment: datetime) -> bool:
    """Whether what was shown may still be signed: it is current, or was within the last hour."""
    if text_number != petition.text_number:
        version = TextVersion.objects.filter(petition=petition, number=text_number).first()
        if version is None or not text_binds(version, now=moment):
            return False
    if notice_number != petition.notice_number:
        notice = Notice.objects.filter(petition=petition, number=notice_number).first()
        if notice is None or not text_binds(notice, now=moment):
            return False
    return True


def source_of(request: HttpRequest) -> str:
    """The source code (`?s=`) of the page that the form was on, read from a Referer of this very site."""
    try:
        referer = urlsplit(request.META.get("HTTP_REFERER", "")[:2000])
        codes = parse_qs(referer.query, max_num_fields=20).get("s", [])
    except ValueError:  # whatever a stranger wrote there
        return ""
    code = codes[0].lower() if codes and referer.netloc == request.get_host() else ""
    return code if _SOURCE.fullmatch(code) else ""
