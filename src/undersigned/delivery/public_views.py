"""What became of a petition once it was handed over, for everyone: handovers, silence, answers, their documents."""

from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.delivery import documents
from undersigned.delivery.acting import SHUT
from undersigned.delivery.after import days_late
from undersigned.delivery.badges import as_told
from undersigned.delivery.models import Answer, Handover
from undersigned.delivery.recipients import held
from undersigned.delivery.standing import noticed_on
from undersigned.delivery.verdicts import judgements
from undersigned.petitions.life import UNSEEN, State
from undersigned.petitions.models import Petition
from undersigned.signing.archive.holding import is_link
from undersigned.signing.counting import standing
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now, text_language
from undersigned.signing.views import for_readers

HIDDEN: Final = (*UNSEEN, State.TAKEN_DOWN)


@for_readers
def answers(request: HttpRequest, petition: Petition) -> HttpResponse:
    """Handovers and answers, with how each is known; and for how long nobody answered."""
    moment = now()
    handovers = _handovers(petition)
    known = (one.recipient for one in handovers if noticed_on(one) is not None and one.recipient.reply_days)
    period = next(known, None)
    context = {
        "petition": petition_view(petition, now=moment, language=text_language(request)),
        "handovers": handovers,
        "period": period,
        "period_source": period.reply_days_source if period and is_link(period.reply_days_source) else "",
        "answers": _answers(petition, moment),
        "offices": held(petition),
        "may_answer": petition.state not in SHUT and bool(handovers),
    }
    return render(request, "delivery/answers.html", context)


def _handovers(petition: Petition) -> list[Handover]:
    rows = petition.handovers.exclude(state=Handover.State.CANCELLED).select_related("recipient")
    return list(rows.order_by("number"))


def _answers(petition: Petition, moment: datetime) -> list[dict[str, Any]]:
    """What is public, the latest first, with what became of each promise and what signers say to it."""
    rows = Answer.objects.filter(petition=petition, state=Answer.State.PUBLISHED)
    found = rows.select_related("petition__team", "recipient").prefetch_related("marks")
    answers = list(found.order_by("-said_on", "-number"))
    judged = judgements(answers, signatures=standing(petition).signatures)
    return [
        as_told(answer)
        | {
            "days_late": days_late(answer, moment.date()),
            "judgement": judged.get(answer.pk),
        }
        for answer in answers
    ]


@require_safe
def document(_request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The document of a public answer."""
    rows = Answer.objects.filter(petition__slugs__slug=slug, number=number, state=Answer.State.PUBLISHED)
    answer = rows.exclude(petition__state__in=[str(one) for one in HIDDEN]).first()
    if answer is None:
        raise Http404
    return documents.served(answer, is_public=True)
