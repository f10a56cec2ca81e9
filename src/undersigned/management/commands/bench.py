"""undersigned bench: measure the site beside what its database and its server reach alone, on this machine."""

import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.bench.measuring import ROWS, Plan
from undersigned.bench.processes import Trouble
from undersigned.bench.run import QUICK, run

STOPPED = 130  # as a shell tells of Ctrl-C


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


class Command(BaseCommand):
    help = "Measure the site beside what its database and its server reach alone. Touches no data of a site."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="G1 to G5 alone, three runs of 2 s")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures into FILE too")
        parser.add_argument(
            "--grow",
            type=_numbers,
            default=(),
            metavar="10000,1000000",
            help="G6 instead: with so many signatures",
        )
        parser.add_argument(
            "--petitions",
            type=_numbers,
            default=(),
            metavar="10000,100000",
            help="G6 instead: sites of so many petitions",
        )
        parser.add_argument(
            "--rows",
            type=int,
            default=ROWS,
            metavar="1000000",
            help=f"G9: so many signatures are exported ({ROWS:,})",
        )
        parser.add_argument("--only", default="", metavar="G1,G2", help="only these goals")

    def handle(self, *args: Any, **options: Any) -> None:
        only = frozenset(name.strip().upper() for name in options["only"].split(",") if name.strip())
        plan = Plan(only=only, grow=options["grow"], petitions=options["petitions"], rows=options["rows"])
        if options["quick"]:
            plan = replace(plan, rounds=3, seconds=2, only=only or frozenset(QUICK), quick=True)
        try:
            code = run(plan, json_file=options["json"])
        except Trouble as trouble:
            raise SystemExit(f"undersigned: {trouble}") from None
        except KeyboardInterrupt:
            self.stderr.write("undersigned: stopped; nothing is left of the benchmark")
            code = STOPPED
        sys.exit(code)
