"""Which names the fonts of this machine can show, and what stands in the book for one that they cannot."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from undersigned.kit.typesetting import without_symbols

MOST_MARKS: Final = (
    4  # on one letter: no living script needs more, and a pile of them covers the lines around
)
LONGEST_WORD: Final = 20
_JOINER, _SELECTOR = "\u200d", "\ufe0f"
Unshown = Callable[[Sequence[str]], set[str]]


def tidied(name: str) -> str:
    """The name in one line, without controls, marks that turn the direction, and piles of accents."""
    kept: list[str] = []
    marks = 0
    for sign in name:
        category = unicodedata.category(sign)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            is_no_print = category in ("Cc", "Cs", "Zl", "Zp") or (
                category == "Cf" and sign not in "\u200c\u200d"
            )
            kept.append(" " if is_no_print else sign)
    return " ".join(map(breakable, "".join(kept).split()))


def breakable(word: str) -> str:
    """A word that may be broken where a line would not hold it."""
    if len(word) <= LONGEST_WORD:
        return word
    signs = clusters(word)
    parts = ("".join(signs[start : start + LONGEST_WORD]) for start in range(0, len(signs), LONGEST_WORD))
    return "\u200b".join(parts)


def clusters(name: str) -> list[str]:
    """The signs of a name as they are shown: each letter with its marks, each emoji with what it is joined to."""
    found: list[str] = []
    for sign in name:
        is_part = unicodedata.category(sign) in ("Mn", "Me", "Mc") or sign in (_JOINER, "\u200c", _SELECTOR)
        if found and (is_part or found[-1].endswith(_JOINER)):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def legible(names: Sequence[str], unshown: Unshown) -> tuple[list[str], set[str]]:
    """The names as the fonts can show them, "" for one that they cannot; and which scripts they lack.

    `unshown` tells of words which of them cannot be shown; it is asked but once.
    """
    tidy = [tidied(name) for name in names]
    unusual = sorted({one for name in tidy if not name.isascii() for one in clusters(name)} - _PLAIN)
    lacking = unshown(unusual) if unusual else set()
    if not lacking:
        return tidy, set()
    shown = [_shown(name, lacking) for name in tidy]
    scripts = {_script(cluster) for cluster in unusual if _is_lacking(cluster, lacking)}
    return shown, scripts


_PLAIN: Final = frozenset(map(chr, [*range(32, 127), *range(0xC0, 0x180), 0x200B]))


def _shown(name: str, lacking: set[str]) -> str:
    if name.isascii() or not _has_lacking(name, lacking):
        return name
    plain = without_symbols(name)
    return "" if _has_lacking(plain, lacking) else plain


def _has_lacking(name: str, lacking: set[str]) -> bool:
    return any(_is_lacking(cluster, lacking) for cluster in clusters(name))


def _is_lacking(cluster: str, lacking: set[str]) -> bool:
    # What is told is what the shaper made of the words, which may be a part of what was asked.
    return cluster in lacking or any(sign in lacking for sign in cluster)


def _script(cluster: str) -> str:
    """What the letters are called in the standard, such as Cjk or Thai."""
    if unicodedata.category(cluster[0]) in ("So", "Sk", "Cn"):
        return "Emoji"
    return unicodedata.name(cluster[0], "?").split()[0].capitalize()


def named(scripts: Iterable[str]) -> str:
    """Several scripts in one line."""
    return ", ".join(sorted(scripts))
