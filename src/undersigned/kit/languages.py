"""Languages by their codes: which there are, which way each is written, its own name (source: CLDR, through Babel)."""

import re
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError, get_global

LONGEST = 12
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def known(code: str) -> str:
    """The code as it is kept, in lower case: fr, zh-hant; "" for one that CLDR does not name as it stands."""
    code = code.lower()
    return code if len(code) <= LONGEST and _locale(code) else ""


def direction(code: str) -> str:
    """ltr or rtl; of a code that is not known, as its first part is written."""
    locale = _locale(code.lower()) or _locale(code.lower().partition("-")[0])
    return locale.text_direction if locale else "ltr"


@lru_cache(512)
def own_name(code: str) -> str:
    """What speakers call their language: français; the code itself where that is not known."""
    locale = _locale(code.lower())
    return str(locale.get_display_name() or code) if locale else code


@lru_cache(512)
def with_territory(code: str) -> str:
    """The code as Open Graph writes it, with the country where most speak it so: fr_FR, zh_TW; en is en_GB here."""
    if code == "en":
        return "en_GB"  # whose way of writing numbers and days the pages have, see numbers.py
    locale = _locale(code.lower())
    likely = get_global("likely_subtags").get(str(locale), "") if locale else ""
    language, _, territory = (likely or str(locale or "")).partition("_")
    return f"{language}_{territory.rpartition('_')[2]}" if territory else language


@lru_cache(512)
def _locale(code: str) -> Locale | None:
    # Babel looks codes up as files, guesses what is missing ("und" becomes English), and reads on after "@".
    if not _CODE.fullmatch(code):
        return None
    try:
        return Locale.parse(code, sep="-", resolve_likely_subtags=False)
    except (UnknownLocaleError, ValueError):
        return None


def isolated(words: str) -> str:
    """Words that may be of another language, within a sentence: they turn the direction of nothing around them."""
    return f"\u2068{words}\u2069"
