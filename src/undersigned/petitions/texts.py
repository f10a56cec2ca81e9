"""A petition's text in one language as it is kept: what was typed, what is shown, and hashes of what is signed."""

import hashlib
from typing import Any

from undersigned.kit.richtext import markdown_html, plain_html
from undersigned.petitions.document import Document


def columns(document: Document) -> dict[str, Any]:
    """What a row of Text says of the document, by column; its version and language are the caller's."""
    story = "\n\n".join(document.paragraphs)
    hashed = {
        "title": document.title,
        "ask": document.ask,
        "letter": document.letter,
        "story": story,
        "call": document.call,
    }
    return hashed | {
        "markup": document.markup,
        "story_html": (
            markdown_html(story) if document.markup == "markdown" else plain_html(document.paragraphs)
        ),
        "hashes": {name: hashlib.sha256(value.encode()).hexdigest() for name, value in hashed.items()},
    }
