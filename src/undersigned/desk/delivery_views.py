"""How a petition gets to whom it asks, at the desk: who they are, when it is handed over, and what comes next."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from undersigned.delivery import claims, handing_over, recipients, telling_office
from undersigned.delivery.acting import AnswerRefused
from undersigned.delivery.calendar_views import as_calendar
from undersigned.delivery.course import ALIVE, HandoverRefused, steps_of
from undersigned.delivery.dates import handover_calendar
from undersigned.delivery.handing_over import reference_of
from undersigned.delivery.models import Answer, Handover, Recipient
from undersigned.desk import delivery_form as form
from undersigned.desk.access import PetitionPlace, account, petition_page
from undersigned.desk.answer_views import answers_of
from undersigned.desk.delivery_next import next_step
from undersigned.desk.pack_views import pack_context
from undersigned.people.accounts import confirmed_addresses
from undersigned.people.actions import actor_of
from undersigned.petitions import slugs
from undersigned.petitions.moving import By
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now

HANDOVER_VERBS = ("change", "deliver", "correct", "cancel")


def _by(request: HttpRequest, place: PetitionPlace) -> By:
    return By(place.membership.role, actor_of(account(request)))


def _context(place: PetitionPlace) -> dict[str, Any]:
    petition, moment = place.petition, now()
    return {
        "place": place,
        "slug": slugs.own(petition),
        "petition": petition_view(petition, now=moment, language=petition.language),
        "state": petition.state,
        "moment": moment,
        "may_change": place.may_edit and petition.state in ALIVE,
    }


def _refused(refused: HandoverRefused, typed: Mapping[str, str], tried: str) -> dict[str, Any]:
    """What the page says of it, beside the form that was tried, which keeps what was typed."""
    told = {"typed": typed, "errors": form.errors_of(refused), "problem": form.REFUSED[refused.code]}
    return {"tried": tried, "told": told}


@petition_page("viewer", "GET")
def delivery(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Whom it asks, its handovers, and the next thing to do."""
    rows = list(place.petition.handovers.select_related("recipient", "petition").order_by("number"))
    context = {
        **_context(place),
        "recipients": [
            {"row": row, "terms": recipients.terms(row), "is_asked": recipients.is_asked(row)}
            for row in recipients.recipients_of(place.petition, now=now())
        ],
        "handovers": [(row, reference_of(row)) for row in rows],
        "has_answers": bool(place.petition.outcome)
        or place.petition.answers.filter(state=Answer.State.PUBLISHED).exists(),
        "next": next_step(place.petition, rows, now=now()),
        **pack_context(place.petition),
        **answers_of(place.petition),
    }
    return render(request, "desk/delivery.html", context)


def _recipient(place: PetitionPlace, recipient: UUID) -> Recipient:
    rows = Recipient.objects.select_related("petition").prefetch_related("holders")
    row = rows.filter(petition=place.petition, public_id=recipient).first()
    if row is None:
        raise Http404
    return row


def _show_recipient(
    request: HttpRequest, place: PetitionPlace, row: Recipient, *, status: int = 200, **said: Any
) -> HttpResponse:
    context = {
        **_context(place),
        "recipient": row,
        "terms": recipients.terms(row),
        "is_asked": recipients.is_asked(row),
        "known": recipients.known_elsewhere(row),
        "desk": form.typed_desk(row),
        "addresses": sorted(confirmed_addresses(account(request))),
        **said,
    }
    return render(request, "desk/recipient.html", context, status=status)


@petition_page("viewer", "GET")
def recipient(request: HttpRequest, place: PetitionPlace, recipient: UUID) -> HttpResponse:
    """What is known of one of those whom it asks."""
    return _show_recipient(request, place, _recipient(place, recipient))


def _act_on_recipient(
    request: HttpRequest,
    place: PetitionPlace,
    recipient: UUID,
    tried: str,
    act: Callable[[Recipient], object],
) -> HttpResponse:
    row = _recipient(place, recipient)
    try:
        act(row)
    except HandoverRefused as refused:
        said = _refused(refused, request.POST.dict(), tried)
        return _show_recipient(
            request, place, _recipient(place, recipient), status=form.status_of(refused), **said
        )
    return HttpResponseRedirect(reverse("desk-recipient", args=[slugs.own(place.petition), recipient]))


@petition_page("editor", "POST")
def office(request: HttpRequest, place: PetitionPlace, recipient: UUID) -> HttpResponse:
    """Its address, and how long it says that an answer takes."""
    typed, by = form.desk(request.POST.dict()), _by(request, place)
    return _act_on_recipient(
        request, place, recipient, "office", lambda row: recipients.describe(row, typed, by=by, now=now())
    )


@petition_page("editor", "POST")
def holder(request: HttpRequest, place: PetitionPlace, recipient: UUID) -> HttpResponse:
    """Who holds it from a day on; or, with `remove`, nobody from that day on."""
    typed, by = request.POST.dict(), _by(request, place)

    def act(row: Recipient) -> None:
        day = form.since(typed)
        if "remove" in typed:
            if day is not None:
                recipients.unhold(row, day, by=by, now=now())
            return
        recipients.hold(row, typed.get("name", ""), day, by=by, now=now())

    return _act_on_recipient(request, place, recipient, "holder", act)


