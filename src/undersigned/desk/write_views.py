"""Writing on a draft: by a button, and by the page itself every few seconds; no tab overwrites another unseen."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from undersigned.desk.access import PetitionPlace, petition_page
from undersigned.desk.near_views import near_to
from undersigned.desk.route_words import route_view
from undersigned.desk.start_form import StartForm, advice_on, typed_of
from undersigned.desk.start_views import TOO_MUCH, kept_as_json, note, path_of
from undersigned.petitions import drafting, question_rows, slugs
from undersigned.petitions.addressees import directory
from undersigned.petitions.drafting import Stale
from undersigned.petitions.life import MoveRefused, State
from undersigned.signing.requests import now

OPENED = _("It is no draft any more: nothing was changed. What you typed is below.")
STALE = _(
    "Somebody saved this draft meanwhile, in another tab or from another desk. Nothing of yours was kept yet; "
    "it is all below. Save it, and it takes the place of theirs."
)
UNFINISHED = _("It is kept as you typed it. Before it can open, some answers need another look.")


@petition_page("editor", "GET", "POST")
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # typed for lists of any
def write(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Write on a draft; whatever is wrong is told, and kept all the same."""
    petition = place.petition
    if request.method != "POST":
        if petition.state != State.DRAFT:
            return HttpResponseRedirect(path_of("desk-petition", petition))
        form = StartForm(initial=drafting.as_typed(petition), has_language=False)
        return _show(request, place, form, drafting.as_typed(petition))
    return _save(request, place)


def _save(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    petition = place.petition
    typed = typed_of(request.POST)
    act = typed.get("question", "")
    if act:
        typed = question_rows.rearranged(typed, act)
    form = StartForm(typed, has_language=False)
    try:
        drafting.save(petition, typed, version=_version(request, place), now=now(), is_done=True)
    except Stale as stale:
        return _show(request, place, form, typed, status=409, problem=STALE, version=stale.manuscript.version)
    except MoveRefused as refused:
        told = TOO_MUCH if refused.code == "too-long" else OPENED
        return _show(request, place, form, typed, status=409, problem=told)
    note(request, "write draft", petition, title=typed.get("title", "")[:200])
    if act:
        return HttpResponseRedirect(path_of("desk-write", petition) + "#questions")
    if "go_on" in request.POST:
        return HttpResponseRedirect(path_of("desk-write", petition))
    if not form.is_valid():
        return _show(request, place, form, typed, status=422, problem=UNFINISHED)
    return HttpResponseRedirect(path_of("desk-petition", petition))


@petition_page("editor", "POST")
def keep(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """The same, quietly: {version, …}, 409 with {version} where another was saved meanwhile."""
    typed = typed_of(request.POST)
    try:
        manuscript = drafting.save(place.petition, typed, version=_version(request, place), now=now())
    except Stale as stale:
        return JsonResponse({"refused": "stale", "version": stale.manuscript.version}, status=409)
    except MoveRefused as refused:
        return JsonResponse({"refused": refused.code}, status=422 if refused.code == "too-long" else 410)
    return JsonResponse(kept_as_json(manuscript, typed))


def _version(request: HttpRequest, place: PetitionPlace) -> int:
    """The version that the writer began from; a form that says none was written by no page of ours, and is newest."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else drafting.version_of(place.petition)


def _show(
    request: HttpRequest,
    place: PetitionPlace,
    form: StartForm,
    typed: dict[str, str],
    *,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    petition = place.petition
    context = {
        "form": form,
        "place": place,
        "advice": advice_on(typed),
        "version": drafting.version_of(petition),
        "slug": slugs.own(petition),
        "known": directory(),
        "official": route_view(typed),
        "near": near_to(typed.get("title", ""), besides=petition),
        "keep_path": path_of("desk-keep", petition),
        **said,
    }
    return render(request, "desk/write.html", context, status=status)
