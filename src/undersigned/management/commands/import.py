"""undersigned import FILE: make a petition of a text or Markdown document (or of standard input)."""

import json
import re
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from undersigned.kit import countries
from undersigned.management.prepare import prepare_if_new
from undersigned.people.actions import site_team
from undersigned.petitions.document import Document, DocumentRefused, read
from undersigned.petitions.importing import Imported, as_json, import_document, petition_url
from undersigned.petitions.models import Notice
from undersigned.petitions.pictures import LARGEST_FILE, PictureRefused

LARGEST = 1024 * 1024
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Command(BaseCommand):
    help = "Make a petition of a plain-text or Markdown document and print its address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE",
            nargs="?",
            default="-",
            help='the document; "-" or none reads standard input',
        )
        parser.add_argument("--draft", action="store_true", help="do not open it for signatures yet")
        parser.add_argument(
            "--markdown", action="store_true", help="read Markdown (taken for granted for .md)"
        )
        parser.add_argument("--dated", metavar="YYYY-MM", default="", help='show "Text of March 2021"')
        parser.add_argument("--country", metavar="GB", default="", help="the country that the form presets")
        parser.add_argument("--postcode", action="store_true", help="ask signers for their postcode")
        parser.add_argument(
            "--hands-over",
            choices=Notice.HandsOver.values,
            default=Notice.HandsOver.NUMBER,
            help="what the addressee gets: the number (default), names, or names and places",
        )
        parser.add_argument("--picture", metavar="FILE", help="a JPEG, PNG or WebP picture for the page")
        parser.add_argument(
            "--picture-alt", metavar="TEXT", default="", help="what the picture shows, in words"
        )
        parser.add_argument("--json", action="store_true", help="print what was read as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        self._check(options)
        data = self._bytes(options["file"], LARGEST)
        is_markdown = options["markdown"] or options["file"].lower().endswith((".md", ".markdown"))
        try:
            document = read(data, markdown=is_markdown)
        except DocumentRefused as refused:
            self._refuse(f"{options['file']}: {refused}")
        prepare_if_new(lambda _: None)
        try:
            imported = self._imported(data, document, options)
        except PictureRefused as refused:
            self._refuse(f"{options['picture']}: {refused}")
        if not imported.is_new:
            self.stderr.write("undersigned: this document was imported before; nothing was changed")
        elif imported.why_draft:
            self.stderr.write(f"undersigned: it stays a draft ({imported.why_draft})")
        petition = imported.petition
        result = (
            json.dumps(as_json(petition), ensure_ascii=False) if options["json"] else petition_url(petition)
        )
        self.stdout.write(result)

    def _imported(self, data: bytes, document: Document, options: dict[str, Any]) -> Imported:
        now, picture = datetime.now(UTC), options["picture"]
        return import_document(
            data,
            document,
            team=site_team(now=now),
            as_draft=options["draft"],
            now=now,
            picture=(self._bytes(picture, LARGEST_FILE), options["picture_alt"]) if picture else None,
            hands_over=options["hands_over"],
            country=options["country"].upper(),
            text_dated=options["dated"],
            asks_postal_code=options["postcode"],
        )

    def _check(self, options: dict[str, Any]) -> None:
        if options["dated"] and not _MONTH.fullmatch(options["dated"]):
            self._refuse(f"--dated is a month like 2021-03, not {options['dated']!r}")
        if options["country"] and options["country"].upper() not in countries.CODES:
            self._refuse(f"--country is a code of two letters like GB, not {options['country']!r}")

        if options["picture"] and not options["picture_alt"].strip():
            self._refuse("--picture needs --picture-alt: what it shows, for those who do not see it")

    def _bytes(self, name: str, most: int) -> bytes:
        try:
            if name == "-":
                return sys.stdin.buffer.read(most + 1)
            with Path(name).open("rb") as file:
                return file.read(most + 1)
        except OSError as error:
            self._refuse(f"{name}: {error.strerror or error}")

    def _refuse(self, line: str) -> NoReturn:
        sys.stderr.write(f"undersigned: {line}\n")
        sys.exit(2)
