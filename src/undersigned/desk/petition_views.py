"""A team's petition at the desk: where it stands, how it grows, its picture, and its signatures as a sheet."""

from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.desk.growth import growth_of
from undersigned.desk.taking_along import NOT_ON_THIS_SITE, as_file
from undersigned.kit.images import ImageRefused
from undersigned.mailing.waiting import queue
from undersigned.ops import audit
from undersigned.ops.switches import switched
from undersigned.people.actions import actor_of
from undersigned.petitions import actions, slugs
from undersigned.petitions.life import RUNNING, State
from undersigned.petitions.models import Manuscript, Partner, Petition
from undersigned.petitions.pictures import LARGEST_FILE, PictureRefused
from undersigned.signing.counting import standing
from undersigned.signing.export import sheets
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now

SHEETS = ("delivery", "mailchimp", "action-network", "civicrm")
TOO_LARGE = _("This picture is too large: choose one of at most 20 MB.")
NOT_A_PICTURE = _("This picture cannot be used: choose a JPEG, PNG or WebP of at least 640 pixels across.")
NO_WORDS = _("Say in words what the picture shows, for those who do not see it.")


def _to(petition: Petition) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk-petition", args=[slugs.own(petition)]))


def _note(request: HttpRequest, action: str, petition: Petition, **after: Any) -> None:
    subject = f"petition {petition.public_number}"
    audit.record(actor_of(account(request)), action, subject, after=after, now=now())


def _show(request: HttpRequest, place: PetitionPlace, *, status: int = 200, **said: Any) -> HttpResponse:
    petition = place.petition
    context = {
        "place": place,
        "slug": slugs.own(petition),
        "petition": petition_view(petition, now=now(), language=petition.language),
        "state": petition.state,
        "is_draft": petition.state == State.DRAFT,
        "is_template": Manuscript.objects.filter(petition=petition, is_template=True).exists(),
        "is_unseen": petition.is_unseen,
        "is_running": petition.state in RUNNING,
        "must_submit": switched("review") == "on",
        "standing": standing(petition),
        "growth": growth_of(petition, now=now()),
        "queue": queue(now()),
        "sheets": SHEETS,
        "partners": Partner.objects.joined_to(petition),
        **said,
    }
    return render(request, "desk/petition.html", context, status=status)


@petition_page("viewer", "GET")
def petition(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Where it stands, how it grows, and what can be done."""
    is_too_large = request.GET.get("picture") == "too-large"
    said: dict[str, Any] = {"picture_problem": TOO_LARGE} if is_too_large else {}
    return _show(request, place, **said)


@petition_page("editor", "POST")
def picture(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Give it a picture."""
    file, words = request.FILES.get("picture"), " ".join(request.POST.get("picture_alt", "").split())[:200]
    if not words:
        return _show(request, place, status=422, picture_problem=NO_WORDS)
    data = file.read(LARGEST_FILE + 1) if file else b""
    try:
        actions.illustrate(place.petition, data, alt=words)
    except (PictureRefused, ImageRefused):
        return _show(request, place, status=422, picture_problem=NOT_A_PICTURE, picture_alt=words)
    _note(request, "picture", place.petition, alt=words)
    return _to(place.petition)


@petition_page("editor", "POST")
def sheet(request: HttpRequest, place: PetitionPlace) -> HttpResponseBase:
    """Its signatures as CSV or XLSX, as notice and consent allow; a POST, since each is written down."""
    kind, chosen = request.POST.get("kind", ""), request.POST.get("columns", "")
    if kind not in ("csv", "xlsx") or chosen not in SHEETS:
        return _show(request, place, status=422, problem=_("Choose one of the sheets."))
    try:
        return as_file(place.petition, chosen, kind, by=account(request))
    except sheets.ExportRefused:
        return _show(request, place, status=403, problem=NOT_ON_THIS_SITE)
