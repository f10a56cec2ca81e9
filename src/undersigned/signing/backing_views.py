"""Backing a petition before it opens: an address is typed, a mail is sent, one button confirms; without account."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from undersigned.petitions import backing
from undersigned.petitions.models import Petition
from undersigned.signing.answers import check_email
from undersigned.signing.caching import private
from undersigned.signing.forms import message
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import network_of_request, now, seconds_to_wait
from undersigned.signing.views import inbox_path


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, key: UUID) -> HttpResponse:
    """GET shows the petition to whoever has its link; POST has a mail sent, and says the same whoever it is."""
    petition = backing.petition_to_back(key)
    if petition is None:
        raise Http404
    if not petition.is_unseen:
        slug = petition.slugs.get(language=petition.language, is_current=True)
        return HttpResponseRedirect(reverse("petition", args=[slug.slug]))
    if request.method != "POST":
        return _page(request, petition)
    email, code = check_email(request.POST.get("email", ""))
    typed = request.POST.get("email", "")
    if code:
        return _page(request, petition, status=422, typed=typed, error=message("email", code))
    moment = now()
    if wait := seconds_to_wait(request, petition, moment=moment):
        response = _page(request, petition, status=429, typed=typed, wait=wait)
        response.headers["Retry-After"] = str(wait)
        return response
    backing.ask_to_back(
        petition,
        email,
        language=get_language() or petition.language,
        network_digest=network_of_request(request, moment=moment),
        now=moment,
    )
    context = {"email": email, "inbox_path": inbox_path(request)}
    return private(render(request, "signing/back_sent.html", context))


def _page(request: HttpRequest, petition: Petition, *, status: int = 200, **said: object) -> HttpResponse:
    shown = petition_view(petition, now=now())
    context = {"petition": shown, "backers": backing.backers_of(petition), **said}
    return private(render(request, "signing/back.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def back_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button, and one to be forgotten; POST does what was pressed."""
    backer = backing.backer_of(token, now=now())
    if backer is None:
        return private(render(request, "signing/back_confirm.html", {"is_over": True}, status=410))
    context = {"title": backing.title_of(backer.petition), "language": backer.petition.language}
    if request.method == "POST" and "forget" in request.POST:
        backing.forget_backer(backer)
        context["said"] = "forgotten"
    elif request.method == "POST":
        context["backers"] = str(backing.confirm_backer(backer, now=now()))
        context["said"] = "backed"
    return private(render(request, "signing/back_confirm.html", context))
