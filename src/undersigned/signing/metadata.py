"""What a petition's page tells machines: chats and other sites by Open Graph, search engines by JSON-LD."""

import html
import json
from dataclasses import dataclass
from typing import Any, Final

from django.utils.encoding import iri_to_uri
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from undersigned.kit.languages import with_territory
from undersigned.signing import cards
from undersigned.signing.pages import CountView, PetitionView
from undersigned.site.identity import identity

LONGEST_DESCRIPTION: Final = 200  # letters; readers elsewhere see fewer
# Within a script a browser looks for nothing but its end and for comments, both of which begin like this.
_ESCAPES: Final = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


@dataclass(frozen=True, slots=True)
class Card:
    """The picture to show beside the address: where it lies, and its words for those who do not see it."""

    url: str
    alt: str
    width: int = cards.WIDTH
    height: int = cards.HEIGHT


@dataclass(frozen=True, slots=True)
class Metadata:
    """For the page's head: `locales` has the text's own first, `json_ld` is safe within a script."""

    description: str
    card: Card
    locales: list[str]
    json_ld: SafeString


def metadata(petition: PetitionView, count: CountView) -> Metadata:
    """What to tell of a petition that is public, without a query."""
    facts = cards.facts(petition, count)
    card = Card(cards.url(petition, facts), cards.spoken(facts))
    others = [language for language in petition.slugs if language != petition.language]
    description = _description(petition)
    return Metadata(
        description=description,
        card=card,
        locales=[with_territory(language) for language in (petition.language, *others)],
        json_ld=_in_script(_web_page(petition, count, card, description)),
    )


def _description(petition: PetitionView) -> str:
    """The story's first paragraph, which says what is wrong; without a story the call, or what is asked."""
    first = str(petition.story_html).partition("</p>")[0].rpartition("<p>")[2]
    words = " ".join(html.unescape(strip_tags(first)).split())
    return Truncator(words or petition.call or petition.ask).chars(LONGEST_DESCRIPTION)


def _web_page(petition: PetitionView, count: CountView, card: Card, description: str) -> dict[str, Any]:
    """The page in the words of schema.org."""
    url = iri_to_uri(petition.absolute_url)
    work = {
        "@type": "CreativeWork",
        "name": petition.title,
        "abstract": description,
        "inLanguage": petition.language,
        "version": petition.text_number,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/EndorseAction",
            "userInteractionCount": count.signatures,
        },
    }
    if petition.opened_at:
        work["datePublished"] = petition.opened_at.date().isoformat()
    page = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": url,
        "name": petition.title,
        "inLanguage": petition.language,
        "image": card.url,
        "isPartOf": {"@type": "WebSite", "name": identity().name},
        "mainEntity": work,
    }
    if petition.takes_signatures:
        page["potentialAction"] = {"@type": "EndorseAction", "target": f"{url}#sign"}
    return page


def _in_script(data: dict[str, Any]) -> SafeString:
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(written)  # noqa: S308 - nothing in it can end the script or begin a comment
