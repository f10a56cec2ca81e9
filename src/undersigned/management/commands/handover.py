"""undersigned handover SLUG: what was handed over to whom and what is planned; plan one, or record one."""

import json
import uuid
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.delivery import handing_over
from undersigned.delivery.course import HandoverRefused
from undersigned.delivery.handing_over import Seen, reference_of
from undersigned.delivery.models import Handover
from undersigned.delivery.planning import Done, Plan
from undersigned.delivery.recipients import recipients_of
from undersigned.petitions.models import Petition, Slug
from undersigned.petitions.moving import OPERATOR


class Command(BaseCommand):
    help = "Say what was handed over to whom and what is planned; --plan plans one, --deliver records one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the last part of the petition's address")
        parser.add_argument("--plan", metavar="NAME", help="plan one to the recipient of this name")
        parser.add_argument("--at", metavar="TIME", help="plan: when, as 2027-01-05T10:30 in UTC")
        parser.add_argument("--place", default="", help="plan: where")
        parser.add_argument("--deliver", metavar="NUMBER", type=int, help="record the one with this number")
        parser.add_argument("--way", choices=Handover.Way.values, help="deliver: how")
        parser.add_argument("--on", metavar="DAY", help="deliver: on which day, as 2027-01-05; today")
        parser.add_argument("--evidence", default="", help="deliver: what shows it")
        parser.add_argument("--json", action="store_true", help="print the same as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = Slug.objects.select_related("petition").filter(slug=options["slug"]).first()
        if slug is None:
            raise SystemExit(f"undersigned: no petition has the address /p/{options['slug']}")
        try:
            if options["plan"] is not None:
                _plan(slug.petition, options)
            if options["deliver"] is not None:
                _deliver(slug.petition, options)
        except HandoverRefused as refused:
            wrong = "".join(f"; {name}: {code}" for name, code in refused.errors.items())
            raise SystemExit(f"undersigned: {refused}{wrong}") from None
        rows = [_told(one) for one in slug.petition.handovers.select_related("recipient", "petition")]
        if options["json"]:
            self.stdout.write(json.dumps({"handovers": rows}, ensure_ascii=False))
            return
        for row in rows:
            day = row["delivered_on"] or row["planned_at"][:10] or "no day"
            count = "" if row["signatures"] is None else f", {row['signatures']} signatures"
            self.stdout.write(f"{row['reference']:<10} {row['state']:<10} {day:<10}  {row['to']}{count}")
        if not rows:
            self.stdout.write("nothing is planned, nothing was handed over")


def _plan(petition: Petition, options: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    asked = {one.name: one for one in recipients_of(petition, now=now)}
    if options["plan"] not in asked:
        raise SystemExit(
            f"undersigned: the petition asks {', '.join(asked) or 'nobody'}, not {options['plan']}"
        )
    plan = Plan(planned_at=_moment(options["at"]), place=options["place"])
    handing_over.plan(petition, asked[options["plan"]], plan, key=uuid.uuid4(), by=OPERATOR, now=now)


def _deliver(petition: Petition, options: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    row = petition.handovers.select_related("recipient", "petition").filter(number=options["deliver"]).first()
    if row is None:
        raise SystemExit(f"undersigned: no handover of this petition has the number {options['deliver']}")
    done = Done(options["way"] or "", _day(options["on"]) or now.date(), options["evidence"])
    seen = Seen(row.version, row.petition.ask_number)
    handing_over.deliver(row, done, seen=seen, by=OPERATOR, now=now)


def _moment(typed: str | None) -> datetime | None:
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise SystemExit(f"undersigned: {typed!r} is no time like 2027-01-05T10:30") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(typed: str | None) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise SystemExit(f"undersigned: {typed!r} is no day like 2027-01-05") from None


def _told(handover: Handover) -> dict[str, Any]:
    return {
        "reference": reference_of(handover),
        "number": handover.number,
        "to": handover.recipient.name,
        "state": handover.state,
        "planned_at": handover.planned_at.isoformat() if handover.planned_at else "",
        "delivered_on": handover.delivered_on.isoformat() if handover.delivered_on else "",
        "way": handover.way,
        "evidence": handover.evidence,
        "signatures": handover.signatures,
        "received_on": handover.received_on.isoformat() if handover.received_on else "",
        "reply_by": handover.reply_by.isoformat() if handover.reply_by else "",
    }
