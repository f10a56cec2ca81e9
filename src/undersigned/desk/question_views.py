"""What signers of an open petition are asked: changed for those who sign from now on, and for nobody before."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.desk.question_form import QuestionsForm
from undersigned.desk.start_form import typed_of
from undersigned.desk.start_views import path_of
from undersigned.people.actions import actor_of
from undersigned.petitions import asking, drafting, question_rows, slugs
from undersigned.petitions.life import RUNNING, MoveRefused, State
from undersigned.signing.requests import now

MOVED = _(
    "Somebody else changed what is asked meanwhile. Yours is below: look at the page, then send it again if it "
    "still fits."
)
FULL = _("This petition has asked as many different questions as one can. Leave those that are there.")


@petition_page("editor", "GET", "POST")
def questions(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """The questions, with rows to change them in. A draft's are written with its other words."""
    petition = place.petition
    if petition.state not in RUNNING:
        writes = petition.state == State.DRAFT
        return HttpResponseRedirect(path_of("desk-write" if writes else "desk-petition", petition))
    if request.method != "POST":
        return _show(request, place, QuestionsForm(initial=drafting.as_written(petition)))
    typed = typed_of(request.POST)
    if act := typed.get("question", ""):
        return _show(request, place, QuestionsForm(initial=question_rows.rearranged(typed, act)))
    return _change(request, place, typed)


def _change(request: HttpRequest, place: PetitionPlace, typed: dict[str, str]) -> HttpResponse:
    petition, form, errors = place.petition, QuestionsForm(typed), dict[str, str]()
    asked = asking.wanted(question_rows.check(typed, errors), asks_phone=typed.get("asks_phone", "") != "")
    form.refuse_rows(errors)
    if errors:
        return _show(request, place, form, status=422)
    number = typed.get("of", "")
    of = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    try:
        asking.change(petition, asked, of=of, actor=actor_of(account(request)), now=now())
    except MoveRefused as refused:
        petition.refresh_from_db()
        if refused.code == "state":
            return HttpResponseRedirect(path_of("desk-petition", petition))
        problem = MOVED if refused.code == "moved" else FULL
        return _show(request, place, form, status=409, problem=problem)
    return HttpResponseRedirect(path_of("desk-petition", petition))


def _show(
    request: HttpRequest, place: PetitionPlace, form: QuestionsForm, *, status: int = 200, **said: Any
) -> HttpResponse:
    petition = place.petition
    context = {
        "place": place,
        "form": form,
        "slug": slugs.own(petition),
        "of": petition.notice_number,
        **said,
    }
    return render(request, "desk/questions.html", context, status=status)
