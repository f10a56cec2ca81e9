"""undersigned roles [--json]: print who may open which address of the site."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.desk.access import ROLES
from undersigned.desk.roles import table


class Command(BaseCommand):
    help = "Print who may open which address of the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = table()
        if options["json"]:
            self.stdout.write(json.dumps({"urls": rows}, indent=2))
            return
        for row in rows:
            who = "anyone" if row["stranger"] else ", ".join(role for role in ROLES if row[role])
            self.stdout.write(f"{row['method']:<5} {row['path']:<52} {who}")
