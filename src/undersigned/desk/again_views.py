"""Using a petition again, keeping a draft as a template, and the link with which backers are asked for."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.desk.start_views import note, path_of
from undersigned.people.accounts import may_start
from undersigned.petitions import backing, copying, slugs
from undersigned.petitions.life import MoveRefused
from undersigned.petitions.models import Manuscript
from undersigned.petitions.readiness import backers_needed
from undersigned.signing.requests import now
from undersigned.site.addresses import base_url


@petition_page("editor", "POST")
def again(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Begin a new draft of the team with what this petition says."""
    if not may_start(account(request)):
        raise Http404
    try:
        manuscript = copying.use_again(place.petition, team=place.team, now=now())
    except MoveRefused:  # it has no title that could be used
        return HttpResponseRedirect(path_of("desk-write", place.petition))
    note(request, "use again", manuscript.petition, of=place.petition.public_number)
    return HttpResponseRedirect(path_of("desk-write", manuscript.petition))


@petition_page("editor", "GET", "POST")
def backers(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """How many back it, how many are needed, and the link to ask with; POST makes the link of an older draft."""
    petition = place.petition
    if request.method == "POST":
        with suppress(MoveRefused):  # it is no draft any more, and needs none
            copying.mark_template(petition, is_template=False, now=now())
        return HttpResponseRedirect(path_of("desk-backers", petition))
    manuscript = Manuscript.objects.filter(petition=petition, is_template=False).first()
    context = {
        "slug": slugs.own(petition),
        "title": backing.title_of(petition),
        "language": petition.language,
        "backers": backing.backers_of(petition),
        "needed": backers_needed(),
        "link": f"{base_url()}{reverse('back', args=[manuscript.key])}" if manuscript else "",
    }
    return render(request, "desk/backers.html", context)


@petition_page("editor", "POST")
def template(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Let a draft be a template, or a draft again."""
    is_template = request.POST.get("is_template", "") != ""
    try:
        copying.mark_template(place.petition, is_template=is_template, now=now())
    except MoveRefused:  # it was opened meanwhile, and its page says so
        return HttpResponseRedirect(path_of("desk-petition", place.petition))
    note(request, "template", place.petition, is_template=is_template)
    return HttpResponseRedirect(path_of("desk-petition", place.petition))
