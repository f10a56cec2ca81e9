"""Names say what a thing is in the words of the field; what is private stays so; tests are sentences."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.house.sources import ROOT, modules, project_files, short, tree

SAY_NOTHING = re.compile(r"(^|_)(utils?|helpers?|common|managers?|services?|misc)(_|$)", re.IGNORECASE)
SAY_LITTLE = re.compile(
    r"^_?(handle|process)_[a-z]"
)  # aiosmtpd calls handle_RCPT and its like by their names
GIVEN_BY_OTHERS = {"process_view", "process_exception", "process_template_response", *dir(HTMLParser)}
SHORTEST_SENTENCE = 3  # words
NEVER_RUN = {"skip", "skipif", "xfail", "importorskip"}


def _nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for module in modules():
        for node in ast.walk(tree(module)):
            if isinstance(node, kinds):
                yield module, node


def test_every_module_opens_by_saying_what_lives_there() -> None:
    silent = [short(module) for module in modules() if not ast.get_docstring(tree(module))]
    assert not silent


def test_no_file_has_a_name_that_says_nothing() -> None:
    names = {part for path in project_files() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not {name for name in names if SAY_NOTHING.search(name)}


def test_no_function_or_class_has_a_name_that_says_nothing() -> None:
    wrong = [
        f"{short(module, node.lineno)} {node.name}"
        for module, node in _nodes(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node.name not in GIVEN_BY_OTHERS
        and (SAY_NOTHING.search(node.name) or SAY_LITTLE.match(node.name))
    ]
    assert not wrong


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def _own_modules(module: Path) -> dict[str, str]:
    """The names by which a file calls other modules of the project: {name: module}."""
    called: dict[str, str] = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("undersigned", "tests")):
            called |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return {name: target for name, target in called.items() if _is_module(target)}


def _is_module(dotted: str) -> bool:
    base = ROOT / ("src" if dotted.startswith("undersigned") else ".")
    return (base / dotted.replace(".", "/")).with_suffix(".py").exists()


def test_nobody_takes_what_another_module_keeps_to_itself() -> None:
    taken = []
    for module in modules():
        others = _own_modules(module)
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.ImportFrom):
                taken += [short(module, node.lineno) for alias in node.names if _is_private(alias.name)]
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                taken += [short(module, node.lineno)] * (node.value.id in others and _is_private(node.attr))
    assert not taken


def test_tests_are_plain_functions_whose_names_are_sentences() -> None:
    tops = [
        (module, node)
        for module in modules()
        if module.name.startswith("test_")
        for node in tree(module).body
    ]
    wrong = [
        f"{short(module, node.lineno)} {node.name}"
        for module, node in tops
        if (isinstance(node, ast.ClassDef) and node.name.startswith("Test"))
        or (isinstance(node, ast.FunctionDef) and _is_terse(node.name))
    ]
    assert not wrong


def _is_terse(name: str) -> bool:
    return name.startswith("test") and len(name.split("_")) <= SHORTEST_SENTENCE


def test_no_test_is_left_out() -> None:
    left_out = [
        short(module, node.lineno)
        for module, node in _nodes(ast.Attribute)
        if isinstance(node, ast.Attribute)
        and node.attr in NEVER_RUN
        and module.is_relative_to(ROOT / "tests")
    ]
    assert not left_out
