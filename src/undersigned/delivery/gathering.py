"""One reading of all who signed: the sheet, the book and the numbers of a pack, made together so that they agree."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings

from undersigned.delivery.book import Book
from undersigned.delivery.naming import Facts
from undersigned.kit import countries
from undersigned.petitions.models import Notice, Petition
from undersigned.signing.export.cells import postal_district, safe
from undersigned.signing.export.columns import DELIVERY, Block, Cells, Slice
from undersigned.signing.export.lines import lines
from undersigned.signing.export.sheets import Asking, promised

Tell = Callable[[int], None]  # how many are written; raises to give up


@dataclass
class Gathered:
    """What was read: the sheet, the book, how many signed and how each is known."""

    sheet: IO[bytes]
    book: Book
    signatures: int
    assurances: Counter[int]


@contextmanager
def gathered(
    petition: Petition, book_facts: Facts, *, asking: Asking, words: str, now: datetime, tell: Tell
) -> Iterator[Gathered]:
    """Everyone who signed what is asked now, in the order of signing; the files are gone after the block."""
    folder = Path(settings.UNDERSIGNED_HOME)
    with ExitStack() as files:
        sheet = files.enter_context(TemporaryFile(dir=folder))
        found = Gathered(sheet, Book(book_facts, files, folder, now=now), 0, Counter())
        sheet.write(lines(Block(1, [[column.heading] for column in DELIVERY])))
        for part in promised(petition, asking=asking, now=now):
            numbers = range(found.signatures + 1, found.signatures + 1 + len(part))
            numbered = Slice({**part.read, "number": numbers}, part.hands_over, part.people)
            block = [column.writes(numbered) if column.writes else None for column in DELIVERY]
            sheet.write(lines(Block(len(part), block)))
            found.assurances.update(part.read["assurance"])
            _enter(found.book, numbered, words)
            found.signatures += len(part)
            tell(found.signatures)
        found.book.end()
        yield found


def _enter(book: Book, part: Slice, words: str) -> None:
    """A line of the book for whoever was promised to be named, and none for others."""
    columns = (
        part.read["number"],
        part.people,
        part.hands_over,
        part.read["country"],
        part.read["signed_on"],
    )
    for number, person, hands_over, country, signed_on in zip(*columns, strict=True):
        name = f"{person.given_name} {person.family_name}".strip()
        if hands_over == Notice.HandsOver.NUMBER or not name:
            continue
        place = ""
        if hands_over == Notice.HandsOver.PLACES:
            district = postal_district(person.postal_code, country) if person.postal_code else ""
            place = ", ".join(filter(None, [district, _country(country, words)]))
        book.add((number, name, place, signed_on))


@lru_cache(1024)
def _country(code: str, words: str) -> str:
    return countries.name(code, words)


def places_sheet(figures: dict[str, int]) -> bytes:
    """The figures by country as they are published: nobody is found in them."""
    codes = [code for code in figures if code]
    headings = ("area_type", "area_code", "area_name", "boundary_version", "signatures")
    columns: list[Cells] = [
        ["country"] * len(codes),
        codes,
        [countries.name(code, "en") for code in codes],
        ["ISO 3166-1"] * len(codes),
        [figures[code] for code in codes],
    ]
    return lines(Block(1, [[heading] for heading in headings])) + lines(Block(len(codes), columns))


def comments_sheet(rows: Iterator[list[tuple[str, str, str, str]]]) -> Iterator[bytes]:
    """What signers wrote for everyone to read, with the names that they show."""
    yield lines(Block(1, [["name"], ["country"], ["signed_on"], ["comment"]]))
    for part in rows:
        columns = [[safe(cell) for cell in column] for column in zip(*part, strict=True)]
        yield lines(Block(len(part), columns or [[], [], [], []]))
