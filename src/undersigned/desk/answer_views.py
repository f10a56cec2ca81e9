"""Answers at the desk: the team reads them and records those that came elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from undersigned.delivery import documents, recording, reminding, wording
from undersigned.delivery.acting import AnswerRefused
from undersigned.delivery.answering import Document
from undersigned.delivery.models import Answer, Handover, Recipient
from undersigned.delivery.recipients import recipients_of
from undersigned.delivery.said import Said, check
from undersigned.delivery.uploads import document_of
from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.petitions import slugs
from undersigned.petitions.models import Petition
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now


@petition_page("viewer", "GET")
def answers(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """What was answered, what waits to be public, and the reminders to send."""
    return render(request, "desk/answers.html", _frame(place) | answers_of(place.petition))


def answers_of(petition: Petition) -> dict[str, Any]:
    """What desk/_answers.html shows."""
    moment = now()
    rows = Answer.objects.filter(petition=petition).exclude(state=Answer.State.TAKEN_BACK)
    told = rows.select_related("petition__team", "recipient").order_by("-number")
    out = petition.handovers.select_related("recipient", "petition__team").order_by("number")
    return {
        "answers": [
            {"answer": one, "kind": wording.kind_of(one), "state": wording.STATES[one.state]} for one in told
        ],
        "overdue": [_reminded(one) for one in out if reminding.is_overdue(one, moment.date())],
    }


def _reminded(handover: Handover) -> dict[str, Any]:
    return {
        "handover": handover,
        "due_on": reminding.due_on(handover),
        "reminder": reminding.reminder(handover),
    }


def _frame(place: PetitionPlace) -> dict[str, Any]:
    petition = place.petition
    return {
        "place": place,
        "slug": slugs.own(petition),
        "petition": petition_view(petition, now=now(), language=petition.language),
    }


@petition_page("viewer", "GET")
def document(_request: HttpRequest, place: PetitionPlace, number: int) -> HttpResponseBase:
    """The document of one of them, before it is public as well."""
    answer = Answer.objects.filter(petition=place.petition, number=number).first()
    if answer is None:
        raise Http404
    return documents.served(answer, is_public=False)


@petition_page("editor", "GET", "POST")
def record(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Record what was answered elsewhere; what cannot be recorded is kept in its fields."""
    if place.petition.is_unseen:
        return HttpResponseRedirect(reverse("desk-petition", args=[slugs.own(place.petition)]))
    recipients = recipients_of(place.petition, now=now())
    if request.method != "POST":
        return _form(request, place, recipients, {"said_on": now().date().isoformat()})
    typed = request.POST.dict()
    file, file_error = document_of(request)
    said, errors = check(typed, today=now().date(), by_team=True, has_document=file is not None)
    chosen = next((one for one in recipients if str(one.public_id) == typed.get("recipient", "")), None)
    if chosen is None:
        errors["recipient"] = "unknown"
    if file_error:
        errors["document"] = file_error
    if said is None or chosen is None or errors:
        words = wording.errors(errors) | ({"document": wording.CHOOSE_AGAIN} if file else {})
        return _form(request, place, recipients, typed, errors=words, status=422)
    return _recorded(request, place, chosen, said, file)


def _recorded(
    request: HttpRequest, place: PetitionPlace, recipient: Recipient, said: Said, file: Document | None
) -> HttpResponse:
    by, moment = account(request), now()
    try:
        recording.record_answer(place.petition, recipient, said, document=file, by=by, now=moment)
    except AnswerRefused as refused:
        recipients = recipients_of(place.petition, now=moment)
        known = {"problem": wording.REFUSED[refused.reason], "status": 409}
        return _form(request, place, recipients, request.POST.dict(), **known)
    return HttpResponseRedirect(reverse("desk-answers", args=[slugs.own(place.petition)]))


def _form(
    request: HttpRequest,
    place: PetitionPlace,
    recipients: list[Recipient],
    typed: Mapping[str, str],
    *,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    context = _frame(place) | {
        "recipients": recipients,
        "kinds": wording.kinds_of_team(),
        "typed": typed,
        "today": now().date(),
        "errors": {},
        **said,
    }
    return render(request, "desk/answer_new.html", context, status=status)
