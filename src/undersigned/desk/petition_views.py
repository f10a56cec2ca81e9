"""A team's petition at the desk: writing it, opening and closing it, how it grows, and its signatures as a sheet."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.desk.access import PetitionPlace, account, open_to, petition_page
from undersigned.desk.growth import growth_of
from undersigned.desk.start_form import StartForm
from undersigned.desk.taking_along import NOT_ON_THIS_SITE, as_file
from undersigned.kit.images import ImageRefused
from undersigned.ops import audit
from undersigned.ops.switches import switched
from undersigned.people.accounts import may_start, own_team
from undersigned.people.actions import actor_of
from undersigned.people.models import Membership, Team, User
from undersigned.petitions import actions, drafting
from undersigned.petitions.document import DocumentRefused, read
from undersigned.petitions.life import MoveRefused, State
from undersigned.petitions.models import Partner, Petition
from undersigned.petitions.pictures import LARGEST_FILE, PictureRefused
from undersigned.signing.counting import standing
from undersigned.signing.export import sheets
from undersigned.signing.forms import SignForm
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now, speaking
from undersigned.signing.views import page_context

LARGEST_DOCUMENT = 1024 * 1024
SHEETS = ("delivery", "mailchimp", "action-network", "civicrm")
NOT_A_PICTURE = _("This picture cannot be used: choose a JPEG, PNG or WebP of at least 640 pixels across.")
NO_WORDS = _("Say in words what the picture shows, for those who do not see it.")
NOT_READ = _("This document could not be read. Paste its words, the title on the first line.")


def _teams(user: User) -> list[Team]:
    """The teams in which somebody may write, their own first."""
    own = own_team(user, now=now())
    writes = (Membership.Role.OWNER, Membership.Role.EDITOR)
    others = Team.objects.filter(memberships__user=user, memberships__role__in=writes).exclude(pk=own.pk)
    return [own, *others.order_by("name", "pk")]


@open_to("account", "GET", "POST")
def start(request: HttpRequest) -> HttpResponse:
    """Write a petition; it stays a draft of the team until somebody opens it."""
    user = account(request)
    if not may_start(user):
        raise Http404
    teams = _teams(user)
    if request.method != "POST":
        return _start(request, teams, StartForm(initial=_first()))
    form = StartForm(request.POST.dict())
    team = next((one for one in teams if str(one.public_id) == request.POST.get("team")), teams[0])
    if not form.is_valid() or form.draft is None:
        return _start(request, teams, form, chosen=team, status=422)
    petition = drafting.begin(form.draft, team=team, now=now())
    _note(request, "start petition", petition, team=team.name)
    return _to(petition)


def _first() -> dict[str, str]:
    return {"language": get_language() or "", "hands_over": "number"}


def _start(
    request: HttpRequest, teams: list[Team], form: StartForm, *, status: int = 200, **said: Any
) -> HttpResponse:
    return render(request, "desk/start.html", {"form": form, "teams": teams, **said}, status=status)


@open_to("account", "POST")
def read_document(request: HttpRequest) -> HttpResponse:
    """Fill the form from a document that somebody has already: pasted, or a text file."""
    user = account(request)
    if not may_start(user):
        raise Http404
    file, pasted = request.FILES.get("file"), request.POST.get("document", "")
    name = (file.name or "").lower() if file else ""
    data = file.read(LARGEST_DOCUMENT + 1) if file else pasted.encode()
    try:
        document = read(data, markdown=name.endswith((".md", ".markdown")))
    except DocumentRefused:
        form = StartForm(initial=_first())
        return _start(request, _teams(user), form, status=422, document=pasted, unread=NOT_READ)
    return _start(request, _teams(user), StartForm(initial=drafting.typed_of(document)))


def _to(petition: Petition) -> HttpResponseRedirect:
    slug = petition.slugs.get(language=petition.language, is_current=True)
    return HttpResponseRedirect(reverse("desk-petition", args=[slug.slug]))


def _note(request: HttpRequest, action: str, petition: Petition, **after: Any) -> None:
    subject = f"petition {petition.public_number}"
    audit.record(actor_of(account(request)), action, subject, after=after, now=now())


def _show(request: HttpRequest, place: PetitionPlace, *, status: int = 200, **said: Any) -> HttpResponse:
    petition = place.petition
    context = {
        "place": place,
        "slug": petition.slugs.get(language=petition.language, is_current=True).slug,
        "petition": petition_view(petition, now=now(), language=petition.language),
        "state": petition.state,
        "is_draft": petition.state == State.DRAFT,
        "is_unseen": petition.is_unseen,
        "must_submit": switched("review") == "on",
        "standing": standing(petition),
        "growth": growth_of(petition, now=now()),
        "sheets": SHEETS,
        "partners": Partner.objects.joined_to(petition),
        **said,
    }
    return render(request, "desk/petition.html", context, status=status)


@petition_page("viewer", "GET")
def petition(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Where it stands, how it grows, and what can be done."""
    return _show(request, place)


@petition_page("editor", "GET", "POST")
def write(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Write a draft anew."""
    if place.petition.state != State.DRAFT:
        return _to(place.petition)
    if request.method != "POST":
        form = StartForm(initial=drafting.as_typed(place.petition), has_language=False)
        return render(request, "desk/write.html", {"form": form, "place": place})
    form = StartForm(request.POST.dict(), has_language=False)
    if not form.is_valid() or form.draft is None:
        return render(request, "desk/write.html", {"form": form, "place": place}, status=422)
    try:
        drafting.rewrite(place.petition, form.draft, now=now())
    except MoveRefused:
        return _show(request, place, status=409, problem=_("It was opened meanwhile: nothing was changed."))
    _note(request, "write draft", place.petition, title=form.draft.title)
    return _to(place.petition)


@petition_page("viewer", "GET")
def preview(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """The page as signers will see it."""
    found = place.petition
    with speaking(found.language):
        context = page_context(found, SignForm(found), moment=now(), language=found.language)
        return render(request, "signing/petition.html", context)


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
