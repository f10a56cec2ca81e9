"""The document put together: title, ask, addressees, story, letter, call, and what it claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from undersigned.kit.richtext import markdown_text
from undersigned.petitions.document.addressing import demand_of
from undersigned.petitions.document.closing import MAX_CALL, calling_languages, heads_letter, split_call
from undersigned.petitions.document.decoding import DocumentRefused, clean_text
from undersigned.petitions.document.edges import STORY_ABOVE, Told, set_apart, without_title
from undersigned.petitions.document.layout import (
    Block,
    blocks_of,
    goes_on,
    joined,
    listed,
    unwrapped,
    wrap_width,
)
from undersigned.petitions.document.wordings import LANGUAGES

# Two lines on a phone are about 80 characters, and the longest titles that petition sites take are 150 to 200.
MAX_TITLE: Final = 200
# The shortest title with a meaning is two Chinese characters.
MIN_TITLE: Final = 2
# A book as long as the largest file has about 2,500; a file of more is no story, and costly to show.
MAX_PARAGRAPHS: Final = 5000

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
    text = clean_text(data)
    blocks = blocks_of(text, markdown=markdown)
    if not blocks:
        raise DocumentRefused("The document is empty: it needs a title and a story.")
    _refuse_too_many(blocks)
    width = wrap_width(blocks)
    told = Told(_unmarked_markdown if markdown else str)
    blocks = set_apart(blocks, plain=told.plain, width=width)
    while blocks and told.take(" ".join(blocks[0])):
        del blocks[0]
    told.title, body = _title(blocks, width, markdown=markdown)
    above = [without_title(block, told.title, plain=told.plain) for block in body[: STORY_ABOVE + 1]]
    body = [block for block in above if block] + body[STORY_ABOVE + 1 :]
    return _told_document(told, _paragraphs(body, markdown=markdown), markdown=markdown)


def _unmarked_markdown(text: str) -> str:
    return _MARKS.sub("", text)


def _title(blocks: Sequence[Block], width: int, *, markdown: bool) -> tuple[str, list[Block]]:
    """The title, which is the first line that tells nothing else, and what stands below it."""
    if not blocks:
        raise DocumentRefused("The document has no title: its first line must be the title.")
    first = blocks[0]
    lines = 1
    while lines < len(first) and goes_on(first[lines - 1], first[lines], width):
        lines += 1
    title = " ".join(first[:lines]).strip()
    if markdown and len(title) <= 2 * MAX_TITLE:
        title = markdown_text(_HASHES.sub("", title))
    if len(title) > MAX_TITLE:
        raise DocumentRefused(
            f"The first line must be the title, in at most {MAX_TITLE} characters; it has {len(title):,}."
        )
    if sum(map(str.isalpha, title)) < MIN_TITLE:
        raise DocumentRefused("The document has no title: its first line holds no words.")
    return title, [first[lines:], *blocks[1:]] if first[lines:] else list(blocks[1:])


def _paragraphs(body: Sequence[Block], *, markdown: bool) -> list[str]:
    if markdown:
        return [joined(block, markdown=True) for block in body]
    parts = unwrapped(body[0]) if len(body) == 1 else body
    items = [item for part in parts for item in listed(part)]
    _refuse_too_many(items)
    return [joined(part, markdown=False) for part in [*items[:-1], *(split_call(items[-1]) if items else [])]]


def _refuse_too_many(parts: Sequence[Block]) -> None:
    if len(parts) > MAX_PARAGRAPHS:
        raise DocumentRefused(f"The document has {len(parts):,} paragraphs; {MAX_PARAGRAPHS:,} is the most.")


def _told_document(told: Told, paragraphs: list[str], *, markdown: bool) -> Document:
    story, call = _called(told, _story(told, paragraphs), markdown=markdown)
    story, letter = _letter(story, told)
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
        language=max(LANGUAGES, key=lambda language: told.languages[language]),
        markup="markdown" if markdown else "plain",
    )


def _called(told: Told, story: list[str], *, markdown: bool) -> tuple[list[str], str]:
    """The story without the call that ends it, and the call, which never is the only paragraph."""
    if len(story) < 2 or len(story[-1]) > 2 * MAX_CALL:
        return story, ""
    words = markdown_text(story[-1]) if markdown else story[-1]
    languages = calling_languages(story[-1], words)
    if languages is None:
        return story, ""
    told.languages.update(languages)
    return _without_telling_end(told, story[:-1]), words


def _story(told: Told, paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs without those at the edges that only tell about the petition."""
    story: list[str] = []
    for paragraph in paragraphs:
        if len(story) >= STORY_ABOVE or not told.take(paragraph):
            story.append(paragraph)
    return _without_telling_end(told, story)


def _without_telling_end(told: Told, story: list[str]) -> list[str]:
    end = len(story)
    while end and told.take(story[end - 1]):
        end -= 1
    return story[:end]


def _letter(story: list[str], told: Told) -> tuple[list[str], list[str]]:
    """The story, and the letter that stands below a heading of its own, up to the next Markdown heading."""
    while story and heads_letter(told.plain(story[0])):
        story = story[1:]
    heads = (place for place, paragraph in enumerate(story) if heads_letter(told.plain(paragraph)))
    head = next(heads, len(story))
    below = range(head + 1, len(story))
    end = next(
        (place for place in below if told.plain is not str and story[place].startswith("#")), len(story)
    )
    if head + 1 >= end:
        return story, []
    return story[:head] + story[end:], story[head + 1 : end]
