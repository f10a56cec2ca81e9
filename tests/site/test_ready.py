"""The ready texts: whole in every language they are in, alike in what they leave blank, usable once filled in."""

import re
from datetime import datetime

import pytest
from pytest_django import Settings

from undersigned.site import ready
from undersigned.site.actions import set_identity, write_page
from undersigned.site.models import OwnPageVersion

KINDS = OwnPageVersion.Kind.values
LANGUAGES = sorted(folder.name for folder in ready.FOLDER.iterdir() if folder.is_dir())


def source(kind: str, language: str) -> str:
    return (ready.FOLDER / language / f"{kind}.md").read_text()


def test_english_is_there_and_every_language_belongs_to_the_interface(settings: Settings) -> None:
    assert "en" in LANGUAGES
    assert set(LANGUAGES) <= {code for code, _ in settings.LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_page_and_nothing_else(language: str) -> None:
    assert {file.name for file in (ready.FOLDER / language).iterdir()} == {f"{kind}.md" for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_marks_blanks_headings_and_points(language: str, kind: str) -> None:
    def shape(text: str) -> list[object]:
        lines = text.splitlines()
        heads = [re.match(r"#+|-|\w*", line)[0] if line[:1] in "#-" else "" for line in lines]  # type: ignore[index]
        marks = [mark[1] for mark in ready.MARK.finditer(text)]
        return [heads, sorted(marks), len(ready.BLANK.findall(text)), text.count("**"), text.count("](")]

    assert shape(source(kind, language)) == shape(source(kind, "en"))


@pytest.mark.django_db
@pytest.mark.any_engine
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_in_it_is_a_page_of_ones_own(now: datetime, language: str, kind: str) -> None:
    set_identity(
        {"name": "Riverside", "responsible": "Friends, 1 Riverside", "contact": "a@example.org"}, now=now
    )
    text = ready.text(kind, language)
    assert not re.search(r"\{\w+", text)
    filled = ready.BLANK.sub("filled in", text)
    version, _ = write_page(kind, filled, language=language, now=now)
    assert "[[" not in version.html


@pytest.mark.django_db
def test_what_the_site_knows_of_itself_is_filled_in_and_what_it_does_not_know_is_marked(
    now: datetime, settings: Settings
) -> None:
    settings.UNDERSIGNED_KEEP_MONTHS = 1
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    set_identity({"contact": "ask@example.org"}, now=now)
    text = ready.text("privacy", "en")
    assert "[[who is responsible]] is responsible" in text
    assert "deleted 1 month after" in text
    html = ready.html(text)
    assert "<mark>who is responsible</mark>" in html
    assert '<a href="mailto:ask@example.org"' in html
    assert '<a href="https://petitions.example.org/mine"' in html
    assert '<a href="https://petitions.example.org/fr/mine"' in ready.html(ready.text("privacy", "fr"))


@pytest.mark.django_db
def test_a_name_with_signs_of_markup_opens_no_tag(now: datetime) -> None:
    set_identity({"responsible": "<script>alert(1)</script>"}, now=now)
    assert "<script" not in ready.html(ready.text("about", "en"))
