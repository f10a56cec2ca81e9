"""Words as they are looked up: without case, accents and endings, in any script; nothing here reads the database."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 6  # letters: "library" and "libraries" begin with the same six
SHORTEST: Final = 3
MOST: Final = 24

_WORD: Final = re.compile(r"[^\W_]+")
# Scripts that put nothing between words: two signs that follow each other are looked up.
_JOINED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def stems(text: str) -> list[str]:
    """The beginnings of the words of a text, each once, in their order; at most 24."""
    # Only what a title may have, and some more: an accent can be a sign of its own.
    folded = unicodedata.normalize("NFKD", text[:2000].casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    plain = unicodedata.normalize("NFC", plain).replace("'", "").replace("’", "")
    found: dict[str, None] = {}
    for word in _WORD.findall(plain):
        if _JOINED.search(word):
            found.update(dict.fromkeys(word[n : n + 2] for n in range(max(1, len(word) - 1))))
        elif len(word) >= SHORTEST:
            found[word[:LONGEST]] = None
    return list(found)[:MOST]
