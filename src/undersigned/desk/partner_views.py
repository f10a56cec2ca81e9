"""Organisations beside a petition: asking and parting by its team, joining, seeing and taking along by the other."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.desk.access import (
    PartnerPlace,
    PetitionPlace,
    account,
    open_to,
    partner_page,
    petition_page,
)
from undersigned.desk.growth import growth_of
from undersigned.desk.taking_along import NOT_ON_THIS_SITE, as_file
from undersigned.people.accounts import confirmed_addresses
from undersigned.people.actions import actor_of
from undersigned.people.models import User
from undersigned.petitions import coalition, partnering, slugs
from undersigned.petitions.coalition import LONGEST
from undersigned.petitions.models import Partner
from undersigned.petitions.partnering import PartnerRefused
from undersigned.signing.answers import check_email
from undersigned.signing.counting import standing
from undersigned.signing.export import sheets
from undersigned.signing.forms import message
from undersigned.signing.models import ExportLog
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now

SENTENCES = {
    "over": _("Signing has ended: nobody joins any more."),
    "many": _("Many invitations are open already. Take some back first."),
    "gone": _("This invitation was used already, or taken back."),
    "address": _("Sign in with the address that the invitation was sent to."),
    "role": _("Choose a team that you own."),
    "own": _("This team owns the petition already: choose another."),
    "joined": _("This team is on the petition already."),
    "full": _("The petition has as many partners as it can have."),
    "taken": _("Somebody on this petition is called so already. Choose a name that tells you apart."),
}
WRONG = {
    "missing": _("Fill this in: signers are told it."),
    "words": _("Leave out web addresses, the @ sign and what cannot be seen."),
    "address": _("Write a whole address, like https://example.org/privacy"),
}
SHEETS = ("mailchimp", "action-network", "civicrm")
FIELDS = {
    "name": _("Name of your organisation, as signers know it"),
    "url": _("Its web address"),
    "responsible": _("Who answers there for what signers give you: name and postal address"),
    "privacy_url": _("Address of its privacy policy"),
}


def _show(request: HttpRequest, place: PetitionPlace, *, status: int = 200, **said: Any) -> HttpResponse:
    petition, moment = place.petition, now()
    invited = petition.partners.filter(state=Partner.State.INVITED, expires_at__gt=moment)
    context = {
        "place": place,
        "slug": slugs.own(place.petition),
        "petition": petition_view(petition, now=moment, language=petition.language),
        "joined": [(one, _last_sheet(one)) for one in Partner.objects.joined_to(petition)],
        "invited": invited.order_by("created_at"),
        **said,
    }
    return render(request, "desk/partners.html", context, status=status)


def _last_sheet(partner: Partner) -> ExportLog | None:
    """What its people took along last: the log says when, and how many rows."""
    rows = ExportLog.objects.filter(petition=partner.petition_id, team=partner.team_id)
    return rows.order_by("-began_at", "-id").first()


@petition_page("viewer", "GET")
def partners(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Who is on the petition beside its team, and who is asked."""
    return _show(request, place)


