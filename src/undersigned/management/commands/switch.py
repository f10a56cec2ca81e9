"""undersigned switch [NAME=VALUE]: say what is switched how on the running site, or move a switch."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.management.prepare import prepare_if_new
from undersigned.ops.audit import COMMAND
from undersigned.ops.switches import SWITCHES, SwitchRefused, switch, switched


class Command(BaseCommand):
    help = "Say what is switched how on the running site, or move a switch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("moves", nargs="*", metavar="NAME=VALUE")

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_if_new(lambda _: None)
        try:
            for move in options["moves"]:
                name, _, value = move.partition("=")
                switch(name, value, actor=COMMAND, now=datetime.now(UTC))
        except SwitchRefused as refused:
            self.stderr.write(f"undersigned: {refused}")
            raise SystemExit(2) from None
        for name, positions in SWITCHES.items():
            others = ", ".join(positions.values)
            self.stdout.write(f"{name}={switched(name)}: {positions.about} ({others})")
