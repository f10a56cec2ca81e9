"""undersigned hold [SLUG --why TEXT | SLUG --lift]: keep what a petition holds for a legal matter, or no longer."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.petitions.importing import petition_url
from undersigned.petitions.keeping import HoldRefused, hold, lift_hold, on_hold
from undersigned.petitions.models import Petition, Slug


class Command(BaseCommand):
    help = "Keep a petition's personal data from being deleted by itself. Without a petition: list those on hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", help="the last part of the petition's address")
        act = parser.add_mutually_exclusive_group()
        act.add_argument(
            "--why", metavar="TEXT", help="the matter that it is held for; never shown to the public"
        )
        act.add_argument("--lift", action="store_true", help="end the hold")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["slug"] is None:
            if options["why"] or options["lift"]:
                raise SystemExit("undersigned: name the petition by the last part of its address")
            return self.list()
        slug = Slug.objects.select_related("petition").filter(slug=options["slug"]).first()
        if slug is None:
            raise SystemExit(f"undersigned: no petition has the address /p/{options['slug']}")
        if not options["lift"] and options["why"] is None:
            raise SystemExit("undersigned: say --why it is held, or --lift the hold")
        try:
            self.stdout.write(self.act(slug.petition, options["why"]))
        except HoldRefused as refused:
            raise SystemExit(f"undersigned: {refused}") from None
        return None

    def act(self, petition: Petition, why: str | None) -> str:
        """Hold for a reason, or lift without one; the line to print."""
        if why is None:
            return f"no longer on hold: {petition_url(lift_hold(petition))}"
        return f"on hold: {petition_url(hold(petition, why=why, now=datetime.now(UTC)))}"

    def list(self) -> None:
        """A line for each petition on hold."""
        held = on_hold()
        for petition in held:
            since = f"{petition.held_at:%Y-%m-%d}"
            self.stdout.write(f"{petition_url(petition)} since {since}: {petition.held_because}")
        if not held:
            self.stdout.write("no petition is on hold")