@petition_page("owner", "POST")
def invite(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Ask an organisation by mail."""
    typed = request.POST.get("email", "")
    email, code = check_email(typed)
    if code:
        return _show(request, place, status=422, typed=typed, email_error=message("email", code))
    user, language = account(request), get_language() or ""
    try:
        partnering.invite(place.petition, email, by=user, language=language, now=now())
    except PartnerRefused as refused:
        return _show(request, place, status=422, typed=typed, problem=SENTENCES[refused.reason])
    return HttpResponseRedirect(reverse("desk-partners", args=[slugs.own(place.petition)]))


@petition_page("owner", "GET", "POST")
def end(request: HttpRequest, place: PetitionPlace, partner: UUID) -> HttpResponse:
    """GET says what will happen, with one button; POST takes an invitation back, or parts."""
    row = place.petition.partners.select_related("team", "petition").filter(public_id=partner).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        context = {"partner": row, "slug": slugs.own(place.petition), "is_own": False}
        return render(request, "desk/partner_end.html", context)
    partnering.part(row, actor=actor_of(account(request)), now=now())
    return HttpResponseRedirect(reverse("desk-partners", args=[slugs.own(place.petition)]))


def _beside(request: HttpRequest, place: PartnerPlace, *, status: int = 200, **said: Any) -> HttpResponse:
    petition = place.partner.petition
    context = {
        "place": place,
        "partner": place.partner,
        "petition": petition_view(petition, now=now(), language=petition.language),
        "state": petition.state,
        "is_unseen": petition.is_unseen,
        "standing": standing(petition),
        # The page shows its days alone: where signers are and what brought them is for the petition's own team.
        "growth": growth_of(petition, now=now()),
        "sheet": _last_sheet(place.partner),
        **said,
    }
    return render(request, "desk/partner.html", context, status=status)


@partner_page("viewer", "GET")
def partner(request: HttpRequest, place: PartnerPlace) -> HttpResponse:
    """How the petition grows, and what the organisation may take along."""
    return _beside(request, place)


@partner_page("editor", "POST")
def sheet(request: HttpRequest, place: PartnerPlace) -> HttpResponseBase:
    """Those who ticked this organisation's box, and nobody else, as CSV or XLSX; each is written down."""
    kind, chosen = request.POST.get("kind", ""), request.POST.get("columns", "")
    if kind not in ("csv", "xlsx") or chosen not in SHEETS:
        return _beside(request, place, status=422, problem=_("Choose one of the sheets."))
    try:
        return as_file(place.partner.petition, chosen, kind, by=account(request), team=place.team)
    except sheets.ExportRefused:
        return _beside(request, place, status=403, problem=NOT_ON_THIS_SITE)


@partner_page("owner", "GET", "POST")
def leave(request: HttpRequest, place: PartnerPlace) -> HttpResponse:
    """GET says what will happen, with one button; POST parts."""
    if request.method != "POST":
        return render(request, "desk/partner_end.html", {"partner": place.partner, "is_own": True})
    partnering.part(place.partner, actor=actor_of(account(request)), now=now())
    return HttpResponseRedirect(reverse("desk"))


@open_to("account", "GET", "POST")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows who asks and what signers will be told; POST joins."""
    row, user = partnering.invitation_of(token, now=now()), account(request)
    if row is None:
        return render(request, "desk/link_over.html", status=410)
    if request.method != "POST":
        return _asked(request, row, user)
    details, errors = coalition.check(request.POST.dict())
    if details is None:
        return _asked(request, row, user, errors=errors)
    chosen = request.POST.get("team", "")
    team = next((one for one in partnering.may_speak_for(user) if str(one.public_id) == chosen), None)
    if team is None:
        return _asked(request, row, user, problem=SENTENCES["role"])
    try:
        joined = partnering.join(row, team, details, by=user, now=now())
    except PartnerRefused as refused:
        return _asked(request, row, user, problem=SENTENCES[refused.reason])
    return HttpResponseRedirect(reverse("desk-partner", args=[joined.public_id]))


def _asked(
    request: HttpRequest,
    row: Partner,
    user: User,
    *,
    errors: dict[str, str] | None = None,
    problem: object = None,
) -> HttpResponse:
    typed, is_theirs = request.POST, row.email in confirmed_addresses(user)
    fields = [
        {
            "name": name,
            "label": label,
            "value": typed.get(name, ""),
            "most": LONGEST[name],
            "is_address": name.endswith("url"),
            "error": _wrong(name, (errors or {}).get(name, "")),
        }
        for name, label in FIELDS.items()
    ]
    context = {
        "partner": row,
        "petition": petition_view(row.petition, now=now(), language=row.petition.language),
        "teams": partnering.may_speak_for(user).exclude(pk=row.petition.team_id),
        "chosen": typed.get("team", ""),
        "fields": fields,
        "has_errors": bool(errors),
        "problem": problem if is_theirs else SENTENCES["address"],
        "is_theirs": is_theirs,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/partner_join.html", context, status=status)


def _wrong(field: str, code: str) -> object:
    if code == "too-long":
        return _("This is too long. Write at most %(most)d characters.") % {"most": LONGEST[field]}
    return WRONG.get(code, "")
