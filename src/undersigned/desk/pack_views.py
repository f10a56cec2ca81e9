"""Packs at the desk: asked for, watched while they are made, fetched; and the first page of a handover."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from undersigned.delivery import first_page as page
from undersigned.delivery import packs
from undersigned.delivery.models import Handover, Pack
from undersigned.delivery.naming import reference
from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.petitions import slugs
from undersigned.petitions.models import Petition
from undersigned.signing.drawings import PenTaken
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now

NEWEST = 10
REFUSED = {
    "key": _("This is no key to lock to: one begins with age1 and has 62 signs."),
    "unseen": _("Nobody has seen this petition yet: there is nothing to hand over."),
    "gone": _("This pack is gone. Make a new one."),
}
FAILED = {
    "disk-full": _("The site’s disk is full. Whoever runs the site must make room."),
    "forgotten": _("The signers’ personal data was deleted meanwhile, as they were promised."),
}


def pack_context(petition: Petition) -> dict[str, Any]:
    """What desk/_packs.html shows: the newest packs, and the handovers that one may be for."""
    rows = Pack.objects.filter(petition=petition).exclude(asked_by=None).select_related("handover")
    handovers = petition.handovers.exclude(state=Handover.State.CANCELLED).select_related("recipient")
    return {
        "packs": list(rows.order_by("-asked_at", "-pk")[:NEWEST]),
        "is_unseen": petition.is_unseen,
        "pack_handovers": [(one, reference(petition, one)) for one in handovers.order_by("number")],
    }


def _show(request: HttpRequest, place: PetitionPlace, *, status: int = 200, **said: Any) -> HttpResponse:
    petition = place.petition
    context = {
        "place": place,
        "slug": slugs.own(petition),
        "petition": petition_view(petition, now=now(), language=petition.language),
        **pack_context(petition),
        **said,
    }
    return render(request, "desk/packs.html", context, status=status)


@petition_page("viewer", "GET")
def all_packs(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """The packs of a petition."""
    return _show(request, place)


@petition_page("editor", "POST")
def make(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Have one made."""
    typed = request.POST.get("locked_to", "")[:200]
    try:
        pack = packs.ask(
            place.petition,
            by=account(request),
            handover=_chosen(place, request.POST.get("handover", "")),
            has_scripts="without_scripts" not in request.POST,
            locked_to=typed,
            now=now(),
        )
    except packs.PackRefused as refused:
        return _show(request, place, status=422, problem=REFUSED[refused.reason], locked_to=typed)
    return _to(place, pack)


def _chosen(place: PetitionPlace, typed: str) -> Handover | None:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    return place.petition.handovers.filter(number=number).first()


def _to(place: PetitionPlace, pack: Pack) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk-pack", args=[slugs.own(place.petition), pack.public_id]))


def _pack(place: PetitionPlace, public_id: UUID) -> Pack:
    rows = Pack.objects.select_related("petition", "handover")
    found = rows.filter(petition=place.petition, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@petition_page("viewer", "GET")
def pack(request: HttpRequest, place: PetitionPlace, pack: UUID) -> HttpResponse:
    """How far it is, or that it can be fetched."""
    return _show_one(request, place, _pack(place, pack))


def _show_one(
    request: HttpRequest, place: PetitionPlace, pack: Pack, *, status: int = 200, **said: Any
) -> HttpResponse:
    petition = place.petition
    is_over = pack.expires_at is not None and pack.expires_at <= now()
    context = {
        "place": place,
        "slug": slugs.own(petition),
        "petition": petition_view(petition, now=now(), language=petition.language),
        "pack": pack,
        "state": Pack.State.GONE if is_over else pack.state,
        "is_under_way": pack.state in packs.UNDER_WAY,
        "why_failed": FAILED.get(pack.problem, ""),
        **said,
    }
    return render(request, "desk/pack.html", context, status=status)


@petition_page("editor", "POST")
def file(request: HttpRequest, place: PetitionPlace, pack: UUID) -> HttpResponseBase:
    """The pack itself; a POST, since each is written down."""
    found = _pack(place, pack)
    try:
        pieces = packs.fetch(found, by=account(request), now=now())
    except packs.PackRefused as refused:
        return _show_one(request, place, found, status=410, problem=REFUSED[refused.reason])
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{packs.file_name(found)}"'
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Encoding"] = "identity"  # it is packed already, and its length is told
    response.headers["Cache-Control"] = "no-store"
    return response


@petition_page("editor", "GET")
def first_page(request: HttpRequest, place: PetitionPlace, handover: UUID) -> HttpResponse:  # noqa: ARG001
    """The page that goes on top of what is handed over, with the code of this handover."""
    rows = Handover.objects.select_related("recipient")
    found = rows.filter(petition=place.petition, public_id=handover).first()
    if found is None:
        raise Http404
    try:
        drawn = page.pdf(place.petition, found, now=now())
    except PenTaken:
        return HttpResponse(status=503, headers={"Retry-After": "2"})
    response = HttpResponse(drawn, content_type="application/pdf")
    name = f"first-page-{reference(place.petition, found)}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
