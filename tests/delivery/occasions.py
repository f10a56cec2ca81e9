"""Handovers for the tests: ada's petition asks the council, and somebody of its team plans and records."""

import uuid
from datetime import datetime, timedelta

from undersigned.delivery import handing_over
from undersigned.delivery.handing_over import Seen
from undersigned.delivery.models import Handover, Recipient
from undersigned.delivery.planning import Done, Plan
from undersigned.delivery.recipients import recipients_of
from undersigned.ops.audit import Actor
from undersigned.petitions.models import Petition
from undersigned.petitions.moving import By

EDITOR, OWNER = (By(role, Actor(None, "ada")) for role in ("editor", "owner"))


def council(petition: Petition, now: datetime) -> Recipient:
    """Whom ada's petition asks."""
    return recipients_of(petition, now=now)[0]


def planned(petition: Petition, now: datetime, **typed: object) -> Handover:
    """In a week, at the town hall."""
    own = Plan(planned_at=now + timedelta(days=7), place="Town hall")._replace(**typed)  # type: ignore[arg-type]
    return handing_over.plan(petition, council(petition, now), own, key=uuid.uuid4(), by=EDITOR, now=now)


def seen(handover: Handover) -> Seen:
    """What a form shows that is opened now."""
    row = Handover.objects.select_related("petition").get(pk=handover.pk)
    return Seen(row.version, row.petition.ask_number)


def delivered(handover: Handover, now: datetime, **typed: object) -> Handover:
    """Today, by post, with a receipt."""
    own = Done("by-post", now.date(), "Receipt 17")._replace(**typed)  # type: ignore[arg-type]
    return handing_over.deliver(handover, own, seen=seen(handover), by=EDITOR, now=now)
