"""Using a petition again, and keeping a draft as a template for others."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.desk.start_views import note, path_of
from undersigned.people.accounts import may_start
from undersigned.petitions import copying
from undersigned.petitions.life import MoveRefused
from undersigned.signing.requests import now


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
