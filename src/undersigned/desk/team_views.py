"""The pages of a team: who is in it, who is asked in, and what its owners may change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.desk.access import TeamPlace, account, open_to, team_page
from undersigned.people import actions
from undersigned.people.accounts import confirmed_addresses
from undersigned.people.actions import TeamRefused
from undersigned.people.links import invitation_of
from undersigned.people.models import Invitation, Membership
from undersigned.signing.answers import check_email
from undersigned.signing.forms import message
from undersigned.signing.requests import now

ROLE_NAMES = {"owner": _("Owner"), "editor": _("Editor"), "viewer": _("Viewer")}
SENTENCES = {
    "name": _("Give the team a name of up to 120 letters."),
    "role": _("Choose what they may do."),
    "member": _("This person is in the team already."),
    "many": _("Many invitations are open already. Take some back first."),
    "owner": _("A team needs an owner. Make somebody else an owner first."),
    "gone": _("This person is no longer in the team."),
    "own": _("This is somebody’s own team: its owner stays."),
    "address": _("Sign in with the address that the invitation was sent to."),
    "over": _("This invitation was used already, or taken back."),
}


def _show(request: HttpRequest, place: TeamPlace, *, status: int = 200, **said: Any) -> HttpResponse:
    members = place.team.memberships.select_related("user").order_by("created_at", "pk")
    context = {
        "place": place,
        "members": [(member, ROLE_NAMES[member.role]) for member in members],
        "invitations": [
            (one, ROLE_NAMES[one.role])
            for one in place.team.invitations.filter(expires_at__gt=now()).order_by("created_at")
        ],
        "roles": ROLE_NAMES.items(),
        **said,
    }
    return render(request, "desk/team.html", context, status=status)


def _done(place: TeamPlace) -> HttpResponse:
    return HttpResponseRedirect(reverse("team", args=[place.team.public_id]))


def _act(request: HttpRequest, place: TeamPlace, do: Callable[[], object]) -> HttpResponse:
    """Do it and show the team again, or say why not."""
    try:
        do()
    except TeamRefused as refused:
        return _show(request, place, status=422, problem=SENTENCES[refused.reason])
    return _done(place)


@open_to("account", "GET", "POST")
def found(request: HttpRequest) -> HttpResponse:
    """Found a team."""
    if request.method != "POST":
        return render(request, "desk/team_new.html")
    try:
        team = actions.found(request.POST.get("name", ""), by=account(request), now=now())
    except TeamRefused as refused:
        context = {"problem": SENTENCES[refused.reason], "typed": request.POST.get("name", "")}
        return render(request, "desk/team_new.html", context, status=422)
    return HttpResponseRedirect(reverse("team", args=[team.public_id]))


@team_page("viewer", "GET")
def team(request: HttpRequest, place: TeamPlace) -> HttpResponse:
    """Who is in the team."""
    return _show(request, place)


@team_page("owner", "POST")
def rename(request: HttpRequest, place: TeamPlace) -> HttpResponse:
    """Give it another name."""
    name = request.POST.get("name", "")
    return _act(request, place, lambda: actions.rename(place.team, name, by=account(request), now=now()))


@team_page("owner", "POST")
def invite(request: HttpRequest, place: TeamPlace) -> HttpResponse:
    """Ask somebody in."""
    typed, role = request.POST.get("email", ""), request.POST.get("role", "")
    email, code = check_email(typed)
    if code:
        return _show(request, place, status=422, typed=typed, email_error=message("email", code))
    language = get_language() or ""
    user = account(request)
    return _act(
        request,
        place,
        lambda: actions.invite(place.team, email, role, by=user, language=language, now=now()),
    )


@team_page("owner", "POST")
def revoke(request: HttpRequest, place: TeamPlace, invitation: UUID) -> HttpResponse:
    """Take an invitation back."""
    row = Invitation.objects.select_related("team").filter(team=place.team, pk=invitation).first()
    if row is None:
        raise Http404
    actions.revoke(row, by=account(request), now=now())
    return _done(place)


def _member(place: TeamPlace, public_id: UUID) -> Membership:
    rows = place.team.memberships.select_related("team", "user")
    member = rows.filter(user__public_id=public_id).first()
    if member is None:
        raise Http404
    return member


@team_page("owner", "POST")
def role(request: HttpRequest, place: TeamPlace, member: UUID) -> HttpResponse:
    """Let a member do more or less."""
    row, wanted = _member(place, member), request.POST.get("role", "")
    return _act(request, place, lambda: actions.change_role(row, wanted, by=account(request), now=now()))


@team_page("owner", "POST")
def transfer(request: HttpRequest, place: TeamPlace, member: UUID) -> HttpResponse:
    """Hand ownership on."""
    row = _member(place, member)
    return _act(request, place, lambda: actions.transfer(place.team, row, by=account(request), now=now()))


@team_page("owner", "GET", "POST")
def remove(request: HttpRequest, place: TeamPlace, member: UUID) -> HttpResponse:
    """GET says what will happen, with one button; POST does it."""
    row = _member(place, member)
    if request.method != "POST":
        return render(request, "desk/team_remove.html", {"place": place, "member": row})
    return _act(request, place, lambda: actions.remove(row, by=account(request), now=now()))


@team_page("viewer", "GET", "POST")
def leave(request: HttpRequest, place: TeamPlace) -> HttpResponse:
    """The same for oneself."""
    if request.method != "POST":
        return render(request, "desk/team_remove.html", {"place": place, "member": None})
    try:
        actions.remove(place.membership, by=account(request), now=now())
    except TeamRefused as refused:
        return _show(request, place, status=422, problem=SENTENCES[refused.reason])
    return HttpResponseRedirect(reverse("desk"))


@open_to("account", "GET", "POST")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the invitation, with one button; POST accepts it."""
    row, user = invitation_of(token, now=now()), account(request)
    if row is None:
        return render(request, "desk/link_over.html", status=410)
    fits = row.email in confirmed_addresses(user)
    problem = None if fits else SENTENCES["address"]
    if request.method == "POST":
        try:
            actions.accept(row, by=user, now=now())
        except TeamRefused as refused:
            problem = SENTENCES[refused.reason]
        else:
            return HttpResponseRedirect(reverse("team", args=[row.team.public_id]))
    context = {"invitation": row, "role": ROLE_NAMES[row.role], "problem": problem}
    return render(request, "desk/invitation.html", context, status=422 if request.method == "POST" else 200)
