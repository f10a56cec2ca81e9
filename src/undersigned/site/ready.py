"""The ready texts of the site's own pages: what fits every site, with blanks for what only its owner knows.

`ready/<language>/<kind>.md` holds them, with two marks. `{responsible: who is responsible}` becomes what the site
knows of itself, or a blank; `[[postal address]]` is a blank that only a person can fill in.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from undersigned.kit.numbers import months
from undersigned.kit.richtext import markdown_html
from undersigned.site.addresses import base_url
from undersigned.site.identity import identity

BLANK: Final = re.compile(r"\[\[[^\[\]\n]+\]\]")
MARK: Final = re.compile(r"\{(\w+)(?:: ([^{}\n]+))?\}")
FOLDER: Final = Path(__file__).parent / "ready"


def text(kind: str, language: str) -> str:
    """A ready text with what the site knows of itself filled in; "" where there is none in this language."""
    source = _source(kind, language)
    facts = _facts(language)

    def fill(mark: re.Match[str]) -> str:
        return facts[mark[1]] or f"[[{mark[2]}]]"

    return MARK.sub(fill, source)


def html(source: str) -> str:
    """A ready text as safe HTML, its blanks marked."""
    # Between tags, never inside one: no ready text has a blank in a link.
    return BLANK.sub(lambda blank: f"<mark>{blank.group()[2:-2]}</mark>", _html(source))


@lru_cache(maxsize=128)
def _html(source: str) -> str:
    return markdown_html(source)


@lru_cache(maxsize=128)
def _source(kind: str, language: str) -> str:
    file = FOLDER / language / f"{kind}.md"
    return file.read_text(encoding="utf-8").strip("\n") if file.exists() else ""


def _facts(language: str) -> Mapping[str, str]:
    known = identity()
    return {
        "name": known.name,
        "responsible": known.responsible,
        "contact": f"<{known.contact}>" if known.contact else "",
        "kept_for": months(settings.UNDERSIGNED_KEEP_MONTHS, language),
        "site": base_url() + ("" if language == settings.LANGUAGE_CODE else f"/{language}"),
    }
