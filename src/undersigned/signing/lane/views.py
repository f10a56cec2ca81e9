"""The pages that the lane keeps ready, with slots for what differs from reader to reader."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from undersigned.petitions.models import Petition
from undersigned.signing.caching import private
from undersigned.signing.lane.facts import Facts
from undersigned.signing.lane.slots import slot
from undersigned.signing.requests import asked_language, now, with_petition
from undersigned.signing.sign_views import waiting_page


@with_petition
def signed(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The answer to a good signature. Its `facts` are what the lane needs to take one."""
    facts = Facts.of(petition, asked_language(request), now=now())
    if facts is None:
        raise Http404
    response = waiting_page(
        request, petition, email=slot("email"), waiting=slot("waiting"), may_ask_again=True
    )
    response.facts = facts  # type: ignore[attr-defined] # read by signs.prepare
    return response


def confirmed(request: HttpRequest) -> HttpResponse:
    """The answer to a signature that was confirmed."""
    return HttpResponseRedirect(request.path)


def busy(request: HttpRequest, method: str) -> HttpResponse:
    """What a reader is told when more is asked than can be done: nothing is lost, and one button to try again."""
    context = {"is_post": method == "post", "path": slot("path"), "fields": slot("fields")}
    return private(render(request, "signing/busy.html", context, status=503))
