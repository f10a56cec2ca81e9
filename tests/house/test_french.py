"""French as it is printed in France: the spaces before tall signs are not broken, and mail has one name."""

import re

import polib
import pytest

from tests.house.sources import ROOT

PACKAGE = ROOT / "src" / "undersigned"
CATALOGUE = PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "django.po"
READY = sorted((PACKAGE / "site" / "ready" / "fr").glob("*.md"))
# Where a space is missing or of another kind: U+00A0 before a colon and within quotation marks, U+202F before the
# rest. What stands in a mark such as {contact: …}, in an address or in HTML is no French.
NO_FRENCH = re.compile(r"\{\w+: |\w+://\S+|&#?\w+;|<[^>]*>|%\(\w+\)[sd]|\*\*")
WRONG = re.compile(
    r"[^\u00a0]:(?!\w)|[^\u202f;?!][;?!]|[^\u202f]%|[^\u00a0]»|«[^\u00a0]|[ \u00a0][\u00a0\u202f]|[\u00a0\u202f] "
)


def french() -> list[tuple[str, str]]:
    """Every French text, by where it stands."""
    found = [(path.name, path.read_text(encoding="utf-8")) for path in READY]
    for entry in polib.pofile(str(CATALOGUE)):
        found += [(entry.msgid, text) for text in (entry.msgstr, *entry.msgstr_plural.values())]
    return found


def wrong(text: str) -> list[str]:
    """What stands around each sign whose space is wrong."""
    # A blank holds the place of what is filled in.
    plain = NO_FRENCH.sub(lambda mark: "" if mark[0] == "**" else "x", text)
    return [plain[max(0, found.start() - 20) : found.end() + 5] for found in WRONG.finditer(plain)]


def test_every_space_before_a_tall_sign_is_narrow_or_unbroken_as_it_should_be() -> None:
    assert not {where: found for where, text in french() if (found := wrong(text))}


@pytest.mark.parametrize(
    "text",
    [
        "Vrai : non",
        "Quoi ?",
        "Quoi?",
        "Quoi\u00a0?",
        "« non »",
        "400 %",
        "Oui\u202f: non",
        "Oui;",
        "a **b** : c",
    ],
)
def test_a_wrong_space_is_found(text: str) -> None:
    assert wrong(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vrai\u00a0: non",
        "Quoi\u202f?",
        "«\u00a0oui\u00a0»",
        "400\u202f%",
        "{contact: adresse}",
        "http://a.example/?b",
        "%(n)s\u202f!",
    ],
)
def test_a_right_space_is_left_alone(text: str) -> None:
    assert not wrong(text)


def test_mail_has_one_name() -> None:
    assert not [
        where for where, text in french() if re.search(r"courriel|adresse électronique|\bmél\b", text, re.I)
    ]
