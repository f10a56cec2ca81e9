"""Ways to pass a petition on: plain links that open the reader's own programs, nothing loaded from elsewhere.

Each address says by `?s=` which way it went, and nothing of who sent it: it is the same for everyone.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import segno
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext

from undersigned.signing.pages import PetitionView
from undersigned.site.addresses import base_url


@dataclass(frozen=True, slots=True)
class ShareLink:
    """One way: its kind (the source code), its name, where it leads."""

    kind: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """What stands under "pass it on": the links, what to copy, what the system's own sheet gets, code and poster."""

    links: list[ShareLink]
    words: str
    title: str
    address: str
    sheet_address: str
    qr: str
    poster: str


def sharing(petition: PetitionView, *, has_signed: bool) -> Sharing:
    """The ways in the order in which people use them on a phone, with words that are true of the reader."""
    words = _words(petition.title, has_signed=has_signed)

    def text(source: str) -> str:
        return quote(f"{words} {address(petition, source)}", safe="")

    subject = quote(petition.title, safe="")
    return Sharing(
        links=[
            ShareLink("whatsapp", "WhatsApp", f"https://wa.me/?text={text('whatsapp')}"),
            ShareLink("mail", gettext("E-mail"), f"mailto:?subject={subject}&body={text('mail')}"),
            ShareLink("sms", gettext("Text message"), f"sms:?&body={text('sms')}"),
        ],
        words=words,
        title=petition.title,
        address=address(petition, "copy"),
        sheet_address=address(petition, "sheet"),
        qr=reverse("qr", args=[petition.slug]),
        poster=reverse("poster", args=[petition.slug]),
    )


def _words(title: str, *, has_signed: bool) -> str:
    if has_signed:
        return gettext("I signed this petition: %(title)s") % {"title": title}
    return gettext("Have a look at this petition: %(title)s") % {"title": title}


def address(petition: PetitionView, source: str) -> str:
    """The petition's page with a source code, in letters that every program takes for an address."""
    return f"{iri_to_uri(petition.absolute_url)}?s={source}"


def short_url(petition: PetitionView) -> str:
    """The address that holds for ever, whatever the title becomes, for codes and for typing it from paper."""
    if petition.language == petition.own_language:
        path = reverse("short", args=[petition.public_number])
    else:
        path = reverse("short-in", args=[petition.public_number, petition.language])
    return f"{base_url()}{path}"


@lru_cache(256)
def qr_svg(address: str, *, border: int = 4) -> str:
    """A QR code as SVG, in black on white whatever the paper; `border` in modules, of which readers need four."""
    written = io.BytesIO()
    code = segno.make(address, micro=False, error="m")
    code.save(
        written,
        kind="svg",
        border=border,
        light="#ffffff",
        xmldecl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return written.getvalue().decode()
