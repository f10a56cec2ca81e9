"""The pages that everyone reads: the list, the petition, and its number."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from undersigned.kit.paging import Page, page_of
from undersigned.mailing.inbox import is_local
from undersigned.petitions.models import Petition
from undersigned.signing import counting, languages, pages
from undersigned.signing.caching import for_everyone, private
from undersigned.signing.changes import earlier_signatures
from undersigned.signing.forms import SignForm
from undersigned.signing.metadata import metadata
from undersigned.signing.requests import PetitionView, asked_language, now, text_language, with_petition
from undersigned.signing.share import sharing, short_url
from undersigned.signing.signers import (
    SHOWN_REASONS,
    SHOWN_SIGNERS,
    are_forgotten,
    newest,
    saying_why,
    showing,
)

LISTED = 20
SHOWN_EVENTS = 8
# Whether the site runs from a clone, as after `make run`: the commands that a newcomer may paste begin there.
IS_CHECKOUT = (Path(__file__).parents[3] / "Makefile").exists()


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Open petitions, newest first; on a fresh install the example and what to try."""
    page: Page[Petition] = page_of(
        Petition.objects.listed().prefetch_related("addressees"), request.GET.get("page"), size=LISTED
    )
    cards = pages.cards(page.items)
    context = {
        "petitions": cards,
        "page": page,
        "is_fresh": all(card.is_example for card in cards),
        "inbox_path": inbox_path(request),
        "is_checkout": IS_CHECKOUT,
        "command": ".venv/bin/undersigned" if IS_CHECKOUT else "undersigned",
    }
    response = render(request, "signing/home.html", context)
    return for_everyone(response)


def for_readers(view: PetitionView) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page of a petition, the same for every reader; a view may keep it shorter than others.

    A draft's are for whoever sits at this machine alone.
    """

    @require_safe
    @with_petition
    @wraps(view)
    def read(request: HttpRequest, petition: Petition) -> HttpResponse:
        if petition.is_unseen:
            if not is_local(request):
                return not_open(request, petition, "draft", status=404)
            return private(view(request, petition))
        response = view(request, petition)
        return response if response.has_header("Cache-Control") else for_everyone(response)

    return read


@for_readers
def petition(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The petition's page."""
    context = page_context(petition, SignForm(petition), moment=now(), language=text_language(request))
    context["alternates"] = languages.alternates(context["petition"])
    context["languages"] = languages.listed(context["petition"], asked=asked_language(request))
    context["address_on_paper"] = context["petition"].absolute_url
    if not petition.is_unseen:
        context["address_on_paper"] = short_url(context["petition"])
        context["metadata"] = metadata(context["petition"], context["count"])
        context["share"] = sharing(context["petition"], has_signed=False)
    context["live_path"] = f"{request.path}/standing" if context["petition"].takes_signatures else ""
    return render(request, "signing/petition.html", context)


def page_context(petition: Petition, form: SignForm, *, moment: datetime, language: str) -> dict[str, Any]:
    """Everything that the petition's page shows, with the text in a language."""
    recent = newest(showing(petition), SHOWN_SIGNERS)
    events = list(petition.events.order_by("-happened_at", "-id")[: SHOWN_EVENTS + 1])
    return {
        "petition": pages.petition_view(petition, now=moment, language=language),
        "count": pages.count_view(petition, now=moment),
        "earlier_signatures": earlier_signatures(petition),
        "form": form,
        "notice": pages.notice_paragraphs(petition),
        "reasons": newest(saying_why(petition), SHOWN_REASONS),
        "recent": recent,
        "are_forgotten": not recent and are_forgotten(petition),
        "timeline": pages.timeline(events[:SHOWN_EVENTS]),
        "has_earlier": len(events) > SHOWN_EVENTS,
    }


def not_open(request: HttpRequest, petition: Petition, reason: str, *, status: int) -> HttpResponse:
    """Why nobody can sign now. Of a draft nothing is told but that it is not open."""
    language = text_language(request)
    shown = None if petition.is_unseen else pages.petition_view(petition, now=now(), language=language)
    context = {"petition": shown, "reason": "draft" if petition.is_unseen else reason}
    return private(render(request, "signing/not_open.html", context, status=status))


@require_safe
@with_petition
def count(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The number and the goal, for anyone: {"signatures": int, "goal": int}."""
    if petition.is_unseen and not is_local(request):
        return JsonResponse({"error": "not open"}, status=404)
    standing = counting.standing(petition)
    response = JsonResponse({"signatures": standing.signatures, "goal": standing.goal})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return for_everyone(response)


def inbox_path(request: HttpRequest) -> str:
    """Where this machine shows the mails it did not send; "" for visitors from elsewhere."""
    return reverse("inbox") if is_local(request) else ""
