"""undersigned pack SLUG OUT.zip: what is handed over with a petition, as one file."""

import hashlib
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from getpass import getuser
from typing import Any

from django.core.management.base import BaseCommand

from undersigned.delivery import packs
from undersigned.delivery.models import Handover
from undersigned.delivery.packing import Wanted, packed
from undersigned.kit import age
from undersigned.management.commands.export import new_file, refuse
from undersigned.ops import audit
from undersigned.petitions.models import Petition, Slug
from undersigned.signing.export.sheets import Asking


class Command(BaseCommand):
    help = "Write what is handed over with a petition, open or closed, into one ZIP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the petition's address, without /p/")
        parser.add_argument("out", metavar="OUT.zip", help='a new file; "-" writes standard output')
        parser.add_argument(
            "--handover", metavar="N", type=int, help="the number of the handover that the papers speak of"
        )
        parser.add_argument(
            "--without-scripts",
            action="store_true",
            help="leave verify.py out, for offices that let no program in",
        )
        parser.add_argument("--lock-to", metavar="KEY", default="", help="lock it to an age key, like age1…")

    def handle(self, *args: Any, **options: Any) -> None:
        known = Slug.objects.select_related("petition__team").filter(slug=options["slug"]).first()
        if known is None:
            refuse(f"no petition has the address /p/{options['slug']}")
        petition = known.petition
        if petition.is_unseen:
            refuse("nobody but its team has seen this petition: there is nothing to hand over")
        try:
            key = age.recipient(options["lock_to"]) if options["lock_to"] else ""
        except age.KeyRefused as refused:
            refuse(f"--lock-to: {refused}")
        handover = _handover(petition, options["handover"])
        wanted = Wanted(handover, has_scripts=not options["without_scripts"], locked_to=key)
        now, who = datetime.now(UTC), f"undersigned pack ({getuser()})"[:120]
        digest, size = hashlib.sha256(), 0
        with new_file(options["out"]) as out, packed(petition, wanted, asking=Asking(who), now=now) as made:
            for piece in made.pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        actor = audit.Actor(None, who)
        packs.note_taken(petition, wanted, made, actor=actor, sha256=digest.hexdigest(), size=size, now=now)
        book = f", {made.pages} pages" if made.pages else ""
        told = sys.stderr if options["out"] == "-" else sys.stdout
        told.write(f"{options['out']}: {made.signatures} signatures{book}\n")


def _handover(petition: Petition, number: int | None) -> Handover | None:
    if number is None:
        return None
    found = Handover.objects.select_related("recipient").filter(petition=petition, number=number).first()
    if found is None:
        refuse(f"the petition has no handover {number}")
    return found
