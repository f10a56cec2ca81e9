"""undersigned recount [SLUG …]: compare every number with the signatures it was counted from."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.petitions.models import Petition
from undersigned.signing.recounting import recount


class Command(BaseCommand):
    help = "Compare every number with the signatures it was counted from. Exit code 1 if one differs and is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="only these petitions")
        parser.add_argument("--mend", action="store_true", help="set the numbers right, with a public line")

    def handle(self, *args: Any, **options: Any) -> None:
        petitions = Petition.objects.order_by("pk")
        if options["slugs"]:
            petitions = petitions.filter(slugs__slug__in=options["slugs"]).distinct()
            if petitions.count() < len(set(options["slugs"])):
                raise SystemExit("undersigned: at least one of these is the address of no petition")
        checked = different = 0
        for petition in petitions.iterator():
            checked += 1
            for difference in recount(petition, mend=options["mend"], now=datetime.now(UTC)):
                different += 1
                *_, kind, key = difference.key
                self.stdout.write(
                    f"{petition}: {kind} {key}: counted {difference.counted}, found {difference.found}"
                )
        self.stdout.write(
            f"{checked} petitions compared, {different} numbers {'mended' if options['mend'] else 'differ'}"
        )
        if different and not options["mend"]:
            sys.exit(1)
