"""Drawing with Typst: exact size, few bytes, words that are never markup, and no letter that no font has."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from undersigned.kit.typesetting import pdf, png, without_symbols

SOURCE = """#let facts = json(bytes(sys.inputs.facts))
#set document(title: facts.title)
#set page(width: 120pt, height: 60pt, margin: 4pt, fill: rgb("#fbfaf6"))
#set text(font: "Libertinus Serif", fallback: false, lang: "en")
#facts.title
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A drawing in one font alone, so that what it cannot show does not hang on the machine."""
    (tmp_path / "small.typ").write_text(SOURCE)
    return tmp_path / "small.typ"


def test_a_picture_has_a_pixel_for_each_point_and_few_colours(source: Path) -> None:
    with Image.open(io.BytesIO(png(source, [{"title": "Bees"}]))) as picture:
        assert (picture.format, picture.size, picture.mode) == ("PNG", (120, 60), "P")
        paper = picture.convert("RGB").getpixel((0, 0))
        assert paper in {(250, 249, 245), (251, 250, 246)}


def test_what_no_font_can_show_gives_way_to_the_next(source: Path, now: datetime) -> None:
    unknown, known = {"title": "市议会"}, {"title": "Council"}
    assert png(source, [unknown, known]) == png(source, [known])
    assert pdf(source, [unknown, known], now=now) == pdf(source, [known], now=now)
    assert png(source, [unknown]) != png(source, [known])
    assert pdf(source, [unknown], now=now).startswith(b"%PDF")


@pytest.mark.parametrize(
    "title", ['#panic("x")', "$ x $", '#read("/etc/passwd")', '"', "\\", "*a* _b_ <c> @d", "\x00"]
)
def test_words_are_never_markup(source: Path, title: str) -> None:
    assert png(source, [{"title": title}]).startswith(b"\x89PNG")


def test_a_mistake_in_a_source_is_told(source: Path) -> None:
    source.write_text("#panic()")
    with pytest.raises(RuntimeError, match="panicked"):
        png(source, [{}, {}])


def test_more_than_one_page_is_no_drawing(source: Path) -> None:
    source.write_text(SOURCE + "#pagebreak()\nmore")
    with pytest.raises(TypeError, match="more than one page"):
        png(source, [{"title": "Bees"}])


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Save our bees 🐝 now", "Save our bees now"),
        ("❤️ the meadow", "the meadow"),
        ("Families 👩‍👩‍👧 first", "Families first"),
        ("Flags 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇬🇧 down", "Flags down"),
        ("می‌خواهیم", "می‌خواهیم"),
        ("क्‍ष", "क्‍ष"),
        ("50 % of € 1", "50 % of € 1"),
        ("🐝", ""),
    ],
)
def test_symbols_go_and_letters_stay(words: str, left: str) -> None:
    assert without_symbols(words) == left
