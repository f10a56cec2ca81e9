"""Every text is marked, collected and translated into every language that is shipped."""

import re
from io import BytesIO
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from tests.house.sources import ROOT, files
from undersigned.settings import LANGUAGE_CODES

KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
BLANK = re.compile(r"%\((\w+)\)s|\{(\w*)\}")
LOCALES = ROOT / "src" / "undersigned" / "locale"
CATALOGUES = sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def _marked(source: Path) -> set[tuple[str | None, str]]:
    """(context, text) of every text that a Python file or a template marks for translation."""
    text = source.read_text()
    code = text if source.suffix == ".py" else templatize(text, origin=str(source))
    found = extract("python", BytesIO(code.encode()), keywords=KEYWORDS)
    return {(context, text if isinstance(text, str) else text[0]) for _, text, _, context in found}


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    assert {path.parent.parent.name for path in CATALOGUES} == set(LANGUAGE_CODES) - {"en"}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_catalogue_holds_exactly_the_texts_that_are_marked(catalogue: Path) -> None:
    marked = set().union(
        *(_marked(path) for suffix in (".py", ".html", ".txt") for path in files("src", suffix))
    )
    held = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(catalogue))}
    assert held == marked, "run make messages"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_every_text_is_translated_in_every_plural_and_keeps_its_blanks(catalogue: Path) -> None:
    entries = polib.pofile(str(catalogue))
    plurals = range(int(entries.metadata["Plural-Forms"].removeprefix("nplurals=").partition(";")[0]))
    wrong = []
    for entry in entries:
        texts = (
            [entry.msgstr_plural.get(form, "") for form in plurals] if entry.msgid_plural else [entry.msgstr]
        )
        blanks = set(BLANK.findall(entry.msgid + entry.msgid_plural))
        if entry.fuzzy or entry.obsolete or not all(texts) or set(BLANK.findall("".join(texts))) != blanks:
            wrong.append(entry.msgid)
    assert not wrong
