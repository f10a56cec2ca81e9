"""What a petition's delivery is called on paper: its reference, and the facts that each of its papers begins with."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from undersigned.delivery.legible import breakable
from undersigned.delivery.models import Handover
from undersigned.kit.languages import direction
from undersigned.kit.numbers import day, number
from undersigned.petitions.addressees import joined
from undersigned.petitions.models import Petition
from undersigned.signing.pages import PetitionView
from undersigned.site.identity import identity

Facts = dict[str, Any]


def reference(petition: Petition, handover: Handover | None) -> str:
    """By which office and team speak of it: P12 for the petition, P12-H3 for its third handover."""
    own = f"P{petition.public_number}"
    return f"{own}-H{handover.number}" if handover else own


def words_of(shown: PetitionView, *, to: str = "") -> Facts:
    """What every paper says of the petition, while its language is spoken; `to` is one recipient of several."""
    words = get_language() or "en"
    names = joined([to] if to else shown.addressees, shown.language)
    return {
        "title": shown.title,
        "document": shown.title,
        "language": shown.language,
        "is_rtl": shown.direction == "rtl",
        "words": words,
        "words_are_rtl": direction(words) == "rtl",
        "addressed": wrapped(gettext("To %(who)s") % {"who": names}) if names else "",
        "site": identity().name,
    }


def wrapped(line: str) -> str:
    """A line whose longest words may be broken anywhere, so that none runs off the paper."""
    return " ".join(map(breakable, line.split()))


def in_three(sentence: str, shown: str) -> list[str]:
    """A sentence with <strong>%(shown)s</strong> in it: before, the number, after."""
    before, _, rest = (sentence % {"shown": shown}).partition("<strong>")
    middle, _, after = rest.partition("</strong>")
    return [before, middle, after]


def made_on(now: datetime) -> str:
    """The line that says when a paper was made."""
    return gettext("Made on %(day)s.") % {"day": day(now.date(), get_language() or "en")}


def counted(value: int) -> str:
    """A number as readers of the language that is spoken write it."""
    return number(value, get_language() or "en")
