"""Behind the link of a signature whose petition asks for something else by now: both texts, and one button."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from undersigned.kit.languages import direction
from undersigned.petitions.models import Petition, Text
from undersigned.petitions.versions import wording
from undersigned.signing import pages
from undersigned.signing.asking_again import agree
from undersigned.signing.intake import Circumstances
from undersigned.signing.links import confirmation_link, token_of
from undersigned.signing.models import Signature
from undersigned.signing.person import person_of
from undersigned.signing.requests import now


def ask_again(request: HttpRequest, signature: Signature) -> HttpResponse:
    """GET shows what was signed and what is asked now; POST counts their owner for that too."""
    petition: Petition = signature.petition
    if request.method != "POST":
        return _show(request, signature, status=200)
    shown = {name: request.POST.get(name) or str(number) for name, number in _numbers(petition).items()}
    if shown != {name: str(number) for name, number in _numbers(petition).items()}:
        return _show(request, signature, status=409)
    seen = Circumstances(petition.text_number, petition.notice_number, signature.language)
    return to_confirmed(request, agree(signature, seen=seen, now=now()))


def to_confirmed(request: HttpRequest, signature: Signature) -> HttpResponse:
    """To the page of a signature of the same person that counts."""
    token = token_of(confirmation_link(signature, now=now()))
    prefix: str = request.language_prefix  # type: ignore[attr-defined] # set by middleware.PathLanguage
    return HttpResponseRedirect(prefix + reverse("confirm", args=[token]))


def _numbers(petition: Petition) -> dict[str, int]:
    return {"text": petition.text_number, "notice": petition.notice_number}


def _show(request: HttpRequest, signature: Signature, *, status: int) -> HttpResponse:
    petition: Petition = signature.petition
    signed = _signed(signature)
    context = {
        "petition": pages.petition_view(petition, now=now(), language=signature.language),
        "signed": wording(petition, signed),
        "signed_language": signed.language,
        "signed_direction": direction(signed.language),
        "signed_at": signature.confirmed_at or signature.signed_at,
        "is_confirmed": signature.state == Signature.State.CONFIRMED,
        "numbers": _numbers(petition),
        "person": person_of(signature),
        "shows_name": signature.shows_name,
        "notice": pages.notice_paragraphs(petition),
        "has_changed_again": status == 409,
        "withdraw_path": f"{request.path}/withdraw",
    }
    return render(request, "signing/again.html", context, status=status)


def _signed(signature: Signature) -> Text:
    """The text that was signed, in the language that it was signed in where there is one."""
    found = {
        text.language: text
        for text in Text.objects.filter(
            version__petition=signature.petition_id,
            version__number=signature.text_number,
            language__in=[signature.language, signature.petition.language],
        )
    }
    return found.get(signature.language) or found[signature.petition.language]
