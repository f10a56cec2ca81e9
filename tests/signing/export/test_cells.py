"""No cell runs anything, whatever was typed into a form."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.signing.export.cells import postal_district, safe


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+44",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "\u200b=1",
        "\ufeff@a",
        "\0=1",
    ],
)
def test_what_a_program_would_take_for_a_formula_stands_behind_an_apostrophe(typed: str) -> None:
    assert safe(typed).startswith("'")


@pytest.mark.parametrize(
    "typed", ["Sam", "Anne-Marie", "O'Neill", "محمد علي", "李小龙", "sam+tag@example.org", ""]
)
def test_what_is_no_formula_stays_as_it_is(typed: str) -> None:
    assert safe(typed) == typed


def test_a_cell_is_one_line_that_runs_in_its_own_direction() -> None:
    assert safe("Sam\r\nEve,eve@x\0\u202egnp") == "Sam Eve,eve@x gnp"


def test_a_district_names_no_house() -> None:
    found = [
        postal_district("sw1a 1aa", "GB"),
        postal_district("1012 AB", "NL"),
        postal_district("94103-1", "US"),
    ]
    assert found == ["SW1A", "1012", "94103"]


HIDDEN = "[\\s\u200b-\u200f\u2060\ufeff\xad]*"


@given(st.text(st.one_of(st.sampled_from("=+-@|%＝ \t\n\xa0\u200b\u202eé"), st.characters()), max_size=6))
def test_whatever_is_typed_no_cell_begins_a_formula_or_holds_what_cannot_be_printed(typed: str) -> None:
    cell = safe(typed)
    assert not re.match(rf"{HIDDEN}[=+\-@|%＝＋－＠]", cell)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", cell)
    assert cell == cell.strip()
