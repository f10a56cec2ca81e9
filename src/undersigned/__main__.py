"""The command `undersigned`: the project's own commands first, Django's behind them."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from undersigned.kit.env import SettingsRefused
from undersigned.kit.keys import KeyRefused

OWN_COMMANDS = Path(__file__).parent / "management" / "commands"


def main() -> None:
    """Run one command; a mistake in settings or keys is told in one line each, with exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")
    if sys.argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        print(_overview())  # noqa: T201 - this is the command line
        return
    try:
        execute_from_command_line(sys.argv)
    except SettingsRefused as refused:
        sys.exit("\n".join(f"undersigned: {line}" for line in refused.lines))
    except KeyRefused as refused:
        sys.exit(f"undersigned: {refused}")


def _overview() -> str:
    """The project's commands, each with the first line of its module."""
    lines = ["Undersigned: the petition platform that organisations run themselves.", "", "Commands:"]
    for file in sorted(OWN_COMMANDS.glob("[a-z]*.py")):
        about = file.read_text(encoding="utf-8").split('"""')[1].splitlines()[0]
        lines.append(f"  undersigned {file.stem:<10} {about.partition(': ')[2] or about}")
    return "\n".join([*lines, "", "Options of one command: undersigned COMMAND --help"])


if __name__ == "__main__":
    main()
