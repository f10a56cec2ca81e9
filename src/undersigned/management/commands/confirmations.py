"""undersigned confirmations SLUG: how many of those who signed confirmed, in which way, and why others did not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.petitions.models import Slug
from undersigned.signing.funnel import funnel


class Command(BaseCommand):
    help = "How many of those who signed confirmed, in which way, and why others did not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the last part of the petition's address")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = Slug.objects.select_related("petition").filter(slug=options["slug"]).first()
        if slug is None:
            raise SystemExit(f"undersigned: no petition has the address /p/{options['slug']}")
        found = funnel(slug.petition)
        lines = [
            ("signed", found.signed),
            ("confirmed by link", found.by_link),
            ("confirmed by code", found.by_code),
            ("of these after the reminder", found.after_reminder),
            ("withdrawn by their signers", found.withdrawn),
            ("taken back before confirming", found.taken_back),
            ("not confirmed yet", found.waiting),
            ("never confirmed", found.expired),
            ("said that it was not them", found.not_me),
            ("could not be reached by mail", found.no_mail),
        ]
        for what, number in lines:
            self.stdout.write(f"{number:>10,}  {what}")
        self.stdout.write(f"{found.rate:>10.0%}  of all who signed have confirmed")
