"""The page that a recipient reads first: the ask, the number and how it was confirmed, from where, how to answer.

It holds no names. Its language is the petition's.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils.translation import get_language, gettext, ngettext

from undersigned.delivery import codes
from undersigned.delivery.models import Handover
from undersigned.delivery.naming import Facts, counted, in_three, made_on, reference, words_of, wrapped
from undersigned.kit import countries, typesetting
from undersigned.kit.numbers import day
from undersigned.kit.typesetting import without_symbols
from undersigned.petitions.models import Petition
from undersigned.signing import drawings, places
from undersigned.signing.models import Signature, Tally
from undersigned.signing.pages import PetitionView, petition_view
from undersigned.signing.requests import speaking
from undersigned.signing.share import qr_svg, short_url
from undersigned.site.addresses import base_url

TYPST: Final = Path(__file__).parent / "typst"
MOST_COUNTRIES: Final = 6
_Assurance = Signature.Assurance


def pdf(petition: Petition, handover: Handover | None, *, now: datetime) -> bytes:
    """The page as a tagged PDF. Raises PenTaken while too many drawings wait."""
    shown = facts(petition, handover, now=now)
    return drawings.once(lambda: typesetting.pdf(TYPST / "first_page.typ", attempts(shown), now=now))


def attempts(shown: Facts) -> list[Facts]:
    """The facts, and what to draw where no font here has their letters."""
    words = ("title", "ask", "addressed", "site")
    plain = shown | {name: without_symbols(shown[name]) for name in words}
    return [shown, plain, plain | {"title": "", "ask": "", "addressed": ""}]


def by_assurance(petition: Petition) -> dict[int, int]:
    """How many signed what is asked now, by how each is known."""
    rows = Tally.objects.filter(
        petition=petition, ask_number=petition.ask_number, kind=Tally.Kind.TOTAL, key="", signatures__gt=0
    )
    return dict(rows.values_list("assurance", "signatures"))


def facts(petition: Petition, handover: Handover | None, *, now: datetime) -> Facts:
    """What the page says."""
    shown = petition_view(petition, now=now, language=petition.language)
    known = by_assurance(petition)
    with speaking(petition.language):
        no_names = gettext("This page holds no names.")
        signatures = known.get(_Assurance.MAIL, 0)
        sentence = ngettext(
            "<strong>%(shown)s</strong> has signed.", "<strong>%(shown)s</strong> have signed.", signatures
        )
        return (
            words_of(shown, to=handover.recipient.name if handover else "")
            | {
                "ask": shown.ask,
                "count": in_three(sentence, counted(signatures)),
                "confirmed": _confirmed(known),
                "foot": f"{no_names} {made_on(now)}",
            }
            | _places(petition, now=now)
            | _answering(shown, handover)
            | {"facts": _about(petition, handover)}
        )


def _confirmed(known: dict[int, int]) -> list[str]:
    said = {
        _Assurance.MAIL: gettext("Each confirmed through a link in a mail to the signer: %(number)s."),
        _Assurance.PERSONAL_LINK: gettext("Signed through a personal link: %(number)s."),
        _Assurance.PAPER: gettext("Signed on paper, beside these: %(number)s."),
        _Assurance.IMPORTED: gettext("Signed elsewhere and not confirmed here, beside these: %(number)s."),
    }
    return [words % {"number": counted(known[one])} for one, words in said.items() if one in known]


def _places(petition: Petition, *, now: datetime) -> Facts:
    words = get_language() or "en"
    figures = places.by_country(petition, now=now)
    named = [(countries.name(code, words), figure) for code, figure in figures.items() if code]
    note = gettext(
        "Places with few signatures are not shown, and at times others with them, so that nobody is found."
    )
    if not named:
        note = gettext("Too few have signed to say from where without somebody being found.")
    return {
        "places_head": gettext("By country"),
        "country_word": gettext("Country"),
        "signatures_word": gettext("Signatures"),
        "places": [[name, counted(figure)] for name, figure in named[:MOST_COUNTRIES]],
        "places_note": note,
    }


def _answering(shown: PetitionView, handover: Handover | None) -> Facts:
    code = codes.code_of(handover) if handover else ""
    if not code:
        address = short_url(shown)
        return {
            "reply_head": gettext("The petition"),
            "reply_words": "",
            "link": address.partition("://")[2],
            "code_word": "",
            "code": "",
            "qr": qr_svg(address, border=0),
            "qr_words": gettext("QR code: %(address)s") % {"address": address},
        }
    address = f"{base_url()}/reply"
    return {
        "reply_head": gettext("How to answer"),
        "reply_words": gettext(
            "Open this page or scan the code. There you can confirm that the petition arrived, answer it, or ask to "
            "meet."
        ),
        "link": address.partition("://")[2],
        "code_word": gettext("Your code:"),
        "code": codes.shown(code),
        "qr": qr_svg(f"{address}/{codes.shown(code)}", border=0),
        "qr_words": gettext("QR code: %(address)s") % {"address": address},
    }


def _about(petition: Petition, handover: Handover | None) -> list[tuple[str, str]]:
    found = [(gettext("Reference"), reference(petition, handover))]
    if handover and handover.contact:
        found.append((gettext("Contact"), wrapped(handover.contact)))
    if handover and handover.reply_by:
        found.append((gettext("Please answer by"), day(handover.reply_by, get_language() or "en")))
    return found
