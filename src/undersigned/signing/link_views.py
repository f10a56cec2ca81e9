"""The pages behind a private link: confirming a signature and taking it back."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.signing import asked, confirming, pages
from undersigned.signing.again_views import ask_again, to_confirmed
from undersigned.signing.answered import answered
from undersigned.signing.answers import box_of
from undersigned.signing.asking_again import agreed, is_of_an_earlier_ask
from undersigned.signing.forms import ConfirmForm
from undersigned.signing.links import LinkRefused, may_confirm, signature_of
from undersigned.signing.models import Signature
from undersigned.signing.partners import boxes_of
from undersigned.signing.person import person_of
from undersigned.signing.requests import now, speaking
from undersigned.signing.share import sharing

REFUSALS = {"broken": 404, "expired": 410, "ended": 410, "too-late": 409, "asked-anew": 409}


def with_signature(
    view: Callable[[HttpRequest, Signature], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Gives a view the signature of its link, in the language it was signed in, or says why there is none."""

    @wraps(view)
    def find(request: HttpRequest, token: str) -> HttpResponse:
        try:
            signature = signature_of(token, now=now())
            with speaking(signature.language):
                return view(request, signature)
        except LinkRefused as refused:
            with speaking(refused.signature.language if refused.signature else ""):
                return _refused(request, refused)

    return find


def _refused(request: HttpRequest, refused: LinkRefused) -> HttpResponse:
    petition = _shown(refused.signature) if refused.signature else None
    context = {"reason": refused.reason, "petition": petition}
    return render(request, "signing/link_refused.html", context, status=REFUSALS[refused.reason])


def _shown(signature: Signature) -> pages.PetitionView:
    """The petition in the language it was signed in."""
    return pages.petition_view(signature.petition, now=now(), language=signature.language)


@require_http_methods(["GET", "HEAD", "POST"])
@with_signature
def confirm(request: HttpRequest, signature: Signature) -> HttpResponse:
    """GET shows what will count, with one button; POST counts it. Once confirmed: the number, and what is next."""
    if is_of_an_earlier_ask(signature, now=now()):
        done = agreed(signature)
        return to_confirmed(request, done) if done else ask_again(request, signature)
    if signature.state == Signature.State.CONFIRMED:
        return _confirmed(request, signature)
    if not may_confirm(signature, now=now()):
        raise LinkRefused("too-late", signature)
    if request.method != "POST":
        return _ask(request, signature, _form(signature, initial=_stored(signature)), status=200)
    form = _form(signature, request.POST)
    if "form" not in request.POST:
        confirming.confirm(signature, None, now=now())
    elif form.is_valid() and form.choices is not None:
        confirming.confirm(signature, form.choices, now=now())
    else:
        return _ask(request, signature, form, status=422)
    return HttpResponseRedirect(request.path)


def _form(
    signature: Signature, data: Mapping[str, str] | None = None, *, initial: dict[str, object] | None = None
) -> ConfirmForm:
    """With the partners and questions that stood beside the button: of what came later nobody was told."""
    petition, told = signature.petition, signature.notice_number
    return ConfirmForm(
        data,
        boxes=boxes_of(petition, told),
        questions=Question.objects.put_under(petition, told),
        language=petition.language,
        country=signature.country,
        initial=initial,
    )


def _stored(signature: Signature) -> dict[str, object]:
    person = person_of(signature)
    put = Question.objects.put_under(signature.petition, signature.notice_number)
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "comment": person.comment,
        "show_name": signature.shows_name,
        "updates": signature.wants_updates,
        **{box_of(number): True for number in person.partners},
        **asked.as_typed(put, person.phone, person.asked),
    }


def _ask(request: HttpRequest, signature: Signature, form: ConfirmForm, *, status: int) -> HttpResponse:
    petition: Petition = signature.petition
    person = person_of(signature)
    context = {
        "petition": _shown(signature),
        "form": form,
        "email": person.email,
        "phone": person.phone,
        "answered": answered(person.asked, {one.number: one for one in form.questions}, petition.language),
        "notice": pages.notice_paragraphs(petition, signature.notice_number),
    }
    return render(request, "signing/confirm.html", context, status=status)


def _confirmed(request: HttpRequest, signature: Signature) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    petition = _shown(signature)
    context = {
        "petition": petition,
        "count": pages.count_view(signature.petition, now=now()),
        "number": signature.number,
        "given_name": person_of(signature).given_name,
        "share": sharing(petition, has_signed=True),
        "withdraw_path": f"{request.path}/withdraw",
        "shows_name": signature.shows_name,
    }
    return render(request, "signing/confirmed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_signature
def withdraw(request: HttpRequest, signature: Signature) -> HttpResponse:
    """GET says what will happen, with one button; POST takes the signature back."""
    petition = _shown(signature)
    if request.method != "POST":
        context = {"petition": petition, "is_confirmed": signature.state == Signature.State.CONFIRMED}
        return render(request, "signing/withdraw.html", context)
    confirming.withdraw(signature, now=now())
    count = pages.count_view(signature.petition, now=now())
    return render(request, "signing/withdrawn.html", {"petition": petition, "count": count})


@require_http_methods(["GET", "HEAD", "POST"])
@with_signature
def not_me(request: HttpRequest, signature: Signature) -> HttpResponse:
    """ "This wasn't me": GET says what will happen, with one button; POST erases and writes no more."""
    petition = _shown(signature)
    if request.method != "POST":
        return render(request, "signing/not_me.html", {"petition": petition})
    confirming.disown(signature, now=now())
    return render(request, "signing/not_me_done.html", {"petition": petition})
