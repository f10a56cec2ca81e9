"""How a petition stands with whom it asks: found in its handovers and answers, and written down for every page."""

from datetime import date

from undersigned.delivery.models import Answer, Handover
from undersigned.petitions.life import Answered, Delivered
from undersigned.petitions.models import Petition
from undersigned.petitions.silence import silent_days

__all__ = ["locked", "noticed_on", "settle", "silent_days"]
_FARTHEST = (Handover.State.RECEIVED, Handover.State.DELIVERED, Handover.State.PLANNED)
_ANSWERS = {
    Answer.Kind.REPLIED: Answered.REPLIED,
    Answer.Kind.PROMISED: Answered.PROMISED,
    Answer.Kind.REFUSED: Answered.REFUSED,
}


def settle(petition: Petition) -> Petition:
    """Write down how far it is, since when they can be shown to know, and what they last said.

    Called in the transaction of whatever changed a handover or an answer; written anew from all of them, so that it is
    the same whatever came first. Only what was asked last counts: of an earlier ask nothing was said to this one.
    The petition is held before its handovers, in this order everywhere: two who change it never wait in a circle.
    """
    locked(petition)
    handovers = list(
        Handover.objects.select_for_update().filter(petition=petition, ask_number=petition.ask_number)
    )
    states = {one.state for one in handovers}
    answer = _last_answer(petition)
    facts = {
        "delivered": next((Delivered(state).value for state in _FARTHEST if state in states), ""),
        "noticed_on": min(filter(None, map(noticed_on, handovers)), default=None),
        "answered": _ANSWERS[Answer.Kind(answer.kind)].value if answer else "",
        "answered_on": answer.said_on if answer else None,
    }
    Petition.objects.filter(pk=petition.pk).update(**facts)
    for name, value in facts.items():
        setattr(petition, name, value)
    return petition


def locked(petition: Petition) -> Petition:
    """The petition as it is now, held until the transaction ends; who signs meanwhile does not wait for it."""
    return Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)


def noticed_on(handover: Handover) -> date | None:
    """Since when it can be shown that a recipient knows: the team has something that shows it, or they say so."""
    shown = handover.delivered_on if handover.evidence else None
    return min(filter(None, (shown, handover.received_on)), default=None)


def _last_answer(petition: Petition) -> Answer | None:
    """The latest of those that say something to what is asked now."""
    said = Answer.objects.filter(
        petition=petition,
        ask_number=petition.ask_number,
        state=Answer.State.PUBLISHED,
        kind__in=list(_ANSWERS),
    )
    return said.order_by("said_on", "number").last()
