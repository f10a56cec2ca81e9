"""undersigned export SLUG: all of a petition as an archive, or its signatures as a sheet (--csv, --xlsx)."""

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from django.core.management.base import BaseCommand

from undersigned.kit.locked import LockRefused, new_passphrase
from undersigned.management.passphrase import passphrase_in
from undersigned.petitions.models import Petition, Slug
from undersigned.signing.archive import writing
from undersigned.signing.export import sheets, spreadsheet
from undersigned.signing.export.columns import Column, ColumnsRefused, columns_of
from undersigned.signing.export.questions import columns_asked
from undersigned.signing.models import Signature

STATES: dict[str, tuple[int, ...]] = {state.name.lower(): (state.value,) for state in Signature.State}
STATES["all"] = tuple(state.value for state in Signature.State)


class Command(BaseCommand):
    help = "Write all of a petition into a locked archive, or its signatures as CSV or XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the petition's address, without /p/")
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument(
            "--archive", metavar="FILE", help='a new file (SLUG.undersigned); "-" writes standard output'
        )
        parser.add_argument(
            "--passphrase",
            metavar="FILE",
            help="the file with the archive's passphrase; without it one is made",
        )
        kind.add_argument("--csv", metavar="FILE", help='a new file; "-" writes standard output')
        kind.add_argument("--xlsx", metavar="FILE", help='a new file; "-" writes standard output')
        parser.add_argument(
            "--columns",
            default="delivery",
            help="delivery (default), action-network, mailchimp, civicrm, or columns joined by commas",
        )
        parser.add_argument("--state", choices=list(STATES), default="confirmed", help="which signatures")
        parser.add_argument(
            "--every-ask", action="store_true", help="also those who signed what was asked before"
        )
        parser.add_argument(
            "--bom", action="store_true", help="begin the CSV with a byte order mark, for Excel"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        known = Slug.objects.select_related("petition__team").filter(slug=options["slug"]).first()
        if known is None:
            refuse(f"no petition has the address /p/{options['slug']}")
        try:
            if options["csv"] or options["xlsx"]:
                columns = columns_of(options["columns"], columns_asked(known.petition))
                self._write(known.petition, columns, options)
            else:
                self._write_archive(known.petition, options)
        except (ColumnsRefused, sheets.ExportRefused, LockRefused) as refused:
            refuse(str(refused))

    def _write_archive(self, petition: Petition, options: dict[str, Any]) -> None:
        name = options["archive"] or f"{options['slug']}.undersigned"
        given = passphrase_in(options["passphrase"]) if options["passphrase"] else ""
        passphrase = given or new_passphrase()
        asking = sheets.Asking(name=f"undersigned export ({getuser()})"[:120], is_staff=True)
        with new_file(name) as out:
            for piece in writing.write(petition, passphrase=passphrase, asking=asking, now=datetime.now(UTC)):
                out.write(piece)
        if not given:
            self.stderr.write(f"undersigned: the passphrase of {name}, which is kept nowhere: {passphrase}")
        if name != "-":
            self.stdout.write(name)

    def _write(self, petition: Petition, columns: tuple[Column, ...], options: dict[str, Any]) -> None:
        about: dict[str, Any] = {
            "asking": sheets.Asking(name=f"undersigned export ({getuser()})"[:120], is_staff=True),
            "now": datetime.now(UTC),
            "states": STATES[options["state"]],
            "every_ask": options["every_ask"],
        }
        if options["csv"]:
            with new_file(options["csv"]) as out:
                for piece in sheets.rows(petition, columns, bom=options["bom"], **about):
                    out.write(piece)
            return
        with new_file(options["xlsx"]) as out, tempfile.TemporaryDirectory() as folder:
            book = Path(folder) / "book.xlsx"
            spreadsheet.write(book, columns, sheets.blocks_of(petition, columns, kind="xlsx", **about))
            with book.open("rb") as file:
                while piece := file.read(65536):
                    out.write(piece)


@contextmanager
def new_file(name: str) -> Iterator[BinaryIO]:
    """A file that only its owner may read, and that was not there before; gone again if what writes it fails."""
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        refuse(f"{name}: {error.strerror or error}")
    try:
        with path.open("wb") as file:
            yield file
    except BaseException:
        path.unlink()
        raise


def refuse(line: str) -> NoReturn:
    """End with one line on stderr."""
    sys.stderr.write(f"undersigned: {line}\n")
    sys.exit(2)
