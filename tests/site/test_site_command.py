"""`undersigned site`, as an operator runs it."""

import time
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.live import Site
from tests.site.test_logo import drawn
from tests.visitor import ask
from undersigned.site.models import KeptIdentity, OwnPageVersion


def run(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """What the command prints."""
    call_command("site", *args)
    return capsys.readouterr().out


@pytest.mark.django_db
def test_it_shows_what_is_set_what_comes_from_the_environment_and_what_is_missing(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    settings.UNDERSIGNED_RESPONSIBLE = "Friends of the Library"
    run(capsys, "set", "name=Riverside Petitions", "colour=#8a1c4a")
    lines = run(capsys).splitlines()
    assert lines[:6] == [
        "name: Riverside Petitions",
        "responsible: Friends of the Library (from UNDERSIGNED_RESPONSIBLE)",
        "contact: not set",
        "colour: #8a1c4a",
        "colour_dark: not set",
        "logo: not set",
    ]
    assert "page privacy: the ready text" in lines
    assert lines[-1].startswith("publishing: the page /imprint is not written yet: run undersigned site page")


@pytest.mark.django_db
def test_the_printed_text_filled_in_becomes_the_page(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "imprint.md"
    file.write_text(run(capsys, "page", "imprint", "--print"))
    with pytest.raises(SystemExit) as ended:
        run(capsys, "page", "imprint", str(file))
    assert ended.value.code == 2
    assert "line 1 still has a blank to fill in" in capsys.readouterr().err
    file.write_text("\ufeffFriends of the Library, 1 Riverside\n")
    assert run(capsys, "page", "imprint", str(file)).startswith("version 1: http://localhost")
    assert run(capsys, "page", "imprint", "--language", "fr", str(file)).startswith("version 1: ")
    assert run(capsys, "page", "imprint", "--print") == "Friends of the Library, 1 Riverside\n"
    call_command("site", "page", "imprint", str(file))
    told = capsys.readouterr()
    assert told.out.startswith("version 1: ")
    assert "nothing was changed" in told.err
    assert ", fr version 1 of" in run(capsys, "show")


@pytest.mark.django_db
def test_a_logo_is_taken_and_taken_away(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(drawn())
    assert "180 × 40" in run(capsys, "logo", str(file))
    assert KeptIdentity.objects.get().logo
    run(capsys, "logo", "--remove")
    assert not KeptIdentity.objects.get().logo


@pytest.mark.django_db
@pytest.mark.parametrize(
    "args",
    [
        ("set", "name"),
        ("set", "name=Riverside", "Petitions"),
        ("set", "nmae=Riverside"),
        ("set", "colour=#ffd500"),
        ("logo",),
        ("logo", "nowhere.png"),
        ("logo", "nowhere.png", "--remove"),
        ("logo", __file__),
        ("page", "nonsense", "nowhere.md"),
        ("page", "imprint", "nowhere.md"),
        ("page", "imprint", "/"),
        ("page", "imprint", "--language", "xx", "nowhere.md"),
        ("page", "imprint", "--language", "fr", "nowhere.md"),
        ("page",),
        ("set",),
    ],
    ids=" ".join,
)
def test_a_mistake_gives_one_line_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], args: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(capsys, *args)
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert told.err.startswith("undersigned: ")
    assert told.err.count("\n") == 1
    assert not KeptIdentity.objects.exists()
    assert not OwnPageVersion.objects.exists()


@pytest.mark.django_db
def test_a_page_that_is_no_text_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SystemExit):
        run(capsys, "page", "about", str(file))
    assert "is not a text in UTF-8" in capsys.readouterr().err


def test_a_running_site_takes_over_what_is_set_within_seconds(site: Site) -> None:
    assert "<title>Undersigned</title>" in ask(site.url, "/").body
    site.run("site", "set", "name=Riverside Petitions")
    site.run("site", "page", "about", text="We are the *friends* of the library.")
    assert "We are the <em>friends</em> of the library." in ask(site.url, "/about").body
    deadline = time.monotonic() + 20
    while "<title>Riverside Petitions</title>" not in ask(site.url, "/").body:
        assert time.monotonic() < deadline
        time.sleep(0.2)
