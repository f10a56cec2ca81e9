"""Signing, and the page that then waits for a mail: its code, its mail once more, and the way back."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from math import ceil
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from undersigned.kit import misspelt
from undersigned.mailing.waiting import expected_wait
from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.signing import confirming, pages
from undersigned.signing.answers import Answers, Choices, as_typed
from undersigned.signing.caching import private
from undersigned.signing.codes import DIGITS, as_digits, is_right
from undersigned.signing.forms import SignForm
from undersigned.signing.intake import Circumstances, SigningRefused, ask_for_mail, read_mail_key
from undersigned.signing.intake import sign as keep_signature
from undersigned.signing.links import LinkRefused, confirmation_link
from undersigned.signing.models import Signature
from undersigned.signing.requests import (
    binds,
    circumstances,
    network_of_request,
    now,
    seconds_to_wait,
    source_of,
    text_language,
    with_petition,
)
from undersigned.signing.views import inbox_path, not_open, page_context
from undersigned.signing.waiting import Waiting, WaitingRefused, read_waiting

WaitingView = Callable[[HttpRequest, Petition, Waiting], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@with_petition
def sign(request: HttpRequest, petition: Petition) -> HttpResponse:
    """Take a signature. The answer is the same for someone who has signed before."""
    if request.method != "POST":
        return HttpResponseRedirect(form_path(request))
    moment = now()
    form = SignForm(petition, request.POST)
    if not petition.takes_signatures(moment):
        return not_open(request, petition, petition.state, status=409)
    if wait := seconds_to_wait(request, petition, moment=moment):
        typed = {field.name: field.value() for field in form}
        return _ask_to_wait(request, petition, typed, wait, source=source_of(request))
    around = circumstances(request, petition, moment=moment)
    if not form.is_valid() or form.answers is None or around is None:
        return _ask_again(request, petition, form, text_changed=around is None)
    return _keep(request, petition, form.answers, around)


def form_path(request: HttpRequest) -> str:
    """The form on the petition's page, in the language of the page that is shown."""
    return request.path.rpartition("/")[0] + "#sign"


def _ask_to_wait(
    request: HttpRequest, petition: Petition, typed: Mapping[str, object], wait: int, *, source: str
) -> HttpResponse:
    """The form with all that was typed, unchecked, and after how many seconds to press its button again."""
    form = SignForm(petition, initial=typed)
    context = page_context(petition, form, moment=now(), language=text_language(request)) | {
        "wait": wait,
        "source": source,
    }
    answer = private(render(request, "signing/sign.html", context, status=429))
    answer.headers["Retry-After"] = str(wait)
    return answer


def _keep(request: HttpRequest, petition: Petition, answers: Answers, around: Circumstances) -> HttpResponse:
    moment = now()
    try:
        keep_signature(petition, answers, around, now=moment)
    except SigningRefused as refused:
        return not_open(request, petition, str(refused), status=409)
    return show(request, petition, Waiting(petition.pk, petition.ask_number, answers, around, moment))


def _ask_again(
    request: HttpRequest, petition: Petition, form: SignForm, *, text_changed: bool
) -> HttpResponse:
    """The form with all that was typed, and what to do about it."""
    if text_changed:
        # Signed again, it is signed under what is shown now.
        typed = request.POST.copy()
        typed["text"], typed["notice"] = str(petition.text_number), str(petition.notice_number)
        form = SignForm(petition, typed)
    context = page_context(petition, form, moment=now(), language=text_language(request)) | {
        "text_changed": text_changed,
        "source": source_of(request),
    }
    return private(render(request, "signing/sign.html", context, status=422))


def show(
    request: HttpRequest, petition: Petition, waiting: Waiting, *, said: str = "", error: str = ""
) -> HttpResponse:
    """The page itself, the same whoever signed: 200, or 422 with an error beside the code."""
    return waiting_page(
        request,
        petition,
        email=waiting.answers.email,
        waiting=waiting.to_text(),
        may_ask_again=waiting.may_ask_again,
        said=said,
        error=error,
    )


def waiting_page(
    request: HttpRequest,
    petition: Petition,
    *,
    email: str,
    waiting: str,
    may_ask_again: bool,
    said: str = "",
    error: str = "",
) -> HttpResponse:
    """The same, of an address and of what the page carries along."""
    moment = now()
    context = {
        "petition": pages.petition_view(petition, now=moment, language=text_language(request)),
        "email": email,
        "meant": misspelt.meant(email),
        "waiting": waiting,
        "may_ask_again": may_ask_again,
        "wait_minutes": in_minutes(expected_wait(moment)),
        "inbox_path": inbox_path(request),
        "said": said,
        "error": error,
    }
    return private(render(request, "signing/check_mail.html", context, status=422 if error else 200))


