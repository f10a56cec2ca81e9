"""What is done to the site's identity and own pages."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime

from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from undersigned.kit import addresses, env
from undersigned.kit.images import ImageRefused
from undersigned.kit.richtext import markdown_html
from undersigned.site import logo, own_pages, ready
from undersigned.site.colours import DARK, LIGHT
from undersigned.site.identity import kept
from undersigned.site.models import KeptIdentity, OwnPageVersion

LONGEST_PAGE = 100_000  # characters; the slowest Markdown of this length takes a second


class SiteRefused(Exception):
    """Something that cannot be taken; the message is one clear line."""


def _contact(typed: str) -> str:
    try:
        return addresses.clean(typed)
    except addresses.AddressRefused:
        raise ValueError(f"must be an address like petitions@example.org, not {typed!r}") from None


# What may be set, and the rule that each must pass (raises ValueError with the reason).
RULES: Mapping[str, Callable[[str], str]] = {
    "name": env.one_line,
    "responsible": env.one_line,
    "contact": _contact,
    "colour": LIGHT.checked,
    "colour_dark": DARK.checked,
}


def checked(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, put through the rule of each; "" takes back what was set. Raises SiteRefused."""
    values = {}
    for matter, value in typed.items():
        if matter not in RULES:
            raise SiteRefused(f"{matter!r} cannot be set; what can: {', '.join(RULES)}")
        try:
            values[matter] = RULES[matter](value.strip()) if value.strip() else ""
        except ValueError as error:
            raise SiteRefused(f"{matter}: {error}") from None
    return values


def set_identity(typed: Mapping[str, str], *, now: datetime) -> KeptIdentity:
    """Set name, responsible, contact or colours, all or none. Raises SiteRefused."""
    return _keep(checked(typed), now=now)


def set_logo(data: bytes, *, now: datetime) -> KeptIdentity:
    """Show a logo (PNG or JPEG) in place of the site's name. Raises SiteRefused."""
    try:
        stored = logo.store(data, storages["public"])
    except ImageRefused as refused:
        raise SiteRefused(str(refused)) from None
    return _keep({"logo": stored.digest, "logo_width": stored.width, "logo_height": stored.height}, now=now)


def remove_logo(*, now: datetime) -> KeptIdentity:
    """Show the site's name again; the file stays, for pages that caches still hold."""
    return _keep({"logo": ""}, now=now)


def _keep(values: Mapping[str, str | int], *, now: datetime) -> KeptIdentity:
    row, _ = KeptIdentity.objects.update_or_create(
        pk=KeptIdentity.THE_ONE, defaults={**values, "changed_at": now}
    )
    kept.forget()
    return row


def write_page(kind: str, text: str, *, language: str, now: datetime) -> tuple[OwnPageVersion, bool]:
    """A new version of an own page, and whether it is new: the text in force again changes nothing.

    Raises SiteRefused.
    """
    text = _checked_text(text)
    newest = own_pages.newest(kind, language)
    if newest and newest.text == text:
        return newest, False
    try:
        with transaction.atomic():
            version = OwnPageVersion.objects.create(
                kind=kind,
                language=language,
                number=newest.number + 1 if newest else 1,
                text=text,
                html=markdown_html(text),
                created_at=now,
            )
    except IntegrityError:
        raise SiteRefused(
            "somebody else wrote this page at the same moment: look at it, then try again"
        ) from None
    return version, True


def _checked_text(text: str) -> str:
    text = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    if not text:
        raise SiteRefused("the page is empty")
    if len(text) > LONGEST_PAGE:
        raise SiteRefused(f"the page is longer than {LONGEST_PAGE:,} characters")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text.replace("\n", "").replace("\t", "")):
        raise SiteRefused("the page holds control characters: it is no text")
    for number, line in enumerate(text.split("\n"), 1):
        if blank := ready.BLANK.search(line):
            raise SiteRefused(f"line {number} still has a blank to fill in: {blank.group()}")
    return text
