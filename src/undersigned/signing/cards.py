"""The picture that chats show beside a shared address: title, addressee, count and goal, in the text's language."""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from undersigned.kit import goals, typesetting
from undersigned.kit.languages import direction
from undersigned.kit.numbers import number
from undersigned.petitions.addressees import joined
from undersigned.signing import drawings
from undersigned.signing.drawings import Facts
from undersigned.signing.pages import CountView, PetitionView
from undersigned.signing.requests import speaking
from undersigned.site.addresses import base_url
from undersigned.site.identity import identity

WIDTH, HEIGHT = 1200, 630
SOURCE: Final = "card.typ"
LONGEST_ADDRESSED: Final = 110  # letters, two lines of the card
LONGEST_NAME: Final = 48


def facts(petition: PetitionView, count: CountView) -> Facts:
    """What the card says. The number is rounded down, so that the card and its address seldom change."""
    signatures, is_more = goals.told(count.signatures)
    with speaking(petition.language):
        words = get_language() or settings.LANGUAGE_CODE
        return words_of(petition) | {
            "words": words,
            "words_are_rtl": direction(words) == "rtl",
            "count": _count(signatures, words, is_more=is_more, is_open=petition.takes_signatures),
            "goal": _goal(count, words) if petition.takes_signatures else "",
            "step": _step(count, words) if petition.takes_signatures else "",
            "percent": min(100, signatures * 100 // (count.next_step or count.goal)),
        }


def words_of(petition: PetitionView) -> Facts:
    """What a card and a poster both say of the petition and the site, while its language is spoken."""
    names = joined(petition.addressees, petition.language)
    addressed = gettext("To %(who)s") % {"who": names} if names else ""
    return {
        "title": petition.title,
        "language": petition.language,
        "is_rtl": petition.direction == "rtl",
        "addressed": _cut(addressed, LONGEST_ADDRESSED),
        "site": _cut(identity().name, LONGEST_NAME),
    }


def _count(signatures: int, words: str, *, is_more: bool, is_open: bool) -> list[str]:
    """The sentence in three parts, of which the middle one is the number."""
    if signatures == 0 and is_open:
        return [gettext("Be the first to sign."), "", ""]
    if is_more:
        sentence = ngettext(
            "More than <strong>%(shown)s</strong> has signed.",
            "More than <strong>%(shown)s</strong> have signed.",
            signatures,
        )
    else:
        sentence = ngettext(
            "<strong>%(shown)s</strong> has signed.", "<strong>%(shown)s</strong> have signed.", signatures
        )
    before, _, rest = (sentence % {"shown": number(signatures, words)}).partition("<strong>")
    shown, _, after = rest.partition("</strong>")
    return [before, shown, after]


def _goal(count: CountView, words: str) -> str:
    return gettext("Let’s get to %(goal)s!") % {"goal": number(count.goal, words)}


def _step(count: CountView, words: str) -> str:
    """What the line runs to where that is not the goal; "" else."""
    if count.next_step is None:
        return ""
    return gettext("The next step is %(step)s.") % {"step": number(count.next_step, words)}


def _cut(words: str, most: int) -> str:
    if len(words) <= most:
        return words
    # At a word's end, unless that takes off too much, as in a language without spaces.
    shorter = words[: most - 1]
    whole = shorter.rpartition(" ")[0].rstrip(" ,;")
    return f"{whole if len(whole) > most * 3 // 4 else shorter}…"


def spoken(shown: Facts) -> str:
    """The card in a sentence or two, for those who do not see it."""
    return f"{shown['title']}. {''.join(shown['count'])}"


def url(petition: PetitionView, shown: Facts) -> str:
    """The address of the card with these facts; another as soon as anything on it changes, so that chats ask again."""
    return f"{base_url()}{reverse('card', args=[petition.slug, drawings.stamp(SOURCE, shown)])}"


def draw(shown: Facts) -> bytes:
    """The card as PNG."""
    return typesetting.png(drawings.SOURCES / SOURCE, drawings.attempts(shown))
