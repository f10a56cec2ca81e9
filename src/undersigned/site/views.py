"""The site's own pages, its logo and its colours."""

from django.conf import settings
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from undersigned.site import own_pages
from undersigned.site.identity import identity, kept
from undersigned.site.logo import file_name
from undersigned.site.models import OwnPageVersion

TITLES = {
    OwnPageVersion.Kind.ABOUT: _("About this site"),
    OwnPageVersion.Kind.RULES: _("Rules"),
    OwnPageVersion.Kind.PRIVACY: _("Privacy"),
    OwnPageVersion.Kind.IMPRINT: _("Imprint"),
    OwnPageVersion.Kind.ACCESSIBILITY: _("Accessibility"),
    OwnPageVersion.Kind.CONTACT: _("Contact"),
}
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def own_page(request: HttpRequest, kind: str) -> HttpResponse:
    """One of the site's own pages; `?version=2` shows what was in force before."""
    number = request.GET.get("version")
    if number is not None and not (number.isascii() and number.isdigit() and len(number) < 5):
        raise Http404
    shown = own_pages.shown(
        kind,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        number=int(number) if number else None,
    )
    if shown is None:
        raise Http404
    context = {"title": TITLES[OwnPageVersion.Kind(kind)], "shown": shown}
    response = render(request, "site/own_page.html", context)
    response.headers["Cache-Control"] = "public, max-age=60" if settings.UNDERSIGNED_URL else "no-cache"
    return response


@require_safe
def logo(_request: HttpRequest, digest: str) -> HttpResponseBase:
    """A logo of the site, today's or an earlier one; always a PNG that the site itself wrote."""
    storage = storages["public"]
    if not (digest.isascii() and digest.isalnum() and storage.exists(file_name(digest))):
        raise Http404
    response = FileResponse(storage.open(file_name(digest)), content_type="image/png")
    response.headers["Cache-Control"] = FOREVER
    return response


@require_safe
def colours(_request: HttpRequest, digest: str) -> HttpResponse:
    """The style sheet with the site's own colours.

    A page that a cache still holds names an earlier one: it gets today's, which is not to be kept under that name.
    """
    if not kept.get().sheet:
        raise Http404
    response = HttpResponse(kept.get().sheet, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = FOREVER if digest == identity().colours else "no-cache"
    return response
