"""Lines that tell a count or a goal are understood in every language, and prose is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.document.tallies import LARGEST, tally_of
from undersigned.petitions.document.wordings import wordings

LANGUAGES = [row.language for row in wordings()]

# A line with a count and a goal for each language, in words that its petition sites use.
LINES = {
    "en": "{count} have signed. Let’s get to {goal}!",
    "fr": "{count} personnes ont signé. Atteignons {goal} !",
    "de": "{count} haben unterschrieben. Nächstes Ziel: {goal}",
    "es": "{count} personas han firmado. ¡Próximo objetivo: {goal}!",
    "it": "{count} persone hanno firmato. Arriviamo a {goal}!",
    "pt": "{count} pessoas já assinaram. Vamos chegar a {goal}!",
    "pl": "{count} osób podpisało. Następny cel: {goal}",
    "cy": "Mae {count} wedi llofnodi. Gadewch i ni gyrraedd {goal}!",
    "ar": "وقّع {count} شخص. لنصل إلى {goal}!",
    "he": "{count} חתמו. בואו נגיע ל-{goal}!",
}
SEPARATORS = ["", ",", ".", " ", "'", "’", "٬"]


def grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


def numbers(line: str) -> tuple[int | None, int | None] | None:
    tally = tally_of(line)
    return (tally.count, tally.goal) if tally else None


def test_every_language_has_a_line_to_try() -> None:
    assert set(LINES) == set(LANGUAGES)


@given(
    st.sampled_from(sorted(LINES)),
    st.integers(0, LARGEST),
    st.integers(0, LARGEST),
    st.sampled_from(SEPARATORS),
)
def test_any_count_and_goal_are_read_with_every_separator_in_every_language(
    language: str, count: int, goal: int, separator: str
) -> None:
    line = LINES[language].format(count=grouped(count, separator), goal=grouped(goal, separator))
    tally = tally_of(line)
    assert tally is not None
    assert (tally.count, tally.goal) == (count, goal)
    assert language in tally.languages


@pytest.mark.parametrize(
    ("line", "count", "goal"),
    [
        ("0 have signed. Let's get to 50,000!", 0, 50_000),
        ("0 have signed. Let’s get to 50,000!", 0, 50_000),
        ("0 HAVE SIGNED. LET’S GET TO 50,000!", 0, 50_000),
        ("1 has signed.", 1, None),
        ("1 person has signed this petition", 1, None),
        ("12,345 signatures", 12_345, None),
        ("12,345 verified signatures", 12_345, None),
        ("38,023 supporters", 38_023, None),
        ("Signatures: 38,023", 38_023, None),
        ("12,345 of 50,000 signatures", 12_345, 50_000),
        ("12,345 signatures of 50,000 goal", 12_345, 50_000),
        ("12,345 signatures / 50,000", 12_345, 50_000),
        ("12,345 signed of 50,000 goal", 12_345, 50_000),
        ("12,345 signatures · Goal: 50,000", 12_345, 50_000),
        ("12,345 supporters, 2,655 needed to reach 15,000", 12_345, 15_000),
        ("Goal: 50,000", None, 50_000),
        ("Next goal 1.5k", None, 1500),
        ("of 50,000 goal", None, 50_000),
        ("Help us reach 1.5 million signatures!", None, 1_500_000),
        ("1,5 million d'autres", None, None),
        ("1,5 million de personnes ont signé", 1_500_000, None),
        ("1 mıllıonſ de personnes ont signé", 1_000_000, None),
        ("2 mil personas han firmado", 2000, None),
        (
            "At 50,000 signatures, this petition becomes one of the top signed on the site!",
            None,
            50_000,
        ),
        ("1,23,456 have signed", 123_456, None),
        ("٥٠٬٠٠٠ توقيع", 50_000, None),
        ("الهدف: ٥٠٠٠٠", None, 50_000),
        ("12 345 signatures sur 50 000", 12_345, 50_000),
        ("Objectif : 50 000", None, 50_000),
        ("Prochain objectif : 50 000", None, 50_000),
        ("12.345 Unterschriften von 50.000", 12_345, 50_000),
        ("\u200f12,345 חתימות מתוך 50,000", None, None),
        ("\u200f12,345 מתוך 50,000 חתימות", 12_345, 50_000),
    ],
)
def test_what_petition_sites_write_is_understood(line: str, count: int | None, goal: int | None) -> None:
    assert numbers(line) == (None if count is goal is None else (count, goal))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "12",
        "1 of 3",
        "have signed",
        "In 2016 4 million have signed",
        "12 have signed, and more will",
        "12 have signed,",
        "12 have signedly",
        "1.5 have signed",
        "1.500 million have signed",
        "12,34 have signed",
        "1,234.567 have signed",
        "1 000 000 001 have signed",
        "12345678901 have signed",
        "Let's get to work",
        "Let's get to 50,000 and show them",
        "At 50,000 signatures the council must debate",
        "12 have signed " + "!" * 200,
    ],
)
def test_prose_and_nonsense_tell_nothing(line: str) -> None:
    assert tally_of(line) is None


@given(st.text())
def test_any_line_is_judged_without_failing(line: str) -> None:
    tally = tally_of(line)
    assert tally is None or tally.count is not None or tally.goal is not None
