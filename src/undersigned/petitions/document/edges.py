"""Lines that tell about a petition (its count, goal, addressees), found where a document keeps them: at its edges."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from undersigned.petitions.document.addressing import greeting_of
from undersigned.petitions.document.layout import Block, ends_sentence, goes_on
from undersigned.petitions.document.tallies import tally_of

# Such lines stand above the story or behind its first paragraphs, or at the very end. Further inside, a line like
# "4 million have signed." is taken for what it is: a sentence of the story.
STORY_ABOVE: Final = 2
_LINES_ABOVE: Final = 40
_LINES_BELOW: Final = 10
# "12,345", "have signed", "Let's get to 15,000!" may stand on a line each.
_MOST_LINES: Final = 4
# Documents tell these things once or twice; a file of nothing else must not take minutes.
_MOST_TOLD: Final = 50


@dataclass(slots=True)
class Told:
    """What the lines at the edges have told so far; the first count and goal hold, addressees add up."""

    plain: Callable[[str], str]
    title: str = ""
    count: int | None = None
    goal: int | None = None
    addressees: list[str] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    left: int = _MOST_TOLD

    def take(self, text: str) -> bool:
        """Whether the text only tells about the petition, or repeats its title; what it tells is kept."""
        text = self.plain(text)
        if not self.left:
            return False
        tally, greeting = tally_of(text), greeting_of(text)
        if tally:
            self.count = tally.count if self.count is None else self.count
            self.goal = tally.goal if self.goal is None else self.goal
            self.languages.update(tally.languages)
        elif greeting:
            self.addressees = _once([*self.addressees, *greeting.names])
            self.languages[greeting.language] += 1
        tells = bool(tally or greeting or (self.title and _bare(text) == _bare(self.title)))
        self.left -= tells
        return tells


def _once(names: Sequence[str]) -> list[str]:
    return list({name.casefold(): name for name in reversed(names)}.values())[::-1]


def _bare(title: str) -> str:
    return title.casefold().rstrip(" .!…:")


def set_apart(blocks: Sequence[Block], *, plain: Callable[[str], str], width: int) -> list[Block]:
    """The blocks, cut so that near the edges each line that tells about the petition is a block of its own."""
    total = sum(map(len, blocks))
    parts: list[Block] = []
    above = 0
    for block in blocks:
        if above < _LINES_ABOVE or above + len(block) > total - _LINES_BELOW:
            parts.extend(_cut(block, above, total, plain=plain, width=width))
        else:
            parts.append(block)
        above += len(block)
    return parts


def _cut(block: Block, above: int, total: int, *, plain: Callable[[str], str], width: int) -> Iterator[Block]:
    place = start = 0
    while place < len(block):
        is_near = above + place < _LINES_ABOVE or above + place >= total - _LINES_BELOW
        lines = _telling_lines(block, place, plain=plain, width=width) if is_near else 0
        if lines and _may_start(block[start:place], above):
            if start < place:
                yield block[start:place]
            yield block[place : place + lines]
            start = place = place + lines
        else:
            place += 1
    if start < len(block):
        yield block[start:]


def _telling_lines(block: Block, place: int, *, plain: Callable[[str], str], width: int) -> int:
    """How many lines from `place` on tell about the petition and no more; 0 if they are prose."""
    for lines in range(1, min(_MOST_LINES, len(block) - place) + 1):
        text = plain(" ".join(block[place : place + lines]))
        is_tally = tally_of(text) is not None
        if not is_tally and greeting_of(text) is None:
            continue
        following = block[place + lines : place + lines + 1]
        if not following or not goes_on(block[place + lines - 1], following[0], 0 if is_tally else width):
            return lines
    return 0


def _may_start(prose: Block, above: int) -> bool:
    # The title above ends no sentence; anywhere else an open sentence goes on.
    return not prose or ends_sentence(prose[-1]) or (above == 0 and len(prose) < _MOST_LINES)


def without_title(block: Block, title: str, *, plain: Callable[[str], str]) -> Block:
    """The block without a title repeated by its first lines."""
    for lines in range(1, min(_MOST_LINES, len(block)) + 1):
        if _bare(plain(" ".join(block[:lines]))) == _bare(title):
            following = block[lines : lines + 1]
            return block if following and goes_on(block[lines - 1], following[0], 0) else block[lines:]
    return block


def off_edges(told: Told, parts: Sequence[Block]) -> list[Block]:
    """The story's parts, without those at its edges that only tell about the petition."""
    story: list[Block] = []
    for part in parts:
        if len(story) >= STORY_ABOVE or not told.take(" ".join(part)):
            story.append(part)
    return off_end(told, story)


def off_end(told: Told, story: Sequence[Block]) -> list[Block]:
    """The story's parts, without those at its end that only tell about the petition."""
    end = len(story)
    while end and told.take(" ".join(story[end - 1])):
        end -= 1
    return list(story[:end])
