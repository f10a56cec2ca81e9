"""The command `undersigned`: the project's own commands first, Django's behind them."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from django.core.management import execute_from_command_line
from django.db import OperationalError

from undersigned.kit.env import SettingsRefused
from undersigned.kit.keys import KeyRefused

OWN_COMMANDS = Path(__file__).parent / "management" / "commands"


def main() -> None:
    """Run one command; wrong settings or keys, or a database that is away, are told in one line each: exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")
    if sys.argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        print(_overview())  # noqa: T201 - this is the command line
        return
    try:
        execute_from_command_line(sys.argv)
    except SettingsRefused as refused:
        _refuse(*refused.lines)
    except KeyRefused as refused:
        _refuse(str(refused))
    except OperationalError as error:  # such as of a data folder that is not there
        _refuse(f"the database: {' '.join(str(error).split())[:300]}")


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        print(f"undersigned: {line}", file=sys.stderr)  # noqa: T201
    sys.exit(2)


def _overview() -> str:
    """The project's commands, each with the first line of its module."""
    lines = ["Undersigned: the petition platform that organisations run themselves.", "", "Commands:"]
    for file in sorted(OWN_COMMANDS.glob("[a-z]*.py")):
        about = file.read_text(encoding="utf-8").split('"""')[1].splitlines()[0]
        lines.append(f"  undersigned {file.stem:<10} {about.partition(': ')[2] or about}")
    return "\n".join([*lines, "", "Options of one command: undersigned COMMAND --help"])


if __name__ == "__main__":
    main()
