"""The languages of a petition's page: where its text stands in each, and the list on top of the page."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from undersigned.kit.languages import own_name
from undersigned.signing.pages import PetitionView


@dataclass(frozen=True, slots=True)
class Alternate:
    """An address of the same petition for search engines; the language is x-default for readers of any other."""

    language: str
    url: str


def alternates(petition: PetitionView) -> list[Alternate]:
    """The petition's text in each of its languages, and in its own for all others; empty if it has but one."""
    if len(petition.slugs) == 1:
        return []
    found = [Alternate(language, petition.url_in(language)) for language in petition.slugs]
    return [*found, Alternate("x-default", petition.url_in(petition.own_language))]


def listed(petition: PetitionView, *, asked: str) -> list[tuple[str, str, str, bool]]:
    """Each language of the text, then of the interface: code, own name, path, whether it is the one asked for.

    Where the text is not there in a language, the same text is shown within the interface of that language.
    """
    interface = [code for code, _ in settings.LANGUAGES]
    return [
        (code, own_name(code), _path(petition, code), code == asked)
        for code in dict.fromkeys([*petition.slugs, *interface])
    ]


def _path(petition: PetitionView, code: str) -> str:
    if code in petition.slugs:
        return reverse("petition", args=[petition.slugs[code]])
    return f"/{code}{reverse('petition', args=[petition.slug])}"
