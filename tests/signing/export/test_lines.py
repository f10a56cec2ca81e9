"""Lines made of columns are what Python's own writer makes of rows."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from undersigned.signing.export.columns import Block, Cell
from undersigned.signing.export.lines import lines

CELLS = st.one_of(
    st.integers(0, 10**9), st.text(st.characters(exclude_categories=["Cs"]), max_size=8), st.just("")
)


@given(rows=st.integers(1, 4), data=st.data())
def test_lines_are_those_of_pythons_writer(rows: int, data: st.DataObject) -> None:
    column = st.one_of(st.none(), st.lists(CELLS, min_size=rows, max_size=rows))
    columns: list[list[Cell] | None] = data.draw(st.lists(column, min_size=1, max_size=5))
    out = io.StringIO(newline="")
    whole = [[""] * rows if one is None else one for one in columns]
    csv.writer(out, lineterminator="\r\n").writerows(zip(*whole, strict=True))
    assert lines(Block(rows, columns)).decode() == out.getvalue()
