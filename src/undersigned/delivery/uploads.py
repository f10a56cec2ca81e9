"""The document that is sent along with an answer, and where a visitor may post so much."""

import re
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from undersigned.delivery import documents
from undersigned.delivery.answering import Document
from undersigned.delivery.claims import is_ours
from undersigned.delivery.documents import DocumentRefused

_PATH: Final = re.compile(
    rf"(?:/(?:{'|'.join(settings.LANGUAGE_CODES)}))?/reply/with/(?P<token>[A-Za-z0-9_-]{{20,200}})/answer"
)


def takes_document(path: str, *, now: datetime) -> bool:
    """Whether this is the form of a recipient's page, whose link the site made and whose time is not over."""
    found = _PATH.fullmatch(path)
    return found is not None and is_ours(found["token"], now=now)


def document_of(request: HttpRequest) -> tuple[Document | None, str]:
    """The document that was sent along, checked, or the reason why it cannot be."""
    file = request.FILES.get("document")
    if not file:
        return None, ""
    try:
        data = documents.checked(file.read(documents.LARGEST + 1))
    except DocumentRefused as refused:
        return None, str(refused)
    return Document(data, documents.name_of(file.name or "")), ""
