"""Every setting and every command is explained, and nothing is explained that is not there."""

import ast
import re
from collections.abc import Iterator

from django.core.management import get_commands

from tests.house.sources import ROOT, files, project_files, short, tree
from undersigned.ops.keyring import KINDS
from undersigned.settings import LANGUAGE_CODES

SETTING = re.compile(r"\b(?:UNDERSIGNED_[A-Z0-9_]*[A-Z0-9]|DATABASE_URL|PORT)\b")
MENTION = re.compile(r"(?:^|[`/ ])undersigned ([a-z][a-z-]*)\b")


def _strings() -> Iterator[str]:
    for module in files("src", ".py"):
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _settings_read() -> set[str]:
    read = {text for text in _strings() if SETTING.fullmatch(text)}
    return read | {f"UNDERSIGNED_KEY_{kind.upper()}" for kind in KINDS}


def test_the_settings_page_explains_exactly_the_settings_there_are() -> None:
    explained = set(SETTING.findall((ROOT / "docs" / "settings.md").read_text()))
    assert explained == _settings_read()


def test_the_settings_page_names_exactly_the_languages_there_are() -> None:
    line = re.search(
        r"^\| `UNDERSIGNED_LANGUAGE` \|.*$", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE
    )
    assert line
    assert set(re.findall(r"`([a-z]{2})`", line.group())) == set(LANGUAGE_CODES)


def _own_commands() -> set[str]:
    return {module.stem for module in files("src", ".py") if module.parent.name == "commands"} - {"__init__"}


def test_the_commands_page_explains_exactly_our_commands() -> None:
    explained = re.findall(
        r"^\| `undersigned ([a-z-]+)", (ROOT / "docs" / "commands.md").read_text(), re.MULTILINE
    )
    assert set(explained) == _own_commands()


def _code_in_pages() -> Iterator[tuple[str, str]]:
    """(page, piece of code) for every piece that a page shows."""
    for page in project_files():
        if page.suffix == ".md":
            yield from (
                (short(page), part)
                for part in re.findall(r"```.*?```|`[^`\n]+`", page.read_text(), re.DOTALL)
            )


def test_no_page_names_a_command_that_does_not_exist() -> None:
    known = _own_commands() | set(get_commands())
    named = [(page, name) for page, part in _code_in_pages() for name in MENTION.findall(part)]
    assert named
    assert not [place for place in named if place[1] not in known]


def test_no_page_names_a_make_target_that_does_not_exist() -> None:
    known = re.findall(r"^([a-z]+):.* ## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = [(page, name) for page, part in _code_in_pages() for name in re.findall(r"\bmake ([a-z]+)", part)]
    assert named
    assert not [place for place in named if place[1] not in known]
