"""The same rows as XLSX: written to a file on the disk row by row, so that memory stays flat."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from undersigned.signing.export.columns import Block, Column

if TYPE_CHECKING:
    import xlsxwriter

MOST_ROWS = (
    1_048_576  # of one sheet, the heading included (ECMA-376 as Excel reads it); the next sheet goes on
)


def write(file: Path, columns: Sequence[Column], blocks: Iterator[Block], *, most: int = MOST_ROWS) -> None:
    """Write the rows under their headings, on as many sheets as they need."""
    import xlsxwriter  # noqa: PLC0415 - takes memory that no process needs which makes no such file

    # Text stays text: no cell becomes a formula or a link, whatever it begins with.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, line = _sheet(book, columns), 1
        for block in blocks:
            filled = [(place, cells) for place, cells in enumerate(block.columns) if cells is not None]
            for row in range(block.rows):
                if line == most:
                    sheet, line = _sheet(book, columns), 1
                for place, cells in filled:
                    cell = cells[row]
                    if isinstance(cell, int):
                        sheet.write_number(line, place, cell)
                    elif cell:
                        sheet.write_string(line, place, cell)
                line += 1


def _sheet(book: "xlsxwriter.Workbook", columns: Sequence[Column]) -> "xlsxwriter.workbook.Worksheet":
    sheet = book.add_worksheet()
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.heading)
    return sheet
