"""undersigned petition VERB SLUG: move a petition through its life, by any verb of `undersigned states`."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.petitions import verbs
from undersigned.petitions.importing import petition_url
from undersigned.petitions.life import VERBS, MoveRefused, Outcome
from undersigned.petitions.models import Slug
from undersigned.petitions.moving import OPERATOR


class Command(BaseCommand):
    help = "Move a petition through its life."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=VERBS)
        parser.add_argument("slug", help="the last part of the petition's address")
        parser.add_argument(
            "--at", metavar="TIME", help="schedule, close-on: when, as 2026-12-01T09:00 in UTC; or never"
        )
        parser.add_argument("--outcome", choices=Outcome.values, help="declare: what became of it")
        parser.add_argument("--story", help="declare: what happened, in Markdown")
        parser.add_argument("--why", help="refuse, take-down: the reason")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = Slug.objects.select_related("petition").filter(slug=options["slug"]).first()
        if slug is None:
            raise SystemExit(f"undersigned: no petition has the address /p/{options['slug']}")
        said = verbs.Said(
            at=_moment(options["at"] or ""),
            outcome=options["outcome"] or "",
            text=options["story"] or options["why"] or "",
        )
        try:
            petition = verbs.do(slug.petition, options["verb"], said, by=OPERATOR, now=datetime.now(UTC))
        except MoveRefused as refused:
            raise SystemExit(f"undersigned: {refused}") from None
        self.stdout.write(f"{petition.state}: {petition_url(petition)}")


def _moment(typed: str) -> datetime | None:
    if typed in ("", "never"):
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise SystemExit(f"undersigned: {typed!r} is no time like 2026-12-01T09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
