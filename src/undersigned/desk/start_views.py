"""Starting a petition: an empty form, one filled from a document, and the draft that is kept of it."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.desk.access import account, open_to
from undersigned.desk.start_form import SENTENCES, StartForm, advice_on, typed_of
from undersigned.ops import audit
from undersigned.people.accounts import may_start, own_team
from undersigned.people.actions import actor_of
from undersigned.people.models import Membership, Team, User
from undersigned.petitions import drafting, question_rows, slugs
from undersigned.petitions.addressees import directory
from undersigned.petitions.document import DocumentRefused, read
from undersigned.petitions.life import MoveRefused, State
from undersigned.petitions.models import Manuscript, Petition
from undersigned.signing.requests import now

MOST_TEMPLATES = 20
LARGEST_DOCUMENT = 1024 * 1024
NOT_READ = _("This document could not be read. Paste its words, the title on the first line.")
TOO_MUCH = _("This is longer than a draft can be. Nothing was kept; what you typed is below.")


def teams_of(user: User) -> list[Team]:
    """The teams in which somebody may write, their own first."""
    own = own_team(user, now=now())
    writes = (Membership.Role.OWNER, Membership.Role.EDITOR)
    others = Team.objects.filter(memberships__user=user, memberships__role__in=writes).exclude(pk=own.pk)
    return [own, *others.order_by("name", "pk")]


def templates_of(teams: list[Team]) -> list[dict[str, str]]:
    """What drafts of these teams were kept as templates: each with its title and the address that uses it."""
    found = Manuscript.objects.filter(
        petition__team__in=teams, is_template=True, petition__state=State.DRAFT
    ).select_related("petition")
    return [
        {"title": one.typed.get("title", ""), "again": path_of("desk-again", one.petition)}
        for one in found.order_by("-saved_at")[:MOST_TEMPLATES]
    ]


def chosen_team(request: HttpRequest, teams: list[Team]) -> Team:
    """The one that was chosen, if it is one of these; else their own."""
    return next((one for one in teams if str(one.public_id) == request.POST.get("team")), teams[0])


@open_to("account", "GET", "POST")
def start(request: HttpRequest) -> HttpResponse:
    """Write a petition; it stays a draft of the team until somebody opens it."""
    user = account(request)
    if not may_start(user):
        raise Http404
    teams = teams_of(user)
    if request.method != "POST":
        return _start(request, teams, StartForm(initial=_first()))
    typed, team = typed_of(request.POST), chosen_team(request, teams)
    if act := typed.get("question", ""):
        rows = StartForm(initial=question_rows.rearranged(typed, act))
        return _start(request, teams, rows, chosen=team)
    form = StartForm(typed)
    goes_on = "go_on" in request.POST
    if not form.is_valid() and not goes_on:
        return _start(request, teams, form, chosen=team, status=422)
    try:
        manuscript = _begin(request, typed, team)
    except MoveRefused as refused:
        told = TOO_MUCH if refused.code == "too-long" else SENTENCES["title", "missing"]
        return _start(request, teams, form, chosen=team, status=422, problem=told)
    return HttpResponseRedirect(path_of("desk-write" if goes_on else "desk-petition", manuscript.petition))


@open_to("account", "POST")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far as a draft: {version, path to write on at, path to keep at, advice}."""
    user = account(request)
    if not may_start(user):
        raise Http404
    typed = typed_of(request.POST)
    try:
        manuscript = _begin(request, typed, chosen_team(request, teams_of(user)))
    except MoveRefused as refused:
        return JsonResponse({"refused": refused.code}, status=422)
    return JsonResponse(kept_as_json(manuscript, typed))


def kept_as_json(manuscript: Manuscript, typed: dict[str, str]) -> dict[str, Any]:
    """What the page's script is told of a draft that was kept."""
    petition = manuscript.petition
    return {
        "version": manuscript.version,
        "write": path_of("desk-write", petition),
        "keep": path_of("desk-keep", petition),
        "preview": path_of("desk-preview", petition),
        "advice": advice_on(typed),
    }


def _begin(request: HttpRequest, typed: dict[str, str], team: Team) -> Manuscript:
    moment = now()
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid.uuid4()
    manuscript = drafting.start(typed, key=key, team=team, now=moment)
    if manuscript.version == 1 and manuscript.saved_at == moment:
        note(request, "start petition", manuscript.petition, team=team.name)
    return manuscript


def note(request: HttpRequest, action: str, petition: Petition, **after: Any) -> None:
    """Write down what somebody did to a petition."""
    subject = f"petition {petition.public_number}"
    audit.record(actor_of(account(request)), action, subject, after=after, now=now())


def path_of(name: str, petition: Petition) -> str:
    """The address of a desk page of a petition."""
    return reverse(name, args=[slugs.own(petition)])


def _first() -> dict[str, str]:
    return {"language": get_language() or "", "hands_over": "number"}


def _start(
    request: HttpRequest, teams: list[Team], form: StartForm, *, status: int = 200, **said: Any
) -> HttpResponse:
    key = request.POST.get("key") or uuid.uuid4()
    context = {"form": form, "teams": teams, "key": key, "keep_path": reverse("start-keep"), "version": 0}
    context["known"] = directory()
    context["templates"] = templates_of(teams)
    return render(request, "desk/start.html", context | said, status=status)


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
        return _start(request, teams_of(user), form, status=422, document=pasted, unread=NOT_READ)
    return _start(request, teams_of(user), StartForm(initial=drafting.typed_of(document)))
