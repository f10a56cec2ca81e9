"""Looking at a petition before it opens: as a page, on a phone, and as the card that chats show."""

from dataclasses import replace

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from undersigned.desk.access import PetitionPlace, petition_page
from undersigned.petitions.models import Petition
from undersigned.signing import cards, drawings
from undersigned.signing.forms import SignForm
from undersigned.signing.pages import PetitionView, count_view, petition_view
from undersigned.signing.requests import now, speaking
from undersigned.signing.views import page_context

KINDS = {"phone": _("On a phone"), "page": _("On a screen"), "card": _("As a card in chats")}


@petition_page("viewer", "GET")
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type] # typed for lists of any
def preview(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """The page as signers will see it."""
    found = place.petition
    with speaking(found.language):
        context = page_context(found, SignForm(found), moment=now(), language=found.language)
        context["petition"] = as_open(context["petition"])
        return render(request, "signing/petition.html", context)


@petition_page("viewer", "GET")
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # typed for lists of any
def look(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """One of the ways to look at it; each has its address."""
    asked = request.GET.get("as", "")
    kind = asked if asked in KINDS else "phone"
    shown, facts = _card(place.petition)
    context = {
        "place": place,
        "slug": shown.slug,
        "petition": shown,
        "kind": kind,
        "kinds": KINDS.items(),
        "stamp": drawings.stamp(cards.SOURCE, facts),
        "spoken": cards.spoken(facts),
    }
    return render(request, "desk/look.html", context)


@petition_page("viewer", "GET")
def card(request: HttpRequest, place: PetitionPlace) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """The card, drawn for the team alone: it is kept nowhere."""
    try:
        drawing = drawings.once(lambda: cards.draw(_card(place.petition)[1]))
    except drawings.PenTaken:
        return HttpResponse(status=503, headers={"Retry-After": "2"})
    return HttpResponse(drawing, content_type="image/png")


def _card(petition: Petition) -> tuple[PetitionView, drawings.Facts]:
    shown = as_open(petition_view(petition, now=now(), language=petition.language))
    return shown, cards.facts(shown, count_view(petition, now=now()))


def as_open(shown: PetitionView) -> PetitionView:
    """The petition as it will be once anybody may sign it; one that has been open stays as it is."""
    return replace(shown, state="open", takes_signatures=True) if shown.is_unseen else shown
