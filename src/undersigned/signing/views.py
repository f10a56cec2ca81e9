"""The pages of a signer: the list, the petition, and signing it."""

from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.kit.paging import Page, page_of
from undersigned.mailing.inbox import is_local
from undersigned.mailing.waiting import expected_wait
from undersigned.petitions.life import State
from undersigned.petitions.models import Petition
from undersigned.signing import counting, pages
from undersigned.signing.forms import SignForm
from undersigned.signing.intake import SigningRefused
from undersigned.signing.intake import sign as keep_signature
from undersigned.signing.requests import circumstances, now, with_petition

# For a shared cache in front of a public site. A site without one is asked each time (and answers 304): whoever
# tries it out confirms within seconds, and must not be shown the 0 that their browser kept.
FOR_SHARED_CACHES = "public, max-age=5, stale-while-revalidate=30, stale-if-error=300"
LISTED = 20
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
    return _for_everyone(response)


@require_safe
@with_petition
def petition(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The petition's page. A draft is shown to nobody but whoever sits at this machine."""
    if petition.state == State.DRAFT and not is_local(request):
        return _not_open(request, petition, "draft", status=404)
    response = render(
        request, "signing/petition.html", page_context(petition, SignForm(petition), moment=now())
    )
    return _private(response) if petition.state == State.DRAFT else _for_everyone(response)


def page_context(petition: Petition, form: SignForm, *, moment: datetime) -> dict[str, Any]:
    """Everything that the petition's page shows."""
    return {
        "petition": pages.petition_view(petition, now=moment),
        "count": pages.CountView.of(counting.standing(petition)),
        "form": form,
        "notice": pages.notice_paragraphs(petition),
        "recent": pages.recent_signers(petition),
        "timeline": pages.timeline(petition),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@with_petition
def sign(request: HttpRequest, petition: Petition) -> HttpResponse:
    """Take a signature. The answer is the same for someone who has signed before."""
    if request.method != "POST":
        slug = petition.slugs.get(language=petition.language, is_current=True).slug
        return HttpResponseRedirect(f"{request.language_prefix}{reverse('petition', args=[slug])}#sign")  # type: ignore[attr-defined] # set by middleware.PathLanguage
    moment = now()
    form = SignForm(petition, request.POST)
    if not petition.takes_signatures(moment):
        return _not_open(request, petition, petition.state, status=409)
    around = circumstances(request, petition, moment=moment)
    if not form.is_valid() or form.answers is None or around is None:
        return _ask_again(request, petition, form, text_changed=around is None, moment=moment)
    try:
        keep_signature(petition, form.answers, around, now=moment)
    except SigningRefused as refused:
        return _not_open(request, petition, str(refused), status=409)
    context = {
        "petition": pages.petition_view(petition, now=moment),
        "email": form.answers.email,
        "wait_minutes": in_minutes(expected_wait(moment)),
        "inbox_path": inbox_path(request),
    }
    return _private(render(request, "signing/check_mail.html", context))


def _ask_again(
    request: HttpRequest, petition: Petition, form: SignForm, *, text_changed: bool, moment: datetime
) -> HttpResponse:
    """The form with all that was typed, and what to do about it."""
    if text_changed:
        # Signed again, it is signed under what is shown now.
        typed = request.POST.copy()
        typed["text"], typed["notice"] = str(petition.text_number), str(petition.notice_number)
        form = SignForm(petition, typed)
    context = page_context(petition, form, moment=moment) | {"text_changed": text_changed}
    return _private(render(request, "signing/sign.html", context, status=422))


def _not_open(request: HttpRequest, petition: Petition, reason: str, *, status: int) -> HttpResponse:
    """Why nobody can sign now. Of a draft nothing is told but that it is not open."""
    shown = None if reason == State.DRAFT else pages.petition_view(petition, now=now())
    context = {"petition": shown, "reason": reason if reason != State.OPEN else State.CLOSED}
    return _private(render(request, "signing/not_open.html", context, status=status))


@require_safe
@with_petition
def count(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The number and the goal, for anyone: {"signatures": int, "goal": int}."""
    if petition.state == State.DRAFT and not is_local(request):
        return JsonResponse({"error": "not open"}, status=404)
    standing = counting.standing(petition)
    response = JsonResponse({"signatures": standing.signatures, "goal": standing.goal})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _for_everyone(response)


def in_minutes(wait: timedelta) -> int:
    """Whole minutes, rounded up; 0 for less than one."""
    return 0 if wait < timedelta(minutes=1) else ceil(wait / timedelta(minutes=1))


def inbox_path(request: HttpRequest) -> str:
    """Where this machine shows the mails it did not send; "" for visitors from elsewhere."""
    return reverse("inbox") if is_local(request) else ""


def _for_everyone(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = FOR_SHARED_CACHES if settings.UNDERSIGNED_URL else "no-cache"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
