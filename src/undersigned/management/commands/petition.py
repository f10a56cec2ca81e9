"""undersigned petition VERB SLUG: move a petition through its life (publish, pause, resume, close)."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.petitions import actions
from undersigned.petitions.importing import petition_url
from undersigned.petitions.life import VERBS, MoveRefused
from undersigned.petitions.models import Slug


class Command(BaseCommand):
    help = "Move a petition through its life."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=VERBS)
        parser.add_argument("slug", help="the last part of the petition's address")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = Slug.objects.select_related("petition").filter(slug=options["slug"]).first()
        if slug is None:
            raise SystemExit(f"undersigned: no petition has the address /p/{options['slug']}")
        try:
            petition = getattr(actions, options["verb"])(slug.petition, now=datetime.now(UTC))
        except MoveRefused as refused:
            raise SystemExit(f"undersigned: {refused}") from None
        self.stdout.write(f"{petition.state}: {petition_url(petition)}")
