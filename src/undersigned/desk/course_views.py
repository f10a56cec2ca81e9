"""Where a petition stands, and every move that its reader may make with it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from undersigned.desk import course_form
from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.ops.switches import switched
from undersigned.people.actions import actor_of
from undersigned.petitions import slugs, verbs
from undersigned.petitions.life import MoveRefused, moves_of
from undersigned.petitions.moving import By
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now


@petition_page("editor", "GET")
def course(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """What can be done now, each with a sentence and its form."""
    return _show(request, place)


@petition_page("editor", "POST")
def move(request: HttpRequest, place: PetitionPlace, verb: str) -> HttpResponse:
    """Do one of them; what is refused is said beside its form, which keeps what was typed."""
    if verb not in course_form.WORDS:
        raise Http404
    by = By(place.membership.role, actor_of(account(request)))
    typed = request.POST.dict()
    try:
        verbs.do(place.petition, verb, course_form.said(typed), by=by, now=now())
    except MoveRefused as refused:
        place.petition.refresh_from_db()
        status = 409 if refused.code in ("state", "moved") else 403 if refused.code == "role" else 422
        why = course_form.sentence(verb, refused)
        return _show(request, place, status=status, tried=verb, problem=why, typed=typed)
    return HttpResponseRedirect(reverse("desk-petition", args=[slugs.own(place.petition)]))


def _show(
    request: HttpRequest,
    place: PetitionPlace,
    *,
    status: int = 200,
    tried: str = "",
    problem: object = "",
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    petition, moment = place.petition, now()
    moves = _moves(place, tried, problem, typed or {})
    context = {
        "place": place,
        "slug": slugs.own(petition),
        "petition": petition_view(petition, now=moment, language=petition.language),
        "kept": petition,
        "state": petition.state,
        "moves": moves,
        "outcomes": course_form.OUTCOMES,
        "moment": moment,
        # It can be done no more, so there is no form beside which to say it.
        "problem": problem if all(not one["problem"] for one in moves) else "",
    }
    return render(request, "desk/course.html", context, status=status)


def _moves(
    place: PetitionPlace, tried: str, problem: object, typed: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What can be done now; beside what was tried stands why it cannot be, with what was typed."""
    # Where the site looks first, nobody opens theirs; where it does not, nobody hands it in.
    idle = ("publish", "schedule") if switched("review") == "on" else ("submit",)
    known = course_form.first(place.petition)
    found = []
    for one in moves_of(place.petition.state, place.membership.role):
        if one.verb in idle or one.verb not in course_form.WORDS:
            continue
        name, meaning = course_form.WORDS[one.verb]
        told = (
            {"typed": typed, "problem": problem} if one.verb == tried else {"typed": known.get(one.verb, {})}
        )
        found.append({"verb": one.verb, "name": name, "meaning": meaning, "problem": "", **told})
    return found
