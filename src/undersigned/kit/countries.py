"""Countries by their ISO 3166-1 code, named in the reader's language (source: CLDR, through Babel)."""

import re
import unicodedata
from functools import cache

from babel.core import Locale, get_global

# Codes that CLDR names but that are no country or territory of ISO 3166-1.
_NOT_COUNTRIES = frozenset(
    {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
)
CODES = (
    frozenset(str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code)))
    - _NOT_COUNTRIES
    - frozenset(get_global("territory_aliases"))
)


def _sorting(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).casefold()


@cache
def names(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every country, in the order of the names."""
    territories = Locale.parse(language, sep="-").territories
    return tuple(
        sorted(
            ((code, str(territories.get(code, code))) for code in CODES), key=lambda pair: _sorting(pair[1])
        )
    )


def name(code: str, language: str) -> str:
    """The country's name, or "" for a code that is none."""
    return str(Locale.parse(language, sep="-").territories.get(code, code)) if code in CODES else ""
