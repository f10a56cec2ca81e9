"""How a document ends: the line that calls to act, and the letter that it may hold."""

import re
from typing import Final

from undersigned.petitions.document.layout import Block, ends_sentence
from undersigned.petitions.document.wordings import WORDINGS, spoken

# A call is set as a line of its own above the form; more than two sentences are an argument and belong in the story.
MAX_CALL: Final = 200
MAX_SENTENCES: Final = 2

_LONGEST_HEADING: Final = 40
_SENTENCE_BREAK: Final = re.compile(r"[.!?…。！？؟]+[\"'”’»)]*\s+(?=\S)")
_OPENING_SIGNS: Final = " \"'“‘«„¡¿*_#>(-–—"
# A list, a quote or a heading of Markdown is more than a line.
_MORE_THAN_A_LINE: Final = re.compile(r"[-*+#>]\s|>|\d+[.)]\s|#")


def calling_languages(paragraph: str, words: str) -> frozenset[str] | None:
    """The languages in which a paragraph calls to act, none of them if only "!" tells it; None if it does not.

    `words` are the paragraph's words without its markup.
    """
    if len(words) > MAX_CALL or len(_SENTENCE_BREAK.findall(words)) >= MAX_SENTENCES:
        return None
    if "\n" in paragraph or (words != paragraph and _MORE_THAN_A_LINE.match(paragraph)):
        return None
    languages = _opening_languages(words)
    return languages if languages or words.endswith(("!", "！")) else None


def _opening_languages(words: str) -> frozenset[str]:
    line = spoken(words).lstrip(_OPENING_SIGNS)
    return frozenset(row.language for row in WORDINGS if row.calls.match(line))


def split_call(block: Block) -> list[Block]:
    """A plain document's last paragraph, and its last line by itself if that opens a call behind a full sentence."""
    if len(block) > 1 and ends_sentence(block[-2]) and _opening_languages(block[-1]):
        return [block[:-1], block[-1:]]
    return [block]


def heads_letter(words: str) -> bool:
    """Whether the words are a heading above the letter, as "The letter:"."""
    return len(words) <= _LONGEST_HEADING and any(row.letter.fullmatch(spoken(words)) for row in WORDINGS)
