"""The book of signatures: hundreds of pages drawn part by part, each in a process that ends, then joined.

The parts lie in files without a name, which are gone with the process, however it ends.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

from undersigned.delivery.naming import Facts

AT_ONCE: Final = 2200  # rows of one part: 44 pages or more, and 150 MB while they are drawn
MOST_IN_A_VOLUME: Final = 100_000  # rows: pages are joined in memory
LONGEST: Final = 600.0  # seconds for one part
Row = tuple[int, str, str, str]  # number, name, place, day


class BookFailed(Exception):
    """A part could not be drawn; the message is for the log."""


@dataclass
class Volume:
    """Some of the parts, as one file."""

    parts: list[IO[bytes]] = field(default_factory=list)
    rows: int = 0
    pages: int = 1  # the cover


class Book:
    """A book that grows: `add` rows, then `volumes` with a cover each."""

    def __init__(self, facts: Facts, files: ExitStack, folder: Path, *, now: datetime) -> None:
        self._facts = facts
        self._files = files
        self._folder = folder
        self._now = now
        self._rows: list[Row] = []
        self._volumes: list[Volume] = []
        self.rows = 0
        self.unshown = 0
        self.scripts: set[str] = set()

    @property
    def pages(self) -> int:
        """Of all volumes."""
        return sum(volume.pages for volume in self._volumes)

    def add(self, row: Row) -> None:
        """One signature more."""
        self._rows.append(row)
        self.rows += 1
        if len(self._rows) == AT_ONCE:
            self._draw()

    def end(self) -> None:
        """Draw what is left."""
        if self._rows:
            self._draw()

    def _draw(self) -> None:
        if not self._volumes or self._volumes[-1].rows >= MOST_IN_A_VOLUME:
            self._volumes.append(Volume())
        volume = self._volumes[-1]
        part: IO[bytes] = self._files.enter_context(TemporaryFile(dir=self._folder))  # noqa: SIM115
        told = _drawn(self._facts | {"page": volume.pages + 1, "rows": self._rows}, part, now=self._now)
        volume.parts.append(part)
        volume.rows += len(self._rows)
        volume.pages += _pages(part)
        self.unshown += told["unshown"]
        self.scripts |= set(told["scripts"])
        self._rows = []

    def volumes(self, cover: bytes, *, title: str) -> Iterator[tuple[str, IO[bytes]]]:
        """(name, file) of each; one is signatures.pdf, several are numbered."""
        for number, volume in enumerate(self._volumes, start=1):
            name = "signatures.pdf" if len(self._volumes) == 1 else f"signatures-{number}.pdf"
            with TemporaryFile(dir=self._folder) as whole:
                _join(volume, cover, whole, title=title)
                whole.seek(0)
                yield name, whole


def _drawn(facts: Facts, part: IO[bytes], *, now: datetime) -> dict[str, Any]:
    given = json.dumps({"facts": facts, "now": now.timestamp()}).encode()
    command = [sys.executable, "-m", "undersigned.delivery.book_part"]
    try:
        done = subprocess.run(  # noqa: S603 - nothing of a visitor is in the command
            command, input=given, stdout=part, stderr=subprocess.PIPE, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        raise BookFailed("a part took too long") from None
    if done.returncode:  # never its own words: they may hold names
        size = os.fstatvfs(part.fileno())
        if size.f_bavail * size.f_frsize < 1 << 20:
            raise OSError(28, "no space left")
        raise BookFailed(f"a part ended with {done.returncode}")
    told: dict[str, Any] = json.loads(done.stderr)
    return told


def _pages(part: IO[bytes]) -> int:
    part.seek(0)
    from pypdf import PdfReader  # noqa: PLC0415 - takes memory that no process needs which makes no book

    return len(PdfReader(part).pages)


def _join(volume: Volume, cover: bytes, whole: IO[bytes], *, title: str) -> None:
    from pypdf import PdfWriter  # noqa: PLC0415

    with TemporaryFile() as first, PdfWriter() as writer:
        first.write(cover)
        for part in (first, *volume.parts):
            part.seek(0)
            writer.append(part, import_outline=False)
        writer.add_metadata({"/Title": title})
        writer.write(whole)
