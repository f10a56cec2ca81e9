"""Numbers and days as readers write them."""

from datetime import date

from undersigned.kit import numbers


def test_thousands_are_separated_as_in_the_language() -> None:
    assert numbers.number(1234567, "en") == "1,234,567"
    assert numbers.number(1234567, "fr") == "1\u202f234\u202f567"


def test_days_and_months_are_written_out() -> None:
    assert numbers.day(date(2026, 11, 24), "en") == "24 November 2026"
    assert numbers.day(date(2026, 11, 24), "fr") == "24 novembre 2026"
    assert numbers.month(date(2021, 3, 1), "en") == "March 2021"
    assert numbers.month(date(2021, 3, 1), "fr") == "mars 2021"
    assert numbers.month(date(2021, 3, 1), "es") == "marzo de 2021"


def test_a_span_of_months_has_the_plural_of_its_language() -> None:
    assert [numbers.months(n, "en") for n in (1, 6, 120)] == ["1 month", "6 months", "120 months"]
    assert numbers.months(6, "fr") == "6\u00a0mois"
    assert [numbers.months(n, "pl") for n in (2, 5)] == ["2 miesiące", "5 miesięcy"]
