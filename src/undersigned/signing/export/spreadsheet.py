"""The same rows as XLSX: written to a file on the disk row by row, so that memory stays flat."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

from undersigned.signing.export.columns import Cell, Column

MOST_ROWS = (
    1_048_576  # of one sheet, the heading included (ECMA-376 as Excel reads it); the next sheet goes on
)


def write(
    file: Path, columns: Sequence[Column], cells: Iterator[list[list[Cell]]], *, most: int = MOST_ROWS
) -> None:
    """Write the cells under their headings, on as many sheets as they need."""
    # Text stays text: no cell becomes a formula or a link, whatever it begins with.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, line = _sheet(book, columns), 1
        for part in cells:
            for row in part:
                if line == most:
                    sheet, line = _sheet(book, columns), 1
                for place, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(line, place, cell)
                    else:
                        sheet.write_string(line, place, cell)
                line += 1


def _sheet(book: xlsxwriter.Workbook, columns: Sequence[Column]) -> xlsxwriter.workbook.Worksheet:
    sheet = book.add_worksheet()
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.heading)
    return sheet
