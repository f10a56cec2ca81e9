"""Setting the identity, writing own pages: what is taken, what is refused, and that no version is ever changed."""

from datetime import datetime, timedelta

import pytest

from undersigned.site import actions, own_pages
from undersigned.site.actions import SiteRefused, set_identity, write_page
from undersigned.site.models import KeptIdentity, OwnPageVersion

pytestmark = pytest.mark.django_db


def test_what_is_set_is_kept_in_one_row(now: datetime) -> None:
    set_identity({"name": "Riverside Petitions", "colour": "#8A1C4A"}, now=now)
    set_identity({"colour_dark": "#ff9ec6"}, now=now)
    row = KeptIdentity.objects.get()
    assert (row.name, row.colour, row.colour_dark) == ("Riverside Petitions", "#8a1c4a", "#ff9ec6")


@pytest.mark.parametrize(
    ("matter", "value", "reason"),
    [
        (
            "nmae",
            "Riverside",
            "'nmae' cannot be set; what can: name, responsible, contact, colour, colour_dark",
        ),
        ("name", "two\nlines", "name: must be one line of at most 120 characters"),
        ("responsible", "x" * 121, "responsible: must be one line"),
        ("contact", "sam at example.org", "contact: must be an address like petitions@example.org"),
        ("contact", "javascript:alert(1)", "contact: must be an address like petitions@example.org"),
        ("colour", "#ffd500", "colour: #ffd500 on light paper"),
        ("colour_dark", "blue", "colour_dark: a colour is written like #17408b"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_line_and_nothing_is_set(
    now: datetime, matter: str, value: str, reason: str
) -> None:
    with pytest.raises(SiteRefused) as refused:
        set_identity({"name": "Riverside", matter: value}, now=now)
    assert str(refused.value).startswith(reason)
    assert "\n" not in str(refused.value)
    assert not KeptIdentity.objects.exists()


def test_every_text_is_a_new_version_and_the_old_ones_stay_as_they_were(now: datetime) -> None:
    write_page("rules", "Be *kind*.\n", language="en", now=now)
    write_page("rules", "Be kind and brief.", language="en", now=now + timedelta(days=1))
    write_page("rules", "Soyez aimables.", language="fr", now=now)
    rows = OwnPageVersion.objects.order_by("language", "number").values_list("language", "number", "html")
    assert list(rows) == [
        ("en", 1, "<p>Be <em>kind</em>.</p>"),
        ("en", 2, "<p>Be kind and brief.</p>"),
        ("fr", 1, "<p>Soyez aimables.</p>"),
    ]


def test_the_text_in_force_again_changes_nothing_but_an_older_one_comes_back_as_new(now: datetime) -> None:
    for text, number, is_new in [
        ("One.", 1, True),
        ("One. \r\n", 1, False),
        ("Two.", 2, True),
        ("One.", 3, True),
    ]:
        version, was_new = write_page("about", text, language="en", now=now)
        assert (version.number, was_new) == (number, is_new)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        ("We hold your name.\n\nWrite to [[postal address]].", r"line 3 .* blank .* \[\[postal address\]\]"),
        ("a\x00b", "control characters"),
        ("a\x1b[31mb", "control characters"),
        ("x" * 100_001, "longer than 100,000"),
    ],
    ids=["empty", "blank lines", "a blank", "nul", "escape", "huge"],
)
def test_a_text_that_cannot_stand_is_refused(now: datetime, text: str, reason: str) -> None:
    with pytest.raises(SiteRefused, match=reason):
        write_page("privacy", text, language="en", now=now)
    assert not OwnPageVersion.objects.exists()


def test_letters_of_every_script_are_text(now: datetime) -> None:
    text = "עברית\u200f (1)\n\nالعربية\n\nमराठी\u200dक\n\nA\u00a0b\tc\u00adD"
    assert write_page("about", text, language="en", now=now)[0].text == text


def test_of_two_who_write_at_once_the_second_is_told(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    write_page("about", "Ada’s.", language="en", now=now)
    monkeypatch.setattr(own_pages, "newest", lambda _kind, _language: None)
    with pytest.raises(SiteRefused, match="at the same moment"):
        actions.write_page("about", "Mo’s.", language="en", now=now)
    assert OwnPageVersion.objects.get().text == "Ada’s."


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "[press](data:text/html;base64,PHN2Zz4=)",
        "![x](https://tracker.example/pixel.gif)",
        "<iframe src=https://example.org></iframe>",
        "<style>body{display:none}</style>",
        '[x](https://example.org "\\" onmouseover=alert(1) x=\\"")',
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_hostile_markdown_becomes_words(now: datetime, hostile: str) -> None:
    html = write_page("about", hostile, language="en", now=now)[0].html.lower()
    for tag in ("<script", "<img", "<iframe", "<style"):
        assert tag not in html
    for attribute in ('href="javascript', 'href="data', 'onmouseover=alert(1) x="'):
        assert attribute not in html
