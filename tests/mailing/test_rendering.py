"""Rendering: the words of a mail come from its folder of templates, in the reader's language."""

from pathlib import Path

import pytest
from django.template import engines
from pytest_django import Settings

from undersigned.mailing.rendering import render_mail


@pytest.fixture
def _templates(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "subject.txt").write_text("{% load i18n %}\n{{ title }}\n on {{ site_name }}\n")
    (folder / "body.txt").write_text(
        "\n{{ title }}\n\n{{ link }}\n\n{{ LANGUAGE_CODE }} {{ n|number }}\n\n\n"
    )
    (folder / "body.html").write_text("<p>{{ title }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert engines["django"]


@pytest.mark.usefixtures("_templates")
@pytest.mark.parametrize(("language", "number"), [("en", "12,345"), ("fr", "12\u202f345")])
def test_the_html_alone_is_escaped_and_the_subject_is_one_line(language: str, number: str) -> None:
    context = {"title": "Tom & Mo's", "link": "http://localhost/c/x", "n": 12345}
    subject, text, html = render_mail("mail", context, language=language)
    assert subject == "Tom & Mo's on Undersigned"
    assert text == f"Tom & Mo's\n\nhttp://localhost/c/x\n\n{language} {number}\n"
    assert html == "<p>Tom &amp; Mo&#x27;s</p>"