@petition_page("editor", "POST")
def known(request: HttpRequest, place: PetitionPlace, recipient: UUID) -> HttpResponse:
    """Take over what another petition of the team knows of it."""
    by, wanted = _by(request, place), request.POST.get("from", "")

    def act(row: Recipient) -> None:
        other = next((one for one in recipients.known_elsewhere(row) if str(one.public_id) == wanted), None)
        if other is None:
            raise HandoverRefused("no other petition knows it", "gone")
        recipients.copy_known(row, other, by=by, now=now())

    return _act_on_recipient(request, place, recipient, "known", act)


@petition_page("owner", "POST")
def tell(request: HttpRequest, place: PetitionPlace, recipient: UUID) -> HttpResponse:
    """Have the office told of milestones, or no more."""
    by, user, typed = _by(request, place), account(request), request.POST.dict()

    def act(row: Recipient) -> None:
        if "stop" in typed:
            telling_office.tell_no_more(row, by=by, now=now())
        else:
            reply_to = typed.get("reply_to", "").lower()
            telling_office.tell(row, reply_to=reply_to, user=user, by=by, now=now())

    return _act_on_recipient(request, place, recipient, "tell", act)


@petition_page("editor", "GET", "POST")
def handover_new(request: HttpRequest, place: PetitionPlace) -> HttpResponse:
    """Plan a handover; the page's own key makes it one, however often it is sent."""
    typed = request.POST.dict() if request.method == "POST" else request.GET.dict()
    key, said, status = _key(typed.get("key", "")), {}, 200
    asked = recipients.recipients_of(place.petition, now=now())
    if request.method == "POST":
        chosen = next((one for one in asked if str(one.public_id) == typed.get("to")), None)
        try:
            if chosen is None:
                raise HandoverRefused("whom it is for was not said", "gone")
            kept = handing_over.plan(
                place.petition, chosen, form.plan(typed), key=key, by=_by(request, place), now=now()
            )
            return _to_handover(kept)
        except HandoverRefused as refused:
            said, status = _refused(refused, typed, "plan"), form.status_of(refused)
    context = {**_context(place), "recipients": asked, "key": key, "typed": typed, **said}
    return render(request, "desk/handover_new.html", context, status=status)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _to_handover(handover: Handover) -> HttpResponse:
    place = [slugs.own(handover.petition), handover.public_id]
    return HttpResponseRedirect(reverse("desk-handover", args=place))


def _handover(place: PetitionPlace, handover: UUID) -> Handover:
    rows = place.petition.handovers.select_related("recipient", "petition")
    row = rows.filter(public_id=handover).first()
    if row is None:
        raise Http404
    return row


def _show_handover(
    request: HttpRequest, place: PetitionPlace, row: Handover, *, status: int = 200, **said: Any
) -> HttpResponse:
    context = {
        **_context(place),
        "handover": row,
        "reference": reference_of(row),
        "steps": list(steps_of(row.state, place.petition.state, place.membership.role)),
        "plan": form.typed_plan(row),
        "done": form.typed_done(row, today=now().date()),
        "ways": form.WAYS,
        "is_of_an_earlier_ask": row.ask_number < place.petition.ask_number,
        **said,
    }
    return render(request, "desk/handover.html", context, status=status)


@petition_page("viewer", "GET")
def handover(request: HttpRequest, place: PetitionPlace, handover: UUID) -> HttpResponse:
    """One handover, and what may be done with it."""
    return _show_handover(request, place, _handover(place, handover))


@petition_page("editor", "POST")
def handover_act(request: HttpRequest, place: PetitionPlace, handover: UUID, act: str) -> HttpResponse:
    """Change its plan, record it, set that right, call it off, or give it another code."""
    if act == "renew":
        return _renew(request, place, handover)
    if act not in HANDOVER_VERBS:
        raise Http404
    row, typed, by = _handover(place, handover), request.POST.dict(), _by(request, place)
    seen = form.seen(typed)
    try:
        if act == "change":
            handing_over.change(row, form.plan(typed), seen=seen, by=by, now=now())
        elif act == "cancel":
            handing_over.cancel(row, seen=seen, by=by, now=now())
        else:
            record = handing_over.deliver if act == "deliver" else handing_over.correct
            record(row, form.done(typed), seen=seen, by=by, now=now())
    except HandoverRefused as refused:
        place.petition.refresh_from_db()
        row, status = _handover(place, handover), form.status_of(refused)
        return _show_handover(request, place, row, status=status, **_refused(refused, typed, act))
    return _to_handover(row)


def _renew(request: HttpRequest, place: PetitionPlace, handover: UUID) -> HttpResponse:
    """Another code for its first page: whoever has the old one is let in no more."""
    row = _handover(place, handover)
    try:
        if row.state == Handover.State.CANCELLED:
            raise Http404
        claims.renew(row, by=account(request), now=now())
    except AnswerRefused:
        raise Http404 from None
    return _to_handover(row)


@petition_page("viewer", "GET")
def handover_ics(request: HttpRequest, place: PetitionPlace, handover: UUID) -> HttpResponse:  # noqa: ARG001
    """The planned day for the calendars of the team."""
    try:
        return as_calendar(handover_calendar(_handover(place, handover)))
    except ValueError:
        raise Http404 from None
