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
            self.stdout.write(f"{retry_given_up(now=datetime.now(UTC))} messages will be tried again")
            return
        waiting = Message.objects.filter(given_up_at=None)
        for kind, n, oldest in (
            waiting.values_list("kind").annotate(n=Count("pk"), oldest=Min("created_at")).order_by("kind")
        ):
            self.stdout.write(f"{n} {kind} waiting, the oldest since {oldest:%Y-%m-%d %H:%M} UTC")
        given_up = Message.objects.exclude(given_up_at=None)
        for kind, problem, n in (
            given_up.values_list("kind", "problem").annotate(n=Count("pk")).order_by("-n")
        ):
            self.stdout.write(f"{n} {kind} given up: {problem}")
        if not waiting.exists() and not given_up.exists():
            self.stdout.write("nothing waits and nothing was given up")
