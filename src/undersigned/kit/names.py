"""Names and comments that signers type: tidied, and refused where they could carry something else."""

import re
import unicodedata

# What ends in one of these is read as a web address, by people and by mail programs. Only endings that no
# name has after a full stop: "J.R. Smith", "St.Clair" and "Ma.de Lourdes" are names.
_WEB_ENDINGS = (
    "com|net|org|info|biz|xyz|top|site|online|store|shop|club|app|dev|link|click|live|io|ly|"
    "tk|ml|gq|cf|ru|cn|рф"
)
_URL = re.compile(
    rf"://|\bwww\.\w|\bhttps?:|\bmailto:|[\w-]{{3,}}\.(?:{_WEB_ENDINGS})(?![\w-])", re.IGNORECASE
)
_AT = frozenset("@\uff20\ufe6b")  # as mail writes it, full width, small
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they reorder what follows
_JOINERS = "\u200c\u200d"  # invisible, and part of the spelling in Persian and in Indian scripts
_KEPT = frozenset(_JOINERS + "\n")
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_MANY_BREAKS = re.compile(r"\n{3,}")


class NameRefused(ValueError):
    """Not a name, or no comment; the message is the reason: too-long, link, at-sign or control."""


def clean_name(text: str, *, limit: int) -> str:
    """The name in NFC, runs of white space as one space, without invisible marks; may be empty.

    `limit` counts characters of the result. Raises NameRefused. Line breaks are control characters: no field
    for a name can hold one, so whoever sends one is no browser.
    """
    text = text.strip().replace("\t", " ")
    is_plain = text.isascii() and text.isprintable()  # as most are: nothing in it can be seen wrongly
    if not is_plain and any(c in _BIDI or unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise NameRefused("control")
    text = " ".join((text if is_plain else _seen(text)).split())
    if len(text) > limit:
        raise NameRefused("too-long")
    if not _AT.isdisjoint(text):
        raise NameRefused("at-sign")
    if _URL.search(text):
        raise NameRefused("link")
    return text if text.strip(_JOINERS + " ") else ""


def clean_comment(text: str, *, limit: int) -> str:
    """The comment in NFC with its line breaks, at most two in a row; other control characters are dropped.

    `limit` counts characters of the result, a line break as one. Raises NameRefused.
    """
    if not text:
        return ""
    text = _seen(_BREAKS.sub("\n", text).replace("\t", " "))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    text = _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip("\n")
    if len(text) > limit:
        raise NameRefused("too-long")
    return text


def _seen(text: str) -> str:
    """In NFC, without control characters, half surrogates, and invisible marks that spell nothing."""
    kept = (c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cs", "Cf"))
    return unicodedata.normalize("NFC", "".join(kept))
