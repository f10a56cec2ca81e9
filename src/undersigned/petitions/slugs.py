"""Addresses of petitions: made from the title, never given twice, old ones leading to the current one."""

import re
import unicodedata
from itertools import count

from django.db.models import Exists, OuterRef

from undersigned.petitions.models import Petition, Slug, Text

LONGEST = 60
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Apostrophes join what they stand between: "let's" is one word.
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")


def slug_of(title: str) -> str:
    """The title's words in lower case joined by hyphens, in any script, cut at a word; "petition" for none."""
    text = unicodedata.normalize("NFC", title).translate(_APOSTROPHES).lower()
    slug = _BETWEEN_WORDS.sub("-", text).strip("-")
    if len(slug) > LONGEST:
        cut = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
        slug = cut.strip("-")
    return slug or "petition"


def is_slug(text: str) -> bool:
    """Whether it could be an address that was given here or on another site."""
    return len(text) <= LONGEST and re.fullmatch(r"\w+(-\w+)*", text) is not None


def give(petition: Petition, *, title: str, language: str) -> Slug:
    """Give the petition a free address in a language, with a number at its end where the plain one is taken."""
    plain = slug_of(title)
    for attempt in count(1):
        ending = "" if attempt == 1 else f"-{attempt}"
        slug, is_new = Slug.objects.get_or_create(
            slug=plain[: LONGEST - len(ending)].rstrip("-") + ending,
            defaults={"petition": petition, "language": language},
        )
        if is_new:
            return slug
    raise AssertionError("unreachable")


def follow(petition: Petition, *, title: str, language: str) -> Slug:
    """The petition's address in a language: a first one, or a new one if its words changed; the old one leads on."""
    known = petition.slugs.filter(language=language, is_current=True).first()
    if known and re.fullmatch(rf"{re.escape(slug_of(title))}(-\d+)?", known.slug):
        return known
    petition.slugs.filter(language=language).update(is_current=False)
    return give(petition, title=title, language=language)


def own(petition: Petition) -> str:
    """The petition's address in its own language: one query."""
    return petition.slugs.get(language=petition.language, is_current=True).slug


def by_language(petition: Petition) -> dict[str, str]:
    """The current address for each language that the current text is in, the petition's own first: one query."""
    there = Text.objects.filter(
        version__petition=petition, version__number=petition.text_number, language=OuterRef("language")
    )
    found = dict(
        petition.slugs.filter(Exists(there), is_current=True)
        .order_by("language")
        .values_list("language", "slug")
    )
    return {petition.language: found[petition.language]} | found
