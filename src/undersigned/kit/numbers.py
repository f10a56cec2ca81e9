"""Numbers and days as readers of a language write them (source: CLDR, through Babel)."""

from datetime import date, timedelta

from babel.core import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.numbers import format_decimal


def _locale(language: str) -> Locale:
    # CLDR's plain "en" writes November 24, 2026; most readers of English elsewhere do not.
    return Locale("en", "GB") if language == "en" else Locale.parse(language, sep="-")


def number(value: int, language: str) -> str:
    """12345 as 12,345 or 12 345."""
    return str(format_decimal(value, locale=_locale(language)))


def day(value: date, language: str) -> str:
    """24 November 2026."""
    return str(format_date(value, "long", locale=_locale(language)))


def month(value: date, language: str) -> str:
    """March 2021."""
    return str(format_skeleton("yMMMM", value, locale=_locale(language)))


def months(number: int, language: str) -> str:
    """A span of so many months: 6 months."""
    # A month has 30 days to Babel, and the threshold keeps it from saying years.
    span = timedelta(days=30 * number)
    return str(format_timedelta(span, granularity="month", threshold=1000, locale=_locale(language)))
