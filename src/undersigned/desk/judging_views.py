"""Answers that wait for the site: a moderator reads each and publishes or rejects it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from undersigned.delivery import documents, judging, wording
from undersigned.delivery.acting import AnswerRefused, is_of_the_team
from undersigned.delivery.badges import as_told
from undersigned.delivery.models import Answer
from undersigned.desk.access import account, open_to
from undersigned.petitions import slugs
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now

MOST_SHOWN = 50


@open_to("moderator", "GET")
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, without what is of one's own teams."""
    return _show(request)


def _show(request: HttpRequest, *, status: int = 200, **said: Any) -> HttpResponse:
    found = judging.waiting_for(account(request))
    context = {
        "waiting": [_told(answer) for answer in found[:MOST_SHOWN]],
        "here": "answers",
        **said,
    }
    return render(request, "desk/judging.html", context, status=status)


def _told(answer: Answer) -> dict[str, Any]:
    petition = answer.petition
    shown = petition_view(petition, now=now(), language=petition.language)
    return as_told(answer) | {"petition": shown, "slug": slugs.own(petition)}


@open_to("moderator", "POST")
def publish(request: HttpRequest, answer: int) -> HttpResponse:
    """Let everyone read it."""
    return _do(request, answer, lambda: judging.accept(answer, by=account(request), now=now()))


@open_to("moderator", "POST")
def reject(request: HttpRequest, answer: int) -> HttpResponse:
    """Do not publish it, with a reason that its sender is told."""
    why = request.POST.get("why", "")[:2000]
    return _do(request, answer, lambda: judging.reject(answer, why=why, by=account(request), now=now()), why)


def _do(request: HttpRequest, tried: int, act: Callable[[], object], why: str = "") -> HttpResponse:
    try:
        act()
    except AnswerRefused as refused:
        status = {"reason": 422, "own": 403}.get(refused.reason, 409)
        words = wording.REFUSED[refused.reason]
        known = (
            {"tried": tried, "why": why, "error": words} if refused.reason == "reason" else {"problem": words}
        )
        return _show(request, status=status, **known)
    return HttpResponseRedirect(reverse("desk-judging"))


@open_to("moderator", "GET")
def document(request: HttpRequest, answer: int) -> HttpResponseBase:
    """The document of an answer that this moderator may decide."""
    found = (
        Answer.objects.select_related("petition__team").filter(pk=answer, state=Answer.State.WAITING).first()
    )
    if found is None or is_of_the_team(account(request), found.petition):
        raise Http404
    return documents.served(found, is_public=False)
