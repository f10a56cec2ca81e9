"""The ways to the recipient's page: a code from paper, an address of the office, and the link that is mailed to it."""

from typing import Any, Final
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from undersigned.delivery import claims
from undersigned.delivery.acting import SHUT
from undersigned.delivery.claims import ClaimRefused
from undersigned.delivery.models import Claim, Handover
from undersigned.petitions.backing import title_of
from undersigned.petitions.models import Petition
from undersigned.signing import gate
from undersigned.signing.answers import check_email
from undersigned.signing.forms import message
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import network_of_request, now, speaking, text_language, with_petition
from undersigned.signing.views import inbox_path

# The gate counts by petition: no petition has this number, so whoever guesses keeps nobody from signing.
NO_PETITION: Final = 0
REFUSALS: Final = {"broken": 404, "expired": 410, "used": 410, "ended": 410}


def wait_of(request: HttpRequest) -> int:
    """0, or after how many seconds this network may try again; it has tried now."""
    moment = now()
    return gate.allows(NO_PETITION, network_of_request(request, moment=moment), moment.timestamp())


def wait_of_handover(handover: Handover) -> int:
    """The same of everybody who comes for one handover."""
    return gate.allows(NO_PETITION, handover.public_id.bytes[:8], now().timestamp())


def too_often(wait: int) -> str:
    """What whoever must wait is told."""
    return gettext("Many ask from your network just now. Press the button again after %(n)s s.") % {"n": wait}


def led_in(request: HttpRequest, claim: Claim, language: str) -> HttpResponse:
    """On to the recipient's page, in the language that was read so far."""
    token = claims.reply_link(claim, now=now())
    prefix: str = request.language_prefix  # type: ignore[attr-defined] # set by middleware.PathLanguage
    known = prefix or (f"/{language}" if language != get_language() else "")
    return HttpResponseRedirect(f"{known}{reverse('reply-page', args=[token])}")


@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest, code: str = "") -> HttpResponse:
    """GET asks for the code, or with the code in the address for one press; POST leads in."""
    typed = request.POST.get("code", code)[:60]
    if request.method != "POST":
        return render(request, "delivery/reply_code.html", {"typed": code[:60], "is_given": bool(code)})
    if wait := wait_of(request):
        return _ask_for_code(request, typed, too_often(wait), status=429, wait=wait)
    claim = claims.by_code(typed, now=now())
    if claim is None:
        words = gettext("This code does not fit. It has twelve signs, in three groups of four.")
        return _ask_for_code(request, typed, words, status=422)
    return led_in(request, claim, _spoken(claim.handover.petition))


def _ask_for_code(
    request: HttpRequest, typed: str, error: str, *, status: int, wait: int = 0
) -> HttpResponse:
    context = {"typed": typed, "error": error}
    response = render(request, "delivery/reply_code.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _spoken(petition: Petition) -> str:
    """The interface in the petition's language, where it has that."""
    with speaking(petition.language):
        return get_language() or petition.language


@require_http_methods(["GET", "HEAD", "POST"])
@with_petition
def by_address(request: HttpRequest, petition: Petition) -> HttpResponse:
    """GET asks for an address of the office; POST says the same whatever is typed."""
    handovers = _handovers(petition)
    if petition.state in SHUT or not handovers:
        raise Http404
    if request.method != "POST":
        return _ask_for_address(request, petition, handovers)
    typed, chosen = request.POST.get("email", ""), request.POST.get("recipient", "")
    handover = next((one for one in handovers if str(one.recipient.public_id) == chosen), handovers[-1])
    email, code = check_email(typed)
    if code:
        return _ask_for_address(
            request, petition, handovers, status=422, typed=typed[:254], error=message("email", code)
        )
    if wait := wait_of(request) or wait_of_handover(handover):
        said = {"typed": email, "error": too_often(wait)}
        response = _ask_for_address(request, petition, handovers, status=429, **said)
        response.headers["Retry-After"] = str(wait)
        return response
    moment = now()
    network = network_of_request(request, moment=moment)
    claims.ask_by_address(handover, email, language=get_language() or "", network_digest=network, now=moment)
    context = {"email": email, "days": claims.MAIL_FOR.days, "inbox_path": inbox_path(request)}
    return render(request, "delivery/reply_sent.html", context)


def _handovers(petition: Petition) -> list[Handover]:
    """The last handover to each recipient."""
    rows = petition.handovers.exclude(state=Handover.State.CANCELLED).select_related("recipient", "petition")
    last = {row.recipient_id: row for row in rows.order_by("number")}
    return sorted(last.values(), key=lambda row: row.number)


def _ask_for_address(
    request: HttpRequest, petition: Petition, handovers: list[Handover], *, status: int = 200, **said: Any
) -> HttpResponse:
    shown = petition_view(petition, now=now(), language=text_language(request))
    context = {"petition": shown, "handovers": handovers, **said}
    return render(request, "delivery/reply_address.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def once(request: HttpRequest, token: str) -> HttpResponse:
    """The mail's link: GET shows one button; POST uses it, once."""
    try:
        if request.method == "POST":
            claim = claims.confirm(token, now=now())
            return led_in(request, claim, _language_of(claim))
        claim = claims.claim_in_mail(token, now=now())
    except ClaimRefused as refused:
        return refused_page(request, str(refused))
    context = {"title": title_of(claim.handover.petition), "language": claim.handover.petition.language}
    prefix: str = request.language_prefix  # type: ignore[attr-defined] # set by middleware.PathLanguage
    with speaking(prefix[1:] or _language_of(claim)):
        return render(request, "delivery/reply_once.html", context)


def _language_of(claim: Claim) -> str:
    writer = claims.writer_of(claim)
    return writer.language if writer else _spoken(claim.handover.petition)


def refused_page(request: HttpRequest, reason: str) -> HttpResponse:
    """Why a link leads nowhere, and how to have another."""
    return render(request, "delivery/reply_refused.html", {"reason": reason}, status=REFUSALS[reason])


def path_of(url: str) -> str:
    """An address of this site without its host."""
    return urlsplit(url).path
