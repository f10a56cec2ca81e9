"""The document put together: title, ask, addressees, story, letter, call, and what it claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from undersigned.kit.richtext import markdown_text
from undersigned.petitions.document.addressing import demand_of
from undersigned.petitions.document.closing import MAX_CALL, calling_languages, split_call, split_letter
from undersigned.petitions.document.decoding import DocumentRefused, clean_text
from undersigned.petitions.document.edges import (
    STORY_ABOVE,
    Told,
    off_edges,
    off_end,
    set_apart,
    without_title,
)
from undersigned.petitions.document.layout import (
    Block,
    blocks_of,
    goes_on,
    joined,
    listed,
    opens_line,
    unwrapped,
    wrap_width,
)
from undersigned.petitions.document.wordings import wordings

# Two lines on a phone are about 80 characters, and the longest titles that petition sites take are 150 to 200.
MAX_TITLE: Final = 200
# The shortest title with a meaning is two Chinese characters.
MIN_TITLE: Final = 2
# A book as long as the largest file has about as many; a file of more is no story, and costly to read and show.
MAX_LINES: Final = 20_000

_HASHES: Final = re.compile(r"^#{1,6}(?:\s+|$)|\s+#+$")
_MARKS: Final = re.compile(r"^[#>\s]+|[*_]")


@dataclass(frozen=True, slots=True)
class Document:
    """A petition as its document tells it; title, ask and call are plain text, story and letter are in `markup`."""

    title: str
    ask: str
    letter: str
    paragraphs: tuple[str, ...]
    call: str
    addressees: tuple[str, ...]
    goal: int | None
    claimed_signatures: int
    language: str
    markup: Literal["plain", "markdown"]


def read(data: bytes, *, markdown: bool = False) -> Document:
    """The petition in a file's bytes; at least one paragraph, none with a blank line in it.

    The count is only what the document claims. Raises DocumentRefused, whose message is one line for a person.
    """
    text = clean_text(data).strip()
    if not text:
        raise DocumentRefused("The document is empty: it needs a title and a story.")
    lines = text.count("\n") + 1
    if lines > MAX_LINES:
        raise DocumentRefused(f"The document has {lines:,} lines; {MAX_LINES:,} is the most.")
    blocks = blocks_of(text, markdown=markdown)
    width = wrap_width(blocks)
    told = Told(_unmarked_markdown if markdown else str)
    blocks = set_apart(blocks, plain=told.plain, width=width)
    while blocks and told.take(" ".join(blocks[0])):
        del blocks[0]
    told.title, body = _title(blocks, width, markdown=markdown)
    above = [without_title(block, told.title, plain=told.plain) for block in body[: STORY_ABOVE + 1]]
    body = off_edges(told, [*filter(None, above), *body[STORY_ABOVE + 1 :]])
    parts = off_edges(told, body if markdown else _plain_parts(body))
    return _document(told, parts, markdown=markdown)


def _unmarked_markdown(text: str) -> str:
    # A long text tells nothing that is looked for.
    return _MARKS.sub("", text) if len(text) <= 4 * MAX_TITLE else text


def _title(blocks: Sequence[Block], width: int, *, markdown: bool) -> tuple[str, list[Block]]:
    """The title, which is the first line that tells nothing else, and what stands below it."""
    if not blocks:
        raise DocumentRefused("The document has no title: its first line must be the title.")
    first = blocks[0]
    lines = 1
    while lines < len(first) and goes_on(first[lines - 1], first[lines], width):
        lines += 1
    title = joined(first[:lines], markdown=False).strip()
    if markdown and len(title) <= 2 * MAX_TITLE:
        title = markdown_text(_HASHES.sub("", title))
    if len(title) > MAX_TITLE:
        raise DocumentRefused(
            f"The first line must be the title, in at most {MAX_TITLE} characters; it has {len(title):,}."
        )
    if sum(map(str.isalpha, title)) < MIN_TITLE:
        raise DocumentRefused("The document has no title: its first line holds no words.")
    return title, [first[lines:], *blocks[1:]] if first[lines:] else list(blocks[1:])


def _plain_parts(body: Sequence[Block]) -> list[Block]:
    parts = unwrapped(body[0]) if len(body) == 1 else body
    items = [item for part in parts for item in listed(part)]
    return [*items[:-1], *split_call(items[-1])] if items else []


def _document(told: Told, parts: list[Block], *, markdown: bool) -> Document:
    parts, call = _called(told, parts, markdown=markdown)
    story, letter = split_letter([joined(part, markdown=markdown) for part in parts], markdown=markdown)
    if not story:
        raise DocumentRefused("The document has a title but no story below it.")
    demand = demand_of(told.title)
    if demand:
        told.languages[demand.language] += 2
    return Document(
        title=told.title,
        ask=demand.what if demand else told.title,
        letter="\n\n".join(letter),
        paragraphs=tuple(story),
        call=call,
        addressees=tuple(told.addressees) or ((demand.who,) if demand else ()),
        goal=told.goal or None,
        claimed_signatures=told.count or 0,
        language=max((row.language for row in wordings()), key=lambda language: told.languages[language]),
        markup="markdown" if markdown else "plain",
    )


def _called(told: Told, parts: list[Block], *, markdown: bool) -> tuple[list[Block], str]:
    """The story's parts without the call that ends it, and the call, which never is the only paragraph."""
    if len(parts) < 2:
        return parts, ""
    words = joined(parts[-1], markdown=markdown)
    if markdown and opens_line(words):
        return parts, ""
    # The double leaves room for markup and keeps a long paragraph from being parsed for nothing.
    if markdown and len(words) <= 2 * MAX_CALL:
        words = markdown_text(words)
    languages = calling_languages(words)
    if languages is None:
        return parts, ""
    told.languages.update(languages)
    return off_end(told, parts[:-1]), words
