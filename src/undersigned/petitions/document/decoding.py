"""From the bytes of a file to clean text: its encoding, its invisible signs, its normal form."""

import codecs
import re
import unicodedata
from typing import Final

# A megabyte is a book of 500 pages: more than anyone reads before signing, and quick to refuse.
MAX_BYTES: Final = 1024 * 1024

# Unicode's own limit for text that is safe to normalise piece by piece (UAX #15, Stream-Safe Text Format); a longer
# run is no letter of any script, and putting its marks in order takes time that grows with its square.
MAX_MARKS: Final = 30

# Signs that show nothing, left behind by word processors and web pages. Overrides and isolates could make a title read
# as other words than are stored, or reach into the text around it; soft hyphens and the like break comparing. The
# joiners (U+200C, U+200D) and the plain direction marks (U+200E, U+200F, U+061C) stay: scripts and emoji need them.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)

_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\u2028]")

# Controls and the code points that Unicode keeps free for ever: no text holds them, mistaken encodings do.
_NEVER_TEXT: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)


class DocumentRefused(ValueError):
    """The document cannot be read as a petition; the message is one clear line for a person."""


def clean_text(data: bytes) -> str:
    """The text of a file in UTF-8, or UTF-16 with its mark: lines end in \\n, normal form C, nothing invisible.

    Raises DocumentRefused for more than MAX_BYTES, binary data, a wrong encoding, or control characters.
    """
    if len(data) > MAX_BYTES:
        raise DocumentRefused(f"The document has {len(data):,} bytes; {MAX_BYTES:,} (1 MiB) is the most.")
    text = _decoded(data)
    if "\0" in text:
        raise DocumentRefused("The document is not text: it holds binary data.")
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    never = _NEVER_TEXT.search(text)
    if never:
        raise DocumentRefused(
            f"Line {_line(text, never.start())} of the document holds the control character "
            f"U+{ord(never[0]):04X}; save it again as UTF-8 text."
        )
    text = _INVISIBLE.sub("", text)
    _refuse_piled_marks(text)
    return unicodedata.normalize("NFC", text)


def _decoded(data: bytes) -> str:
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if is_utf16:
            raise DocumentRefused(
                "The document says that it is UTF-16 but is not; save it as UTF-8 text."
            ) from None
        # utf-8-sig counts from behind the mark, so the position may be three bytes early: the line stays right.
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentRefused(
            f"Line {line} of the document is not UTF-8; save it again as UTF-8 text."
        ) from None


def _refuse_piled_marks(text: str) -> None:
    if text.isascii():
        return
    piled = 0
    for place, sign in enumerate(text):
        piled = piled + 1 if unicodedata.combining(sign) else 0
        if piled > MAX_MARKS:
            raise DocumentRefused(
                f"Line {_line(text, place)} of the document piles more than {MAX_MARKS} marks on one letter."
            )


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
