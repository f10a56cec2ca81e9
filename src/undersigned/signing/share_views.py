"""What a shared petition shows elsewhere: its card in chats, its code and poster on paper, its short address."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from undersigned.petitions import slugs
from undersigned.petitions.life import UNSEEN
from undersigned.petitions.models import Petition
from undersigned.signing import cards, counting, drawings, pages, posters
from undersigned.signing.caching import for_everyone, forever, private
from undersigned.signing.pages import CountView, PetitionView
from undersigned.signing.requests import now, text_language, with_petition
from undersigned.signing.share import qr_svg, short_url

TYPES = {"png": "image/png", "pdf": "application/pdf"}


@require_safe
@with_petition
def card(request: HttpRequest, petition: Petition, stamp: str) -> HttpResponse:
    """The petition's card as it is now; every other address leads there, so nobody can ask for a second drawing."""
    shown = _public(request, petition)
    facts = cards.facts(shown, CountView.of(counting.standing(petition)))
    current = drawings.stamp(cards.SOURCE, facts)
    if stamp != current:
        return for_everyone(HttpResponseRedirect(reverse("card", args=[shown.slug, current])))
    return _drawn(shown, "png", current, lambda: cards.draw(facts), keep=forever)


@require_safe
@with_petition
def poster(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The poster in the language of the text; its address stays, so caches are to ask again."""
    shown, moment = _public(request, petition), now()
    facts = posters.facts(shown)
    version = drawings.stamp(posters.SOURCE, facts)
    response = _drawn(shown, "pdf", version, lambda: posters.draw(facts, now=moment), keep=for_everyone)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@with_petition
def qr(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The code of the petition's short address, as SVG."""
    address = short_url(_public(request, petition))
    response = HttpResponse(qr_svg(address), content_type="image/svg+xml")
    response.headers["X-Robots-Tag"] = "noindex"
    return for_everyone(response)


@require_safe
def short(request: HttpRequest, number: int, language: str = "") -> HttpResponse:
    """From a code on paper to the petition's page as it is called today, in a language that it has, else its own."""
    petition = Petition.objects.exclude(state__in=UNSEEN).filter(public_number=number).first()
    if petition is None or (petition.is_example and settings.UNDERSIGNED_URL):
        raise Http404
    prefix: str = request.language_prefix  # type: ignore[attr-defined] # set by middleware.PathLanguage
    by_language = slugs.by_language(petition)
    found = by_language.get(language or prefix[1:])
    path = reverse("petition", args=[found or by_language[petition.language]])
    return for_everyone(HttpResponseRedirect(f"{'' if found else prefix}{path}?s=qr"))


def _public(request: HttpRequest, petition: Petition) -> PetitionView:
    """The petition in the language of its address. A draft is shown to nobody here."""
    if petition.is_unseen:
        raise Http404
    return pages.petition_view(petition, now=now(), language=text_language(request))


def _drawn(
    shown: PetitionView,
    ending: str,
    version: str,
    draw: Callable[[], bytes],
    *,
    keep: Callable[[HttpResponse], HttpResponse],
) -> HttpResponse:
    folder, kind = f"drawn/{shown.public_number}", f"{shown.language}.{ending}"
    try:
        drawing = drawings.kept(folder, kind=kind, version=version, draw=draw)
    except drawings.PenTaken:
        return private(HttpResponse(status=503, headers={"Retry-After": "2"}))
    return keep(HttpResponse(drawing, content_type=TYPES[ending]))
