"""A site's own colours: what cannot be read is refused, with the ratio found and the least needed."""

import itertools
import re

import pytest

from tests.house.sources import ROOT
from tests.house.styles import pieces
from undersigned.site.colours import DARK, LEAST_CONTRAST, LIGHT, ColourRefused, Scheme, contrast, sheet


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.478)],
)
def test_contrast_is_that_of_wcag_in_either_order(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.001)


def test_a_colour_is_written_in_one_way() -> None:
    assert LIGHT.checked(" #A0C ") == "#aa00cc"
    assert DARK.checked("#FF9EC6") == "#ff9ec6"


@pytest.mark.parametrize("typed", ["", "red", "#12345", "17408b", "#17408b; }", "#ｆｆｆ"])
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(ColourRefused, match="written like #17408b"):
        LIGHT.checked(typed)


@pytest.mark.parametrize(
    ("scheme", "typed", "sentence"),
    [
        (
            LIGHT,
            "#ffd500",
            "#ffd500 on light paper (#fbfaf6) has a contrast of 1.36 to 1; it needs at least 4.5",
        ),
        (
            LIGHT,
            "#757575",
            "#757575 on light paper (#fbfaf6) has a contrast of 4.41 to 1; it needs at least 4.5",
        ),
        (
            DARK,
            "#17408b",
            "#17408b on dark paper (#191713) has a contrast of 1.82 to 1; it needs at least 4.5",
        ),
    ],
)
def test_a_colour_too_weak_on_its_paper_is_refused_with_its_ratio(
    scheme: Scheme, typed: str, sentence: str
) -> None:
    with pytest.raises(ColourRefused, match=re.escape(sentence)):
        scheme.checked(typed)


def test_a_colour_too_weak_under_the_text_of_a_button_is_refused_with_its_ratio() -> None:
    night_with_white_buttons = Scheme("dark", paper="#000000", on_act="#ffffff", deepens_to="#ffffff")
    with pytest.raises(ColourRefused, match=r"text \(#ffffff\) on a button of #ffff00 .* 1\.07 to 1"):
        night_with_white_buttons.checked("#ffff00")


def test_a_ratio_just_too_low_is_never_told_as_high_enough() -> None:
    paper = next(
        grey
        for grey in (f"#{n:02x}{n:02x}{n:02x}" for n in range(256))
        if 4.3 < contrast(grey, "#777777") < LEAST_CONTRAST
    )
    with pytest.raises(ColourRefused) as refused:
        Scheme("light", paper, "#ffffff", "#000000").checked("#777777")
    assert "4.5 to 1" not in str(refused.value)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=lambda scheme: scheme.name)
def test_whatever_is_taken_can_also_be_read_under_a_pointer(scheme: Scheme) -> None:
    taken = 0
    for channels in itertools.product(range(0, 256, 15), repeat=3):
        colour = "#" + "".join(f"{channel:02x}" for channel in channels)
        try:
            scheme.checked(colour)
        except ColourRefused:
            continue
        taken += 1
        deep = scheme.deep(colour)
        assert min(contrast(deep, scheme.paper), contrast(deep, scheme.on_act)) >= LEAST_CONTRAST, colour
    assert taken > 500


def _tokens_of_the_style_sheet(*, by_night: bool) -> dict[str, str]:
    css = (ROOT / "src" / "undersigned" / "static" / "undersigned.css").read_text()
    blocks = ("@media (prefers-color-scheme: dark)",) if by_night else ()
    found = (
        piece.text.partition(":")
        for piece in pieces(css)
        if not piece.opens and piece.within == (*blocks, ":root")
    )
    return {name.strip(): value.strip() for name, _, value in found}


def test_papers_and_texts_on_buttons_are_those_of_the_style_sheet() -> None:
    day, night = _tokens_of_the_style_sheet(by_night=False), _tokens_of_the_style_sheet(by_night=True)
    assert (LIGHT.paper, LIGHT.on_act) == (day["--paper"], day["--ivory"])
    assert (DARK.paper, DARK.on_act) == (night["--paper"], night["--ivory"])
    assert day["--on-act"] == "var(--ivory)"
    assert "--on-act" not in night


def test_the_sheet_holds_what_was_chosen_by_day_and_by_night() -> None:
    both = sheet("#8a1c4a", "#ff9ec6")
    day, _, night = both.partition("@media (prefers-color-scheme: dark)")
    assert "--act: #8a1c4a;" in day
    assert "--act: #ff9ec6;" in night
    assert "--act: var(--ink-blue);" in sheet("#8a1c4a", "").partition("@media")[2]
    assert sheet("", "#ff9ec6").startswith("@media")
    assert sheet("", "") == ""
