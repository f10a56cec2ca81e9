"""undersigned import FILE: make a petition of a document, or read one that was exported elsewhere."""

import json
import re
import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, cast

from django.core.management.base import BaseCommand

from undersigned.kit import countries, languages
from undersigned.kit.locked import LONGEST_LINE, is_locked
from undersigned.management.passphrase import passphrase_in
from undersigned.management.prepare import prepare_if_new
from undersigned.people.actions import site_team
from undersigned.petitions.document import Document, DocumentRefused, read
from undersigned.petitions.importing import Imported, as_json, import_document, petition_url
from undersigned.petitions.models import Notice, Petition, Slug
from undersigned.petitions.pictures import LARGEST_FILE, PictureRefused
from undersigned.petitions.translating import TranslationRefused, add_translation
from undersigned.signing.archive import reading

LARGEST = 1024 * 1024
# What a petition has once, whatever the languages of its text.
OF_A_PETITION = ("draft", "dated", "country", "postcode", "hands_over", "picture")
OF_A_DOCUMENT = (*OF_A_PETITION, "markdown", "picture_alt", "translation_of", "language")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Command(BaseCommand):
    help = "Make a petition of a document, or of an archive from another site, and print its address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE",
            nargs="?",
            default="-",
            help='the document or archive; "-" or none reads standard input',
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
            help="what the addressee gets: the number (default), names, or names and places",
        )
        parser.add_argument("--picture", metavar="FILE", help="a JPEG, PNG or WebP picture for the page")
        parser.add_argument(
            "--picture-alt", metavar="TEXT", default="", help="what the picture shows, in words"
        )
        parser.add_argument(
            "--translation-of", metavar="SLUG", default="", help="add it to a petition in another language"
        )
        parser.add_argument(
            "--language", metavar="fr", default="", help="what it is written in, where its words do not tell"
        )
        parser.add_argument(
            "--passphrase",
            metavar="FILE",
            help="the file with an archive's passphrase; without it you are asked",
        )
        parser.add_argument("--json", action="store_true", help="print what was read as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        self._check(options)
        with self._opened(options["file"]) as file:
            if is_locked(file.peek(LONGEST_LINE)):
                self._arrive(file, options)
                return
            data = self._read(file, options["file"], LARGEST)
        self._make(data, options)

    def _arrive(self, file: BinaryIO, options: dict[str, Any]) -> None:
        """Read an archive that was exported elsewhere."""
        if given := [name for name in OF_A_DOCUMENT if options[name]]:
            self._refuse(
                f"--{given[0].replace('_', '-')} is for documents: an archive holds all of its petition"
            )
        passphrase = passphrase_in(options["passphrase"], may_ask=options["file"] != "-")
        try:
            arrived = reading.arrive(
                file,
                passphrase=passphrase,
                now=datetime.now(UTC),
                prepare=lambda: prepare_if_new(lambda _: None),
            )
        except (reading.ArchiveRefused, OSError) as refused:
            self._refuse(f"{options['file']}: {refused}")
        for line in arrived.told:
            self.stderr.write(f"undersigned: {line}")
        if not arrived.is_new:
            self.stderr.write("undersigned: this petition is here already; nothing was changed")
        self._print(arrived.petition, "", options)

    def _make(self, data: bytes, options: dict[str, Any]) -> None:
        """Make a petition of a document, or add a text to one."""
        if options["passphrase"]:
            self._refuse("--passphrase is for archives, and this is none")
        is_markdown = options["markdown"] or options["file"].lower().endswith((".md", ".markdown"))
        try:
            document = read(data, markdown=is_markdown)
        except DocumentRefused as refused:
            self._refuse(f"{options['file']}: {refused}")
        document = replace(document, language=languages.known(options["language"]) or document.language)
        prepare_if_new(lambda _: None)
        if options["translation_of"]:
            self._print(self._translated(document, options["translation_of"]), document.language, options)
        else:
            self._print(self._imported(data, document, options), "", options)

    def _print(self, petition: Petition, language: str, options: dict[str, Any]) -> None:
        result = (
            json.dumps(as_json(petition, language), ensure_ascii=False)
            if options["json"]
            else petition_url(petition, language)
        )
        self.stdout.write(result)

    def _translated(self, document: Document, slug: str) -> Petition:
        known = Slug.objects.select_related("petition").filter(slug=slug).first()
        if known is None:
            self._refuse(f"no petition has the address /p/{slug}")
        try:
            add_translation(known.petition, document, language=document.language, now=datetime.now(UTC))
        except TranslationRefused as refused:
            self._refuse(str(refused))
        return known.petition

    def _imported(self, data: bytes, document: Document, options: dict[str, Any]) -> Petition:
        try:
            imported = self._import(data, document, options)
        except PictureRefused as refused:
            self._refuse(f"{options['picture']}: {refused}")
        if not imported.is_new:
            self.stderr.write("undersigned: this document was imported before; nothing was changed")
        elif imported.why_draft:
            self.stderr.write(f"undersigned: it stays a draft ({imported.why_draft})")
        return imported.petition

    def _import(self, data: bytes, document: Document, options: dict[str, Any]) -> Imported:
        now, picture = datetime.now(UTC), options["picture"]
        return import_document(
            data,
            document,
            team=site_team(now=now),
            as_draft=options["draft"],
            now=now,
            picture=(self._bytes(picture, LARGEST_FILE), options["picture_alt"]) if picture else None,
            hands_over=options["hands_over"] or Notice.HandsOver.NUMBER,
            country=options["country"].upper(),
            text_dated=options["dated"],
            asks_postal_code=options["postcode"],
        )

    def _check(self, options: dict[str, Any]) -> None:
        if options["dated"] and not _MONTH.fullmatch(options["dated"]):
            self._refuse(f"--dated is a month like 2021-03, not {options['dated']!r}")
        if options["country"] and options["country"].upper() not in countries.CODES:
            self._refuse(f"--country is a code of two letters like GB, not {options['country']!r}")
        if options["language"] and not languages.known(options["language"]):
            self._refuse(f"--language is a code like fr or zh-hant, not {options['language']!r}")
        if options["translation_of"] and any(options[name] for name in OF_A_PETITION):
            self._refuse("--translation-of adds a text and nothing else: leave out what the petition has")
        if options["picture"] and not options["picture_alt"].strip():
            self._refuse("--picture needs --picture-alt: what it shows, for those who do not see it")

    def _bytes(self, name: str, most: int) -> bytes:
        with self._opened(name) as file:
            return self._read(file, name, most)

    def _opened(self, name: str) -> BufferedReader:
        try:
            return cast("BufferedReader", sys.stdin.buffer if name == "-" else Path(name).open("rb"))
        except OSError as error:
            self._refuse(f"{name}: {error.strerror or error}")

    def _read(self, file: BinaryIO, name: str, most: int) -> bytes:
        try:
            return file.read(most + 1)
        except OSError as error:
            self._refuse(f"{name}: {error.strerror or error}")

    def _refuse(self, line: str) -> NoReturn:
        sys.stderr.write(f"undersigned: {line}\n")
        sys.exit(2)
