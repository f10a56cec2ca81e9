"""undersigned mail [retry]: show what waits to leave and what was given up, or try the latter again."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count, Min

from undersigned.mailing.models import Message
from undersigned.mailing.outbox import retry_given_up


class Command(BaseCommand):
    help = "Show what waits to leave and what was given up and why; `retry` tries the latter again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", nargs="?", choices=["show", "retry"], default="show")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "retry":
            self.stdout.write(f"{retry_given_up(now=datetime.now(UTC))} to be tried again")
            return
        lines = [*self.waiting(), *self.given_up()]
        self.stdout.write("\n".join(lines) or "nothing waits and nothing was given up")

    def waiting(self) -> list[str]:
        """A line for each kind and what its last try met."""
        rows = Message.objects.filter(given_up_at=None).values_list("kind", "problem")
        counted = rows.annotate(n=Count("pk"), oldest=Min("created_at"), due=Min("due_at"))
        return [
            f"{n} {kind} waiting since {oldest:%Y-%m-%d %H:%M} UTC"
            + (f", next try {due:%Y-%m-%d %H:%M} UTC: {problem}" if problem else "")
            for kind, problem, n, oldest, due in counted.order_by("kind", "problem")
        ]

    def given_up(self) -> list[str]:
        """A line for each kind and reason, the most frequent first."""
        rows = Message.objects.exclude(given_up_at=None).values_list("kind", "problem")
        counted = rows.annotate(n=Count("pk")).order_by("-n")
        return [f"{n} {kind} given up: {problem}" for kind, problem, n in counted]
