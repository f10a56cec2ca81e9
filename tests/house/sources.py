"""The project's own files, as the tests of the house read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is in the repository or would be at the next commit."""
    trusted = f"safe.directory={ROOT}"  # a checkout may belong to another user than the one who tests
    command = ["git", "-c", trusted, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60).stdout
    paths = (ROOT / name for name in names.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def files(folder: str, suffix: str) -> list[Path]:
    """The project's files below a folder (named from the root) that end in `suffix`, without migrations."""
    below = [path for path in project_files() if path.is_relative_to(ROOT / folder)]
    return [path for path in below if path.name.endswith(suffix) and "migrations" not in path.parts]


def modules() -> list[Path]:
    """Every Python file of the package, the tests and the tools."""
    return [path for folder in ("src", "tests", "tools") for path in files(folder, ".py")]


@cache
def tree(module: Path) -> ast.Module:
    """The parsed source of a Python file."""
    return ast.parse(module.read_text(), filename=str(module))


def line_count(path: Path) -> int:
    """The lines of a text file."""
    return len(path.read_text().splitlines())


def short(path: Path, line: int | None = None) -> str:
    """How a failure names a place."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))
