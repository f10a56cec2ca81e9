"""The recipient's own page: what is asked and by how many, and one form to answer; nothing of any signer."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.delivery import answering, claims, documents, wording
from undersigned.delivery.acting import AnswerRefused
from undersigned.delivery.answering import Document, may_second
from undersigned.delivery.badges import as_told
from undersigned.delivery.claims import ClaimRefused
from undersigned.delivery.coming_views import refused_page, too_often, wait_of_handover
from undersigned.delivery.models import Answer, Claim, Handover, Pack
from undersigned.delivery.said import Said, check
from undersigned.delivery.uploads import document_of
from undersigned.kit.offices import domain_of
from undersigned.petitions.models import Petition
from undersigned.signing.answers import check_email
from undersigned.signing.counting import standing
from undersigned.signing.forms import message
from undersigned.signing.pages import petition_view
from undersigned.signing.places import by_country
from undersigned.signing.requests import network_of_request, now, speaking

SAID: Final = ("received", "sent", "back", "seconded", "asked")
ClaimView = Callable[..., HttpResponseBase]


def with_claim(view: ClaimView) -> ClaimView:
    """Gives a view who opened their link, in the language of its path, else their own."""

    @wraps(view)
    def find(request: HttpRequest, token: str, **named: Any) -> HttpResponseBase:
        try:
            claim = claims.claim_of(token, now=now())
        except ClaimRefused as refused:
            return refused_page(request, str(refused))
        writer = claims.writer_of(claim)
        own = writer.language if writer else claim.handover.petition.language
        with speaking(request.language_prefix[1:] or own):  # type: ignore[attr-defined] # set by PathLanguage
            return view(request, claim, token, **named)

    return find


def _done(request: HttpRequest, token: str, said: str) -> HttpResponse:
    prefix: str = request.language_prefix  # type: ignore[attr-defined] # set by middleware.PathLanguage
    return HttpResponseRedirect(f"{prefix}{reverse('reply-page', args=[token])}?said={said}")


@require_safe
@with_claim
def page(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """The page."""
    said = request.GET.get("said", "")
    return _show(request, claim, token, said=said if said in SAID else "")


def _show(request: HttpRequest, claim: Claim, token: str, *, status: int = 200, **known: Any) -> HttpResponse:
    handover, petition = claim.handover, claim.handover.petition
    context = {
        "token": token,
        "claim": claim,
        "handover": handover,
        "recipient": handover.recipient,
        "is_received": handover.state == Handover.State.RECEIVED,
        "petition": petition_view(petition, now=now()),
        "signatures": standing(petition).signatures,
        "places": [cell for cell in by_country(petition, now=now()).items() if cell[0]],
        "kinds": wording.kinds_of_recipient(),
        "answers": _answers(claim),
        "today": now().date(),
        "typed": {},
        "errors": {},
        **known,
    }
    return render(request, "delivery/reply_page.html", context, status=status)


def _answers(claim: Claim) -> list[dict[str, Any]]:
    """What was said to this handover: all that is public, one's own, and what a colleague waits to have seconded."""
    rows = Answer.objects.filter(handover=claim.handover).exclude(kind=Answer.Kind.RECEIVED)
    shown = []
    for answer in rows.select_related("petition__team").order_by("-number"):
        is_own, is_public = answer.claim_id == claim.pk, answer.state == Answer.State.PUBLISHED
        seconds = may_second(claim, answer)
        if is_own or is_public or seconds:
            told = as_told(answer) if is_public else as_told(answer) | {"badge": ""}
            shown.append(told | {"is_own": is_own, "may_second": seconds})
    return shown


