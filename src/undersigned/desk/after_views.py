"""After the answer, at the desk: telling those who asked for news, and saying what became of a promise."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersigned.delivery.after import after_of
from undersigned.delivery.models import Answer, PromiseMark
from undersigned.delivery.promises import MarkRefused, mark
from undersigned.delivery.telling import TellingRefused, key_of, tell, tellings_of
from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.kit.richtext import plain_words
from undersigned.people.actions import actor_of
from undersigned.petitions import slugs
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import By
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now

MARKS: Final = {
    PromiseMark.Mark.KEPT.value: _("It was kept"),
    PromiseMark.Mark.PARTLY.value: _("It was kept in part"),
    PromiseMark.Mark.BROKEN.value: _("It was not kept"),
}
PROBLEMS: Final[Mapping[str, tuple[str, str | Promise]]] = {
    "unknown": ("mark", _("Choose one.")),
    "missing": ("text", _("Tell in a few words what happened.")),
    "too-long": ("text", _("Tell it in at most 5,000 characters.")),
    "link": ("link", _("Write a whole address, such as https://example.org/page.")),
}
FIELDS: Final = {
    "mark": _("Was it kept?"),
    "text": _("What happened"),
    "link": _("Where it can be seen (not required)"),
}
WHY_NOT: Final[Mapping[str, str | Promise]] = {
    "unseen": _("Nobody can read this petition now."),
    "unpublished": _("This answer is not public."),
    "undeclared": _("Say first what became of the petition."),
    "told": _("They have been told of it already."),
}


@petition_page("viewer", "GET")
def after(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Every answer and promise, what signers say to it, and what can be done next."""
    return _render(request, place, "desk/after.html", after=after_of(place.petition, now=now()))


@petition_page("editor", "GET", "POST")
def tell_answer(request: HttpRequest, place: PetitionPlace, number: int) -> HttpResponse:
    """GET shows what those who asked for news will read, with one button; POST has it sent."""
    return _tell(request, place, _answer(place.petition, number))


@petition_page("editor", "GET", "POST")
def tell_outcome(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """The same of what became of the petition."""
    return _tell(request, place, None)


def _tell(request: HttpRequest, place: PetitionPlace, answer: Answer | None) -> HttpResponse:
    problem: object = ""
    if request.method == "POST":
        by = By(place.membership.role, actor_of(account(request)))
        try:
            tell(place.petition, answer, by=by, now=now())
        except TellingRefused as refused:
            problem = WHY_NOT[refused.code]
        else:
            return _to_after(place)
    words = answer.text if answer else place.petition.outcome_story
    return _render(
        request, place, "desk/tell.html", status=409 if problem else 200, problem=problem, answer=answer,
        quote=plain_words(words, most=700),
        telling=tellings_of(place.petition).get(key_of(place.petition, answer)),
    )  # fmt: skip


@petition_page("editor", "GET", "POST")
def mark_promise(request: HttpRequest, place: PetitionPlace, number: int) -> HttpResponse:
    """Say whether a promise was kept, and what shows it."""
    promise = _answer(place.petition, number)
    if promise.kind != Answer.Kind.PROMISED or promise.state != Answer.State.PUBLISHED:
        raise Http404
    typed = {name: request.POST.get(name, "") for name in ("mark", "text", "link")}
    problems: dict[str, object] = {}
    wrong: object = ""
    if request.method == "POST":
        by = By(place.membership.role, actor_of(account(request)))
        try:
            mark(promise, typed["mark"], text=typed["text"], link=typed["link"], by=by, now=now())
        except MarkRefused as refused:
            if refused.code not in PROBLEMS:
                raise Http404 from None
            field, words = PROBLEMS[refused.code]
            problems[field], wrong = words, FIELDS[field]
        else:
            return _to_after(place)
    return _render(
        request, place, "desk/mark.html", status=422 if problems else 200, promise=promise, marks=MARKS.items(),
        typed=typed, problems=problems, wrong=wrong,
    )  # fmt: skip


def _answer(petition: Petition, number: int) -> Answer:
    answer = Answer.objects.select_related("recipient").filter(petition=petition, number=number).first()
    if answer is None:
        raise Http404
    return answer


def _to_after(place: PetitionPlace) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk-after", args=[slugs.own(place.petition)]))


def _render(
    request: HttpRequest, place: PetitionPlace, template: str, *, status: int = 200, **said: Any
) -> HttpResponse:
    petition = place.petition
    known = {
        "place": place,
        "slug": slugs.own(petition),
        "petition": petition_view(petition, now=now(), language=petition.language),
    }
    return render(request, template, known | said, status=status)
