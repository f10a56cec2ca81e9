"""undersigned forget [--dry-run]: delete personal data whose time is over, as the worker does every hour."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.ops.retention import count_due, forget_due


class Command(BaseCommand):
    help = "Delete personal data whose time is over. The worker does it every hour; this does it now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much would go")

    def handle(self, *args: Any, **options: Any) -> None:
        now = datetime.now(UTC)
        numbers = count_due(now) if options["dry_run"] else forget_due(now)
        for what, number in numbers.items():
            self.stdout.write(f"{number} {what} {'due' if options['dry_run'] else 'forgotten'}")
