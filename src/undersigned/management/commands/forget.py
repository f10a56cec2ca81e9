"""undersigned forget [--dry-run]: delete personal data whose time is over, as the worker does every hour."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.ops.retention import count_due, forget_due
from undersigned.petitions.keeping import on_hold


class Command(BaseCommand):
    help = "Delete personal data whose time is over. The worker does it every hour; this does it now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much would go")

    def handle(self, *args: Any, **options: Any) -> None:
        now = datetime.now(UTC)
        if options["dry_run"]:
            self.write(count_due(now), "due")
        else:
            self.write(forget_due(now), "forgotten")
        if held := on_hold().count():
            self.stdout.write(f"{held} petitions on hold: what they hold stays")
        if not options["dry_run"]:
            self.admit(count_due(now))

    def write(self, numbers: dict[str, int], done: str) -> None:
        """A line for each kind of data."""
        for what, number in numbers.items():
            self.stdout.write(f"{number} {what} {done}")

    def admit(self, left: dict[str, int]) -> None:
        """Exit code 1 if something that was due is still there: what failed was logged."""
        if any(left.values()):
            self.write({what: number for what, number in left.items() if number}, "could not be forgotten")
            sys.exit(1)
