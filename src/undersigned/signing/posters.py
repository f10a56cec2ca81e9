"""The poster to print: A4, with the code that leads to the petition, in the text's language."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import get_language, gettext

from undersigned.kit import typesetting
from undersigned.kit.languages import direction
from undersigned.signing import drawings
from undersigned.signing.cards import words_of
from undersigned.signing.drawings import Facts
from undersigned.signing.pages import PetitionView
from undersigned.signing.requests import speaking
from undersigned.signing.share import qr_svg, short_url

SOURCE: Final = "poster.typ"


def facts(petition: PetitionView) -> Facts:
    """What the poster says; no number, which would be old before the paper is."""
    address = short_url(petition)
    with speaking(petition.language):
        shown = words_of(petition)
        by = gettext("Started by %(who)s") % {"who": petition.started_by}
        words = get_language() or settings.LANGUAGE_CODE
        return shown | {
            "words": words,
            "words_are_rtl": direction(words) == "rtl",
            "document": petition.title,
            "act": gettext("Sign this petition"),
            "address": address.partition("://")[2],
            "foot": by if petition.started_by == shown["site"] else f"{by} · {shown['site']}",
            "qr": qr_svg(address, border=0),
            "qr_words": gettext("QR code: %(address)s") % {"address": address},
        }


def draw(shown: Facts, *, now: datetime) -> bytes:
    """The poster as PDF."""
    return typesetting.pdf(drawings.SOURCES / SOURCE, drawings.attempts(shown), now=now)
