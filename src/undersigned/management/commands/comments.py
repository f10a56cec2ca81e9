"""undersigned comments SLUG: read what signers say, and approve or refuse to show it beside their names."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from undersigned.petitions.models import Petition, Slug
from undersigned.signing import reasons
from undersigned.signing.reasons import Comment

LISTED = 100


class Command(BaseCommand):
    help = "Read what signers say, and approve or refuse to show it beside their names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the last part of the petition's address")
        parser.add_argument("--approve", nargs="+", default=[], metavar="REF", help="show these comments")
        parser.add_argument("--refuse", nargs="+", default=[], metavar="REF", help="hide these for good")
        parser.add_argument("--approved", action="store_true", help="list what is shown, newest first")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = Slug.objects.select_related("petition").filter(slug=options["slug"]).first()
        if slug is None:
            raise SystemExit(f"undersigned: no petition has the address /p/{options['slug']}")
        if options["approve"] or options["refuse"]:
            self.decide(slug.petition, options)
        else:
            self.list(slug.petition, options)

    def decide(self, petition: Petition, options: dict[str, Any]) -> None:
        """Carry out the decisions and say how many; exit code 1 if a reference names no such comment."""
        refused = reasons.refuse(petition, options["refuse"])
        approved = reasons.approve(petition, options["approve"])
        unknown = sorted({*options["approve"], *options["refuse"]} - refused - approved)
        if options["json"]:
            told = {"approved": sorted(approved), "refused": sorted(refused), "unknown": unknown}
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self.stdout.write(f"{len(approved)} approved, {len(refused)} refused")
        for reference in unknown:
            self.stderr.write(f"undersigned: no comment waits as {reference!a}")
        if unknown:
            sys.exit(1)

    def list(self, petition: Petition, options: dict[str, Any]) -> None:
        """The comments that wait, oldest first, or those that are shown."""
        rows = reasons.approved(petition) if options["approved"] else reasons.waiting(petition)
        listed = reasons.comments(rows[:LISTED])
        if options["json"]:
            shown = [asdict(comment) for comment in listed]
            self.stdout.write(json.dumps(shown, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
            return
        for comment in listed:
            self.stdout.write(f"{_told(comment)}\n")
        number = rows.count()
        what = "shown" if options["approved"] else "waiting"
        left = f"; these are the first {LISTED}" if number > LISTED else ""
        self.stdout.write(f"{number} {what}{left}")


def _told(comment: Comment) -> str:
    """A comment for a terminal; every line of it is set in, so that none is taken for a line of the list."""
    head = (
        f"{comment.reference}  {comment.confirmed_at:%Y-%m-%d %H:%M} UTC  {comment.name}, {comment.country}"
    )
    return "\n    ".join([head, *comment.text.split("\n")])
