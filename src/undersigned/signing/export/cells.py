"""What one cell of a sheet may hold, so that whoever opens it runs nothing and reads what is there."""

import re
from typing import Final

# Excel, LibreOffice and Google Sheets take a cell for a formula by its first character, the full-width ones included
# (OWASP, "CSV injection"). What cannot be seen in front of it hides it from a reader, not from a program.
_BEGINS: Final = "=+-@|%\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b"
_FORMULA: Final = re.compile(rf"[\s\u200b-\u200f\u2060\ufeff\xad]*[{re.escape(_BEGINS)}]")
# Control characters, line ends that are no line of the sheet, and marks that turn the direction of what follows.
_NO_PRINT: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)
_SUSPECT: Final = frozenset(f"{_BEGINS} ")


def safe(text: str) -> str:
    """The text as a cell: one line, and behind an apostrophe where a program would take it for a formula."""
    # Nearly all are of this kind, which is told in a tenth of the time: what can be printed is in none of the above.
    if text.isalnum() or (text.isprintable() and text[:1] not in _SUSPECT and text[-1:] != " "):
        return text
    text = _NO_PRINT.sub(" ", text).strip()
    return f"'{text}" if _FORMULA.match(text) else text


def postal_district(postal_code: str, country: str) -> str:
    """The part of a postcode that names a district, no house: SW1A of "SW1A 1AA", 1012 of "1012 AB"."""
    code = " ".join(postal_code.upper().split())
    if country == "GB":
        return code.replace(" ", "")[:-3]
    return re.split(r"[ -]", code)[0]
