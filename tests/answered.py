"""Petitions that were handed over and answered, as rows, for the tests of what follows."""

import itertools
import os
from datetime import date, datetime

from undersigned.delivery.models import Answer, Handover, Recipient
from undersigned.petitions.models import Petition

_NUMBERS = itertools.count(1)


def handed_over(petition: Petition, now: datetime, **facts: object) -> Handover:
    """A handover to the mayor, delivered unless the facts say otherwise."""
    recipient, _ = Recipient.objects.get_or_create(
        petition=petition, name="The Mayor", defaults={"created_at": now}
    )
    own = {"state": Handover.State.DELIVERED, "ask_number": petition.ask_number} | facts
    return Handover.objects.create(
        petition=petition, recipient=recipient, number=next(_NUMBERS), code_digest=os.urandom(16),
        sealed_code=b"", created_at=now, **own,
    )  # fmt: skip


def said(handover: Handover, kind: str, on: date, **facts: object) -> Answer:
    """Something that was said to a petition, published unless the facts say otherwise."""
    own = {"state": Answer.State.PUBLISHED, "ask_number": handover.ask_number, "language": "en"} | facts
    return Answer.objects.create(
        petition=handover.petition, recipient=handover.recipient, handover=handover, number=next(_NUMBERS),
        kind=kind, said_on=on, created_at=handover.created_at, **own,
    )  # fmt: skip


def answered(petition: Petition, now: datetime, kind: str = "replied", **facts: object) -> Answer:
    """An answer to a petition that was handed over the day before."""
    words = {"text": "We will *look* at it.", "html": "<p>We will <em>look</em> at it.</p>"}
    handover = handed_over(petition, now, delivered_on=now.date(), evidence="Receipt 17")
    return said(handover, kind, now.date(), **(words | facts))
