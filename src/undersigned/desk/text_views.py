"""Changing the words of a petition that is open: mending slips, or asking for something else."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.desk import course_form
from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.desk.start_form import AskForm, FixForm, StartForm, typed_of
from undersigned.people.actions import actor_of
from undersigned.petitions import drafting, question_rows, slugs, verbs
from undersigned.petitions.addressees import directory
from undersigned.petitions.life import RUNNING, MoveRefused
from undersigned.petitions.moving import By
from undersigned.petitions.question import Question
from undersigned.petitions.verbs import Said
from undersigned.petitions.versions import MoreThanAFix
from undersigned.signing.counting import standing
from undersigned.signing.requests import now

FIX: Final = ("title", "addressees", "story", "letter", "call")
ASK: Final = (*FIX, "goal", "hands_over")


@petition_page("editor", "GET", "POST")
def fix(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Mend slips; what is more than that is told beside its field, and can be taken along to a new ask."""
    if place.petition.state not in RUNNING:
        return _to_desk(place)
    if request.method != "POST":
        return _show(request, place, FixForm(initial=drafting.as_written(place.petition)))
    form = FixForm(_typed(request, place, FIX))
    return _change(request, place, "fix", form)


@petition_page("owner", "GET", "POST")
def ask(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Ask for something else: those who signed are asked again."""
    if place.petition.state not in RUNNING:
        return _to_desk(place)
    if request.method != "POST":
        return _show(request, place, AskForm(initial=drafting.as_written(place.petition)))
    typed = _typed(request, place, FIX if "carry" in request.POST else ASK)
    if "carry" in request.POST:
        return _show(request, place, AskForm(initial=typed))
    return _change(request, place, "change-ask", AskForm(typed))


def _typed(request: HttpRequest, place: PetitionPlace, fields: Sequence[str]) -> dict[str, str]:
    """What is there, with what was typed in these fields."""
    typed = typed_of(request.POST)
    return _without_questions(drafting.as_written(place.petition)) | {
        name: typed.get(name, "") for name in fields
    }


def _without_questions(written: Mapping[str, str]) -> dict[str, str]:
    """They stay as they are: no rule of today's keeps anybody from mending a word."""
    return {name: value for name, value in written.items() if name not in question_rows.FIELDS}


def _change(request: HttpRequest, place: PetitionPlace, verb: str, form: StartForm) -> HttpResponse:
    if not form.is_valid() or form.draft is None:
        return _show(request, place, form, status=422)
    number = request.POST.get("of", "")
    of = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    by = By(place.membership.role, actor_of(account(request)))
    try:
        verbs.do(place.petition, verb, Said(draft=form.draft, of=of), by=by, now=now())
    except MoreThanAFix as refused:
        for field in refused.fields:
            form.add_error(field, _("This is more than a slip: it says something else than was signed."))
        return _show(request, place, form, status=422, is_more=True)
    except MoveRefused as refused:
        place.petition.refresh_from_db()
        status = 409 if refused.code in ("moved", "state") else 422
        return _show(request, place, form, status=status, problem=_why_not(verb, refused))
    return _to_desk(place)


def _why_not(verb: str, refused: MoveRefused) -> object:
    if refused.code == "same":
        return _("Nothing was changed.")
    if refused.code == "moved":
        return _(
            "Somebody else changed the text meanwhile. Look at it, then send yours again if it still fits."
        )
    return course_form.sentence(verb, refused)


def _show(
    request: HttpRequest, place: PetitionPlace, form: StartForm, *, status: int = 200, **said: Any
) -> HttpResponse:
    petition = place.petition
    context: Mapping[str, Any] = {
        "place": place,
        "form": form,
        "slug": slugs.own(petition),
        "of": petition.text_number,
        "is_fix": not isinstance(form, AskForm),
        "known": directory(),
        "asked": Question.objects.put_under(petition),
        "signatures": standing(petition).signatures,
        **said,
    }
    return render(request, "desk/text.html", context, status=status)


def _to_desk(place: PetitionPlace) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk-petition", args=[slugs.own(place.petition)]))
