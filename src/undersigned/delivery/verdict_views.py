"""A signer's own page to say whether an answer meets what they asked, behind a link that is theirs alone."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from undersigned.delivery.models import Answer, Verdict
from undersigned.delivery.verdicts import judge, judged_answers, judgement, verdict_of
from undersigned.signing import pages
from undersigned.signing.counting import standing
from undersigned.signing.links import LinkRefused, signer_of
from undersigned.signing.models import Signature
from undersigned.signing.requests import now, speaking

REFUSALS: Final = {"broken": 404, "expired": 410, "ended": 410}
MEANT: Final = {"yes": Verdict.Meets.YES, "partly": Verdict.Meets.PARTLY, "no": Verdict.Meets.NO}


@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the answer with three buttons; POST keeps the one that was pressed, and it may be pressed anew."""
    try:
        signature = signer_of(token, now=now())
    except LinkRefused as refused:
        with speaking(refused.signature.language if refused.signature else ""):
            context = {"refused": refused.reason}
            return render(request, "delivery/verdict.html", context, status=REFUSALS[refused.reason])
    with speaking(signature.language):
        return _answered(request, signature)


def _answered(request: HttpRequest, signature: Signature) -> HttpResponse:
    answers = judged_answers(signature.petition, signature.ask_number)
    if not answers:
        return render(request, "delivery/verdict.html", _context(signature, None), status=404)
    if request.method != "POST":
        return render(request, "delivery/verdict.html", _context(signature, answers[0]))
    # Of two answers the one that was on the page is meant, whichever came since.
    shown = request.POST.get("answer", str(answers[0].number))
    answer = next((one for one in answers if str(one.number) == shown), None)
    meets = MEANT.get(request.POST.get("meets", ""))
    if answer is None or meets is None:
        context = _context(signature, answer or answers[0]) | {"is_unsaid": True}
        return render(request, "delivery/verdict.html", context, status=422)
    judge(signature, answer, meets, now=now())
    return HttpResponseRedirect(request.path)


def _context(signature: Signature, answer: Answer | None) -> dict[str, object]:
    petition = signature.petition
    shown = pages.petition_view(petition, now=now(), language=signature.language)
    if answer is None:
        return {"petition": shown}
    said = verdict_of(signature, answer)
    return {
        "petition": shown,
        "answer": answer,
        "who": answer.said_by or answer.recipient.name,
        "words": mark_safe(answer.html),  # noqa: S308 - made safe by kit.richtext when it was saved
        "said": next((word for word, meets in MEANT.items() if said and said.meets == meets), ""),
        "judgement": judgement(answer, signatures=standing(petition).signatures) if said else None,
    }
