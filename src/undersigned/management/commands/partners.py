"""undersigned partners SLUG: who stands beside a petition's team, and what each has taken along."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.ops.audit import COMMAND
from undersigned.petitions.models import Partner, Petition, Slug
from undersigned.petitions.partnering import part
from undersigned.signing.models import ExportLog


class Command(BaseCommand):
    help = "Say who stands beside a petition's team, and what each has taken along; --end parts from one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the last part of the petition's address")
        parser.add_argument("--end", metavar="NUMBER", type=int, help="part from the one with this number")
        parser.add_argument("--json", action="store_true", help="print the same as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = Slug.objects.select_related("petition").filter(slug=options["slug"]).first()
        if slug is None:
            raise SystemExit(f"undersigned: no petition has the address /p/{options['slug']}")
        if options["end"] is not None:
            _end(slug.petition, options["end"])
        rows = [_told(one) for one in slug.petition.partners.exclude(number=None).order_by("number")]
        if options["json"]:
            self.stdout.write(json.dumps({"partners": rows}, ensure_ascii=False))
            return
        for row in rows:
            until = f" until {row['left_at'][:10]}" if row["left_at"] else ""
            self.stdout.write(
                f"{row['number']:>3}  {row['name']}, since {row['joined_at'][:10]}{until}, "
                f"under notice {row['from_notice']}: {len(row['exports'])} sheets"
            )
        if not rows:
            self.stdout.write("nobody beside its own team")


def _end(petition: Petition, number: int) -> None:
    partner = petition.partners.filter(number=number, state=Partner.State.JOINED).first()
    if partner is None or not part(partner, actor=COMMAND, now=datetime.now(UTC)):
        raise SystemExit(f"undersigned: no partner of this petition has the number {number} now")


def _told(partner: Partner) -> dict[str, Any]:
    # One team may have joined more than once: each row has the sheets of its own time.
    sheets = ExportLog.objects.filter(
        petition=partner.petition_id, team=partner.team_id, began_at__gte=partner.joined_at
    )
    if partner.left_at:
        sheets = sheets.filter(began_at__lte=partner.left_at)
    return {
        "number": partner.number,
        "name": partner.name,
        "url": partner.url,
        "joined_at": _iso(partner.joined_at),
        "left_at": _iso(partner.left_at),
        "from_notice": partner.joined_notice,
        "exports": [
            {
                "at": _iso(sheet.began_at),
                "by": sheet.actor_name,
                "columns": sheet.columns,
                "rows": sheet.rows,
                "wanted": sheet.wanted,
            }
            for sheet in sheets.order_by("began_at", "id")
        ],
    }


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
