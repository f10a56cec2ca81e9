"""The words of a mail, from its folder of templates."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from undersigned.site.identity import identity


def render_mail(folder: str, context: Mapping[str, Any], *, language: str) -> tuple[str, str, str]:
    """Subject (one line), plain text and HTML from `<folder>/{subject.txt,body.txt,body.html}` in a language."""
    with translation.override(language):
        known = {"site_name": identity().name, **context}
        subject = " ".join(render_to_string(f"{folder}/subject.txt", known).split())
        return (
            subject,
            render_to_string(f"{folder}/body.txt", known),
            render_to_string(f"{folder}/body.html", known),
        )
