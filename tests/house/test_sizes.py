"""Nothing grows too large to be read in one go."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import files, line_count, modules, short, tree

LONGEST_FUNCTION = 40


@pytest.mark.parametrize(
    ("folder", "suffix", "most"),
    [
        ("src", ".py", 400),
        ("src", ".html", 200),
        ("src", ".txt", 200),
        ("src", ".js", 400),
        ("tests", ".py", 500),
        ("tools", "", 200),
    ],
)
def test_no_file_is_longer_than_a_reader_follows(folder: str, suffix: str, most: int) -> None:
    too_long = [
        f"{short(path)}: {line_count(path)} lines"
        for path in files(folder, suffix)
        if line_count(path) > most
    ]
    assert not too_long, f"more than {most} lines"


def _functions() -> Iterator[tuple[str, int]]:
    for module in modules():
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{short(module, node.lineno)} {node.name}", node.end_lineno - node.lineno + 1


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [f"{place}: {lines} lines" for place, lines in _functions() if lines > LONGEST_FUNCTION]
    assert not too_long
