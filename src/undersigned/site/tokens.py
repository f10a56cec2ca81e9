"""The style sheet's colours, read from the sheet itself, and how well each can be told from its papers."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from undersigned.site.colours import contrast

SHEET: Final = Path(__file__).resolve().parent.parent / "static" / "undersigned.css"
PAPERS: Final = ("paper", "paper-deep", "amber-paper")
LEAST_OF_TEXT: Final = 7.0
LEAST_OF_ALL_ELSE: Final = 4.5
# Seen as a line or an edge, never read; hair only parts what space parts already.
LINES: Final = ("line-grey",)
FAINT: Final = ("hair-grey", "ivory")
_COLOUR: Final = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by its name in the sheet, as #rrggbb, with its contrast on each paper, 1 to 21."""

    name: str
    value: str
    on_papers: tuple[float, ...]
    least: float

    @property
    def holds(self) -> bool:
        """Whether it can be told from every paper as well as it must."""
        return all(found >= self.least for found in self.on_papers)


def colours(*, by_night: bool) -> list[Colour]:
    """Every colour of the house, papers first, as the sheet names them."""
    day, _, night = SHEET.read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    named = dict(_COLOUR.findall(night.partition("\n}\n")[0] if by_night else day))
    papers = [named[name] for name in PAPERS]
    return [
        Colour(name, value, tuple(contrast(value, paper) for paper in papers), _least(name))
        for name, value in named.items()
    ]


def _least(name: str) -> float:
    if name in (*PAPERS, *FAINT):
        return 0
    return LEAST_OF_ALL_ELSE if name in LINES else LEAST_OF_TEXT
