"""Typst, kept alive in this process: drawings made of a source file and facts, with every word that a font can show."""

import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from PIL import Image

Facts = Mapping[
    str, Any
]  # what a source reads as `facts`: plain values, each word a string that is never markup

_PACKAGE: Final = Path(__file__).parent.parent
_COLOURS: Final = 32  # the paper, the inks, and the steps between them at the edges of letters
_LACKING: Final = re.compile('the text `"(.+?)"` could not be displayed', re.DOTALL)
_SYMBOLS: Final = {"So", "Sk", "Cn", "Co"}
_OF_SYMBOLS: Final = "\ufe0f\u20e3\u200d"  # makes an emoji of what stands before it, or joins two
_TAGS: Final = range(0xE0000, 0xE0080)  # say which flag


@lru_cache(4)
def _compiler(root: Path) -> typst.Compiler:
    # Fonts are looked for once; sources are read from this folder alone, and nothing is fetched.
    return typst.Compiler(root=root, font_paths=typst.Fonts())


def png(source: Path, attempts: Sequence[Facts]) -> bytes:
    """A picture of one pixel a point, from the first of `attempts` all of whose words can be shown, else the last.

    In few colours, which makes a third of the bytes. Not for two threads at once.
    """
    facts = next((one for one in attempts[:-1] if _is_legible(source, one)), attempts[-1])
    return _in_few_colours(_compiled(source, facts, format="png", ppi=72))


def pdf(source: Path, attempts: Sequence[Facts], *, now: datetime) -> bytes:
    """A tagged PDF (PDF/UA-1), from the first of `attempts` all of whose words can be shown; else the last, untested.

    Not for two threads at once.
    """
    for facts in attempts:
        try:
            return _compiled(
                source, facts, format="pdf", pdf_standards="ua-1", timestamp=int(now.timestamp())
            )
        except typst.TypstError as error:
            _raise_unless_a_font_lacks(error)
    return _compiled(source, attempts[-1], format="pdf", timestamp=int(now.timestamp()))


def plain_pdf(source: Path, facts: Facts, *, now: datetime) -> bytes:
    """A PDF without tags, which takes a fraction of the memory: for hundreds of pages of rows."""
    return _compiled(source, facts, format="pdf", pdf_tags=False, timestamp=int(now.timestamp()))


def unshown(source: Path, words: Sequence[str]) -> set[str]:
    """Those of the words that no font on this machine can show; `source` sets each of `facts.words`."""
    try:
        _compiled(source, {"words": list(words)}, format="pdf", pdf_standards="a-2u")
    except typst.TypstError as error:
        _raise_unless_a_font_lacks(error)
        return {_unquoted(found) for found in _LACKING.findall(error.diagnostic or str(error))}
    return set()


def _unquoted(text: str) -> str:
    """What stands in a message between quotes, in which signs that print nothing are written by their number."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)


def without_symbols(words: str) -> str:
    """The words without emoji and other symbols, for which few machines have a font."""
    kept: list[str] = []
    was_symbol = False
    for sign in words:
        is_part = was_symbol and (sign in _OF_SYMBOLS or ord(sign) in _TAGS)
        was_symbol = is_part or unicodedata.category(sign) in _SYMBOLS
        if not was_symbol and sign not in "\ufe0f\u20e3":
            kept.append(sign)
    return " ".join("".join(kept).split())


def _is_legible(source: Path, facts: Facts) -> bool:
    """Whether some font has each letter: an archive's PDF may hold none that is unknown, so Typst refuses it then."""
    try:
        _compiled(source, facts, format="pdf", pdf_standards="a-2u")
    except typst.TypstError as error:
        _raise_unless_a_font_lacks(error)
        return False
    return True


def _raise_unless_a_font_lacks(error: typst.TypstError) -> None:
    if "could not be displayed" not in str(error):
        raise error


def _compiled(source: Path, facts: Facts, **options: Any) -> bytes:
    # The sources of one room import what those of a lower one share.
    root = _PACKAGE if source.is_relative_to(_PACKAGE) else source.parent
    written = _compiler(root).compile(source, sys_inputs={"facts": json.dumps(facts)}, **options)
    if not isinstance(written, bytes):
        raise TypeError(f"{source.name} has more than one page")
    return written


def _in_few_colours(drawing: bytes) -> bytes:
    with Image.open(io.BytesIO(drawing)) as picture:
        few = picture.convert("RGB").quantize(
            _COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    written = io.BytesIO()
    few.save(written, "PNG", compress_level=6)
    return written.getvalue()
