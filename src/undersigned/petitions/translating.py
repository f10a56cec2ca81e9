"""The petition's text in further languages: one petition, one count, an address for each language."""

from datetime import datetime

from django.db import transaction

from undersigned.kit import languages
from undersigned.petitions import likeness, notices, slugs, texts
from undersigned.petitions.document import Document
from undersigned.petitions.models import Petition, Text


class TranslationRefused(Exception):
    """The text cannot be added; the message is one sentence for a person."""


@transaction.atomic
def add_translation(petition: Petition, document: Document, *, language: str, now: datetime) -> Text:
    """Add the document as the current text version's words in another language, with an address and a notice.

    Its addressees are the petition's own in other words, so they are kept where they are as many; its goal and
    count are not read. While the petition is a draft, a text may be replaced. Raises TranslationRefused.
    """
    code = languages.known(language)
    if not code:
        raise TranslationRefused(f"{language!r} is not the code of a language, like fr or zh-hant.")
    # Held until the end, so that of two at once the second sees the first, and nobody opens the draft meanwhile.
    petition = Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
    if code == petition.language:
        raise TranslationRefused(f"The petition itself is in this language ({code}).")
    version = petition.text_versions.get(number=petition.text_number)
    if not petition.is_unseen and version.texts.filter(language=code).exists():
        raise TranslationRefused(f"The petition has a text in this language ({code}), which may be signed.")
    text, _ = Text.objects.update_or_create(
        version=version,
        language=code,
        defaults=texts.columns(document) | {"addressees": _names(petition, document)},
    )
    slugs.follow(petition, title=document.title, language=code)
    notices.complete(petition, [code], now=now)
    likeness.note(petition)
    return text


def _names(petition: Petition, document: Document) -> list[str]:
    same_number = len(document.addressees) == petition.addressees.count()
    return list(document.addressees) if same_number else []
