"""The pages of one's own signatures: a link by mail, and behind it what is held and what can be done with it."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.kit import digests
from undersigned.kit.addresses import canonical
from undersigned.kit.paging import Page, page_of
from undersigned.kit.ticks import is_ticked
from undersigned.mailing import actions as mailing
from undersigned.ops import keyring
from undersigned.signing import confirming, mine, pages
from undersigned.signing.answers import check_email, ticked
from undersigned.signing.forms import message
from undersigned.signing.links import LinkRefused, Owner, owner_of
from undersigned.signing.mine_mail import MINE
from undersigned.signing.models import Signature
from undersigned.signing.partners import boxes_of
from undersigned.signing.requests import network_of_request, now, speaking
from undersigned.signing.views import inbox_path

LISTED = 20
REFUSALS = {"broken": 404, "expired": 410}
SAID = ("saved", "withdrawn", "erased", "lifted")
OwnerView = Callable[..., HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """GET asks for an address; POST has a link sent to it, and says the same whoever it is of."""
    if request.method != "POST":
        return render(request, "signing/mine_ask.html")
    email, code = check_email(request.POST.get("email", ""))
    if code:
        context = {"typed": request.POST.get("email", ""), "error": message("email", code)}
        return render(request, "signing/mine_ask.html", context, status=422)
    _send_link(request, digests.of_address(keyring.current("digest"), canonical(email)))
    return render(request, "signing/mine_sent.html", {"email": email, "inbox_path": inbox_path(request)})


def _send_link(request: HttpRequest, address_digest: bytes) -> None:
    moment = now()
    mail = mailing.message(
        MINE,
        key=address_digest,
        address_digest=address_digest,
        network_digest=network_of_request(request, moment=moment),
        now=moment,
    )
    mailing.queue([mail])


def with_owner(view: OwnerView) -> OwnerView:
    """Gives a view the owner of its link, in the language last signed in, or offers a fresh link."""

    @wraps(view)
    def find(request: HttpRequest, token: str, **named: str) -> HttpResponse:
        try:
            owner = owner_of(token, now=now())
        except LinkRefused as refused:
            context = {"refused": refused.reason}
            return render(request, "signing/mine_ask.html", context, status=REFUSALS[refused.reason])
        newest = mine.signatures_of(owner.address_digest).values_list("language", flat=True).first()
        prefix = request.language_prefix  # type: ignore[attr-defined] # set by middleware.PathLanguage
        with speaking(prefix[1:] or newest or get_language() or ""):
            return view(request, owner, token, **named)

    return find


def with_own_signature(view: OwnerView) -> OwnerView:
    """Gives a view one signature of the link's owner; of anybody else's it knows nothing."""

    @wraps(view)
    def find(request: HttpRequest, owner: Owner, token: str, reference: str) -> HttpResponse:
        signature = mine.signature_of(owner.address_digest, reference)
        if signature is None:
            raise Http404
        return view(request, owner, token, signature)

    return find


def _back(token: str, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('mine', args=[token])}?said={said}")


@require_safe
@with_owner
def show(request: HttpRequest, owner: Owner, token: str) -> HttpResponse:
    """All that is held of the owner on this site, and why, and until when."""
    moment = now()
    found: Page[Signature] = page_of(
        mine.signatures_of(owner.address_digest), request.GET.get("page"), size=LISTED
    )
    said = request.GET.get("said", "")
    context = {
        "token": token,
        "page": found,
        "signatures": mine.held(list(found.items), now=moment),
        "suppressed": [
            (petition.public_number, pages.petition_view(petition, now=moment))
            for petition in mine.suppressed_petitions(owner.address_digest, now=moment)
        ],
        "may_act": owner.may_act,
        "said": said if said in SAID else "",
    }
    return render(request, "signing/mine.html", context)


@require_safe
@with_owner
def export(request: HttpRequest, owner: Owner, token: str) -> HttpResponse:
    """Everything as a JSON file."""
    if not owner.may_act:
        return _too_old(request, token)
    everything = mine.export(list(mine.signatures_of(owner.address_digest)), now=now())
    response = JsonResponse(everything, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="my-signatures.json"'
    return response


@require_POST
@with_owner
@with_own_signature
def choices(request: HttpRequest, _owner: Owner, token: str, signature: Signature) -> HttpResponse:
    """Show or hide the name; agree to mail, or no longer."""
    typed = {name: str(value) for name, value in request.POST.items()}
    mine.choose(
        signature,
        shows_name=is_ticked(typed, "show_name"),
        updates=is_ticked(typed, "updates"),
        partners=ticked(typed, (box.number for box in boxes_of(signature.petition, signature.notice_number))),
        now=now(),
    )
    return _back(token, "saved")


def _ending(verb: str, end: Callable[[Signature], object], said: str) -> OwnerView:
    @require_http_methods(["GET", "HEAD", "POST"])
    @with_owner
    @with_own_signature
    def view(request: HttpRequest, owner: Owner, token: str, signature: Signature) -> HttpResponse:
        """GET says what will happen, with one button; POST does it. Both need a young link."""
        if not owner.may_act:
            return _too_old(request, token)
        if request.method != "POST":
            [one] = mine.held([signature], now=now())
            return render(request, "signing/mine_end.html", {"token": token, "one": one, "verb": verb})
        with suppress(LinkRefused):  # it ended meanwhile, which is what was wanted
            end(signature)
        return _back(token, said)

    return view


withdraw = _ending("withdraw", lambda signature: confirming.withdraw(signature, now=now()), "withdrawn")
erase = _ending("erase", lambda signature: confirming.erase(signature, now=now()), "erased")


def _too_old(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "signing/mine_fresh.html", {"token": token}, status=403)


@require_POST
@with_owner
def fresh(request: HttpRequest, owner: Owner, token: str) -> HttpResponse:
    """Have a young link sent, without typing the address again."""
    _send_link(request, owner.address_digest)
    return render(request, "signing/mine_sent.html", {"token": token, "inbox_path": inbox_path(request)})


@require_POST
@with_owner
def lift(_request: HttpRequest, owner: Owner, token: str, number: int) -> HttpResponse:
    """Let a petition's mails reach the owner again."""
    mine.lift_suppression(owner.address_digest, number)
    return _back(token, "lifted")
