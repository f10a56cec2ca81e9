"""undersigned states [--json]: print where a petition can stand, and which verb leads where."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.petitions.life import MOVES, table


class Command(BaseCommand):
    help = "Print where a petition can stand, and which verb leads where."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(table(), indent=2))
            return
        for move in MOVES:
            for start in move.starts:
                who = ", ".join(move.by)
                self.stdout.write(f"{start:<11} {move.verb:<11} {move.leads_to(start):<11} {who}")
