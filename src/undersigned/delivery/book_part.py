"""python -m undersigned.delivery.book_part FILE: one part of the book, drawn in a process of its own.

Facts as JSON on standard input, the PDF on standard output, what could not be shown as JSON on standard error. What
Typst takes is given back when the process ends; that of the whole book would not fit.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from undersigned.delivery.legible import legible
from undersigned.kit import typesetting

TYPST: Final = Path(__file__).parent / "typst"


def draw(given: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """The PDF, how many names no font here can show, and in which scripts they are."""
    rows = given["facts"]["rows"]
    names, scripts = legible(
        [row[1] for row in rows], lambda words: typesetting.unshown(TYPST / "probe.typ", words)
    )
    shown = [[row[0], name, *row[2:]] for row, name in zip(rows, names, strict=True)]
    facts = given["facts"] | {"rows": shown}
    now = datetime.fromtimestamp(given["now"], UTC)
    drawn = typesetting.plain_pdf(TYPST / "book.typ", facts, now=now)
    return drawn, {"unshown": sum(not name for name in names), "scripts": sorted(scripts)}


def main() -> None:
    """Read, draw, write."""
    os.nice(5)  # the pages of the site go first
    drawn, told = draw(json.load(sys.stdin.buffer))
    sys.stdout.buffer.write(drawn)
    sys.stdout.buffer.flush()
    json.dump(told, sys.stderr)


if __name__ == "__main__":
    main()
