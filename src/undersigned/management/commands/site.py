"""undersigned site [show | set … | logo … | page …]: say who runs the site, how it looks, and write its own pages."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from undersigned.management.prepare import prepare_if_new
from undersigned.site import actions, own_pages
from undersigned.site.actions import LONGEST_PAGE, SiteRefused
from undersigned.site.addresses import base_url
from undersigned.site.identity import why_not_publish
from undersigned.site.logo import LARGEST_FILE
from undersigned.site.models import KeptIdentity, OwnPageVersion

KINDS = OwnPageVersion.Kind.values
NOT_SET = "not set"
FROM_ENVIRONMENT = {"name": "UNDERSIGNED_NAME", "responsible": "UNDERSIGNED_RESPONSIBLE"}


class OneLine(CommandParser):
    """Tells a mistake in its arguments in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        """Told as every other mistake."""
        _refuse(message)


class Command(BaseCommand):
    help = "Say who runs the site, how it looks, and write its own pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", metavar="show | set | logo | page", parser_class=OneLine)
        acts.add_parser("show", help="print what is set, and what is missing to publish")
        setting = acts.add_parser("set", help="set one or more of " + ", ".join(actions.RULES))
        setting.add_argument("values", nargs="+", metavar="name=VALUE", help="name= takes back what was set")
        logo = acts.add_parser("logo", help="show a logo in place of the site's name")
        logo.add_argument("file", nargs="?", metavar="FILE", help="a PNG or JPEG picture")
        logo.add_argument("--remove", action="store_true", help="show the site's name again")
        page = acts.add_parser("page", help="write a new version of an own page")
        # Each kind has a parser of its own, for else no option could stand between KIND and FILE.
        kinds = page.add_subparsers(dest="kind", metavar="KIND", required=True, parser_class=OneLine)
        for kind in KINDS:
            self._add_page_arguments(kinds.add_parser(kind))

    def _add_page_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", default="-", metavar="FILE", help='Markdown; "-" or none reads standard input'
        )
        parser.add_argument(
            "--language", choices=[code for code, _ in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )
        parser.add_argument("--print", action="store_true", help="print the text in force, to begin with")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in getattr(self, options["act"] or "show")(options, datetime.now(UTC)):
                self.stdout.write(line)
        except SiteRefused as refused:
            _refuse(str(refused))

    def show(self, _options: Mapping[str, Any], _now: datetime) -> Iterator[str]:
        """What is set and where it comes from, the pages, and whether petitions may be published."""
        prepare_if_new(lambda _: None)
        row = KeptIdentity.objects.first() or KeptIdentity()
        for matter in actions.RULES:
            yield f"{matter}: {getattr(row, matter) or _default(matter)}"
        yield f"logo: {f'{base_url()}/logo-{row.logo}.png' if row.logo else NOT_SET}"
        for kind in KINDS:
            yield f"page {kind}: {', '.join(_versions(kind)) or 'the ready text'}"
        yield f"publishing: {why_not_publish() or 'allowed'}"

    def set(self, options: Mapping[str, Any], now: datetime) -> Iterator[str]:
        """Set what stands as name=value."""
        typed = dict(_pair(text) for text in options["values"])
        actions.checked(typed)  # before a data folder is made for a mistake
        prepare_if_new(lambda _: None)
        row = actions.set_identity(typed, now=now)
        for matter in typed:
            yield f"{matter}: {getattr(row, matter) or 'no longer set'}"

    def logo(self, options: Mapping[str, Any], now: datetime) -> Iterator[str]:
        """Take a logo, or take it away."""
        if options["remove"] == bool(options["file"]):
            raise SiteRefused("give the logo's FILE, or --remove")
        data = b"" if options["remove"] else _bytes(options["file"], LARGEST_FILE)
        prepare_if_new(lambda _: None)
        if options["remove"]:
            actions.remove_logo(now=now)
            yield "the site's name is shown again"
        else:
            row = actions.set_logo(data, now=now)
            yield f"{base_url()}/logo-{row.logo}.png, {row.logo_width} × {row.logo_height}"

    def page(self, options: Mapping[str, Any], now: datetime) -> Iterator[str]:
        """Print an own page to edit, or write its next version."""
        kind, language, file = options["kind"], options["language"], options["file"]
        if options["print"]:
            prepare_if_new(lambda _: None)
            yield own_pages.text_to_edit(kind, language)
            return
        text = _text(file)
        prepare_if_new(lambda _: None)
        version, is_new = actions.write_page(kind, text, language=language, now=now)
        if not is_new:
            self.stderr.write("undersigned: this text is in force already; nothing was changed")
        yield f"version {version.number}: {base_url()}/{language}/{kind}"


def _default(matter: str) -> str:
    setting = FROM_ENVIRONMENT.get(matter, "")
    value = getattr(settings, setting, "")
    return f"{value} (from {setting})" if value else NOT_SET


def _versions(kind: str) -> Iterator[str]:
    for code, _ in settings.LANGUAGES:
        if version := own_pages.newest(kind, code):
            yield f"{code} version {version.number} of {version.created_at:%Y-%m-%d}"


def _pair(text: str) -> tuple[str, str]:
    matter, sign, value = text.partition("=")
    if not sign:
        raise SiteRefused(f"write name=value, with quotes around a value of several words, not {text!r}")
    return matter.strip(), value


def _text(name: str) -> str:
    try:
        return _bytes(name, LONGEST_PAGE * 4).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SiteRefused(f"{name} is not a text in UTF-8") from None


def _bytes(name: str, most: int) -> bytes:
    """The file, or as much more than `most` as shows that it is too large."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise SiteRefused(f"{name}: {error.strerror or error}") from None


def _refuse(line: str) -> NoReturn:
    sys.stderr.write(f"undersigned: {line}\n")
    sys.exit(2)
