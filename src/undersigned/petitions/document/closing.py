"""How a document ends: the line that calls to act, and the letter that it may hold."""

import re
from typing import Final

from undersigned.petitions.document.layout import Block, ends_sentence
from undersigned.petitions.document.wordings import spoken, wordings

# A call is set as a line of its own above the form; more than two sentences are an argument and belong in the story.
MAX_CALL: Final = 200
MAX_SENTENCES: Final = 2

_LONGEST_HEADING: Final = 40
_SENTENCE_BREAK: Final = re.compile(r"[.!?…。！？؟]+[\"'”’»)]*\s+(?=\S)")
_OPENING_SIGNS: Final = " \"'“‘«„¡¿*_#>(-–—"


def calling_languages(words: str) -> frozenset[str] | None:
    """The languages in which a paragraph calls to act, none of them if only "!" tells it; None if it does not."""
    if len(words) > MAX_CALL or len(_SENTENCE_BREAK.findall(words)) >= MAX_SENTENCES:
        return None
    languages = _opening_languages(words)
    return languages if languages or words.endswith(("!", "！")) else None


def _opening_languages(words: str) -> frozenset[str]:
    line = spoken(words).lstrip(_OPENING_SIGNS)
    return frozenset(row.language for row in wordings() if row.calls.match(line))


def split_call(block: Block) -> list[Block]:
    """A plain document's last paragraph, and its last line by itself if that opens a call behind a full sentence."""
    if len(block) > 1 and ends_sentence(block[-2]) and _opening_languages(block[-1]):
        return [block[:-1], block[-1:]]
    return [block]


def split_letter(paragraphs: list[str], *, markdown: bool) -> tuple[list[str], list[str]]:
    """The story, and the letter below a heading of its own, up to the next Markdown heading; the heading goes.

    A document that is only a letter has it as its story.
    """
    heads = [
        place for place, paragraph in enumerate(paragraphs) if _heads_letter(paragraph, markdown=markdown)
    ]
    above = 0
    while heads[above : above + 1] == [above]:
        above += 1
    paragraphs, heads = paragraphs[above:], [place - above for place in heads[above:]]
    if not heads:
        return paragraphs, []
    below = range(heads[0] + 1, len(paragraphs))
    end = next((place for place in below if markdown and paragraphs[place].startswith("#")), len(paragraphs))
    if not below or end == below[0]:
        return paragraphs, []
    return paragraphs[: heads[0]] + paragraphs[end:], paragraphs[heads[0] + 1 : end]


def _heads_letter(paragraph: str, *, markdown: bool) -> bool:
    if len(paragraph) > _LONGEST_HEADING:
        return False
    words = spoken(paragraph.strip("#*_ ") if markdown else paragraph)
    return any(row.letter.fullmatch(words) for row in wordings())