def with_waiting(view: WaitingView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Gives a view what its page carried along; without it, or a day later, says what to do instead."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @with_petition
    @wraps(view)
    def find(request: HttpRequest, petition: Petition) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect(form_path(request))
        try:
            waiting = read_waiting(request.POST.get("waiting", ""), petition_id=petition.pk, now=now())
        except WaitingRefused:
            context = {
                "reason": "waiting",
                "petition": pages.petition_view(petition, now=now(), language=text_language(request)),
            }
            return private(render(request, "signing/link_refused.html", context, status=410))
        return view(request, petition, waiting)

    return find


@with_waiting
def code(request: HttpRequest, petition: Petition, waiting: Waiting) -> HttpResponse:
    """Confirm by the code of the mail: what counts is what was typed on the page that is still open."""
    typed = request.POST.get("code", "")
    if len(as_digits(typed)) != DIGITS:
        return show(request, petition, waiting, error=gettext("Type the six digits from the mail."))
    if not is_right(waiting.key, typed, now=now()):
        return show(
            request,
            petition,
            waiting,
            error=gettext("This code does not fit. Look in the newest mail, or open the link in it."),
        )
    digest, petition_id, ask_number = read_mail_key(waiting.key)
    signature = (
        Signature.objects.select_related("petition")
        .filter(address_digest=digest, petition_id=petition_id, ask_number=ask_number)
        .first()
    )
    try:
        if signature is None:
            raise LinkRefused("ended")
        return _confirm(signature, waiting)
    except LinkRefused as refused:
        context = {
            "reason": refused.reason,
            "petition": pages.petition_view(petition, now=now(), language=text_language(request)),
        }
        return private(render(request, "signing/link_refused.html", context, status=410))


def _confirm(signature: Signature, waiting: Waiting) -> HttpResponse:
    choices = Choices.of(waiting.answers)
    confirmed = confirming.confirm(
        signature, choices, seen=waiting.circumstances, came=Signature.Came.BY_CODE, now=now()
    )
    link = confirmation_link(confirmed, now=now())
    return HttpResponseRedirect(urlsplit(link.url).path)


@with_waiting
def resend(request: HttpRequest, petition: Petition, waiting: Waiting) -> HttpResponse:
    """Ask for the mail once more, a few times a page. Whether one leaves is decided by the worker alone."""
    if not petition.takes_signatures(now()):
        return not_open(request, petition, petition.state, status=409)
    if not waiting.may_ask_again:
        return show(
            request, petition, waiting, said=gettext("The mail was sent as often as it can be today.")
        )
    moment = now()
    ask_for_mail(waiting.key, network_digest=network_of_request(request, moment=moment), now=moment)
    return show(request, petition, waiting.asked_again(), said=gettext("We are sending it once more."))


@with_waiting
def change(request: HttpRequest, petition: Petition, waiting: Waiting) -> HttpResponse:
    """ "Wrong address?": the form with all that was typed, or at once signed with the address that was meant."""
    moment = now()
    meant = misspelt.meant(waiting.answers.email)
    seen = waiting.circumstances
    is_fresh = binds(petition, seen.text_number, seen.notice_number, moment=moment)
    typed = as_typed(waiting.answers, Question.objects.put_under(petition))
    if request.POST.get("use") and meant and is_fresh and petition.takes_signatures(moment):
        if wait := seconds_to_wait(request, petition, moment=moment):
            shown = {"email": meant, "text": seen.text_number, "notice": seen.notice_number}
            return _ask_to_wait(request, petition, typed | shown, wait, source=seen.source)
        around = seen._replace(network_digest=network_of_request(request, moment=moment))
        return _keep(request, petition, waiting.answers._replace(email=meant), around)
    form = SignForm(petition, initial=typed)
    context = page_context(petition, form, moment=moment, language=text_language(request)) | {
        "is_change": True,
        "source": seen.source,
    }
    return private(render(request, "signing/sign.html", context))


def in_minutes(wait: timedelta) -> int:
    """Whole minutes, rounded up; 0 for less than one."""
    return 0 if wait < timedelta(minutes=1) else ceil(wait / timedelta(minutes=1))