@require_POST
@with_claim
def received(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """It arrived."""
    return _do(
        request, claim, token, "received", lambda: answering.receive(claim, language=_read(), now=now())
    )


def _do(request: HttpRequest, claim: Claim, token: str, said: str, act: Callable[[], object]) -> HttpResponse:
    """Do it and show the page anew, or say there why not."""
    try:
        act()
    except AnswerRefused as refused:
        return _show(request, claim, token, status=409, problem=wording.REFUSED[refused.reason])
    return _done(request, token, said)


def _read() -> str:
    return get_language() or "en"


@require_POST
@with_claim
def answer(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Send an answer; what cannot be sent is kept in its fields."""
    typed = request.POST.dict()
    if wait := wait_of_handover(claim.handover):
        return _show(request, claim, token, status=429, typed=typed, problem=too_often(wait))
    document, document_error = document_of(request)
    said, errors = check(typed, today=now().date(), has_document=document is not None)
    if document_error:
        errors["document"] = document_error
    if said is None or errors:
        return _ask_again(request, claim, token, typed, errors, had_document=document is not None)
    return _do(request, claim, token, "sent", lambda: _say(claim, said, document))


def _say(claim: Claim, said: Said, document: Document | None) -> Answer:
    return answering.say(claim, said, document=document, language=_read(), now=now())


def _ask_again(
    request: HttpRequest,
    claim: Claim,
    token: str,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    had_document: bool,
) -> HttpResponse:
    # A browser gives a file once: it has to be chosen again.
    words = wording.errors(errors) | ({"document": wording.CHOOSE_AGAIN} if had_document else {})
    return _show(request, claim, token, status=422, typed=typed, errors=words)


@require_POST
@with_claim
def take_back(request: HttpRequest, claim: Claim, token: str, number: int) -> HttpResponse:
    """One's own, before it is public."""
    return _do(request, claim, token, "back", lambda: answering.take_back(claim, number, now=now()))


@require_POST
@with_claim
def second(request: HttpRequest, claim: Claim, token: str, number: int) -> HttpResponse:
    """A colleague's: it is public then."""
    return _do(request, claim, token, "seconded", lambda: answering.second(claim, number, now=now()))


@require_POST
@with_claim
def colleague(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Have a link sent to a second person at the very domain of this one."""
    if claim.evidence != Claim.Evidence.ADDRESS:
        raise Http404
    typed = request.POST.get("colleague", "")
    email, code = check_email(typed)
    if code or domain_of(email) != claim.domain:
        words = message("email", code) if code else wording.not_there(claim.domain)
        errors = {"colleague": words}
        return _show(request, claim, token, status=422, typed={"colleague": typed[:254]}, errors=errors)
    if wait := wait_of_handover(claim.handover):
        return _show(request, claim, token, status=429, problem=too_often(wait))
    moment = now()
    network = network_of_request(request, moment=moment)
    claims.ask_by_address(
        claim.handover, email, language=_read(), asked_by=claim.domain, network_digest=network, now=moment
    )
    return _done(request, token, "asked")


@require_http_methods(["POST"])
@with_claim
def whole(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Whether a checksum is that of a pack of this petition."""
    typed = request.POST.get("sha256", "")[:200]
    plain = "".join(typed.split()).lower()
    if len(plain) != 64 or not set(plain) <= set("0123456789abcdef"):
        errors = {"sha256": wording.NOT_A_CHECKSUM}
        return _show(request, claim, token, status=422, typed={"sha256": typed}, errors=errors)
    pack = _pack(claim.handover.petition, plain)
    return _show(request, claim, token, typed={"sha256": typed}, checked=True, pack=pack)


def _pack(petition: Petition, sha256: str) -> Pack | None:
    return Pack.objects.filter(petition=petition, sha256=sha256).order_by("-made_at").first()


@require_safe
@with_claim
def document(request: HttpRequest, claim: Claim, token: str, number: int) -> HttpResponseBase:  # noqa: ARG001
    """The document of an answer that this page shows."""
    found = next((one["answer"] for one in _answers(claim) if one["answer"].number == number), None)
    if found is None:
        raise Http404
    return documents.served(found, is_public=False)
