"""The words of a mail, from its folder of templates."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation

from undersigned.site.identity import identity


def render_mail(folder: str, context: Mapping[str, Any], *, language: str) -> tuple[str, str, str]:
    """Subject (one line), plain text and HTML from `<folder>/{subject.txt,body.txt,body.html}` in a language.

    In the HTML alone what the context holds is escaped: nobody reads "Let&#x27;s" in plain text.
    """
    with translation.override(language):
        known = {"site_name": identity().name, "LANGUAGE_CODE": language, **context}
        subject = " ".join(_plain(f"{folder}/subject.txt", known).split())
        return subject, _plain(f"{folder}/body.txt", known), render_to_string(f"{folder}/body.html", known)


def _plain(name: str, known: Mapping[str, Any]) -> str:
    template = get_template(name).template  # type: ignore[attr-defined] # of Django's own engine
    return str(template.render(Context(dict(known), autoescape=False))).strip() + "\n"
