"""The passphrase of an archive: out of a file, or typed; never an argument, which all users of a machine can read."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Final, NoReturn

LONGEST: Final = 1000


def passphrase_in(name: str | None, *, may_ask: bool = False) -> str:
    """The first line of a file; without a file what is typed, where somebody is there to type. Ends with one line."""
    if not name:
        if may_ask and sys.stdin.isatty():
            return getpass("Passphrase of the archive: ")
        _refuse("an archive needs its passphrase: --passphrase FILE")
    try:
        with Path(name).open(encoding="utf-8") as file:
            found = file.readline(LONGEST).strip()
    except (OSError, UnicodeError) as error:
        _refuse(f"{name}: {getattr(error, 'strerror', None) or 'its passphrase cannot be read'}")
    if not found:
        _refuse(f"{name}: the first line holds no passphrase")
    return found


def _refuse(line: str) -> NoReturn:
    sys.stderr.write(f"undersigned: {line}\n")
    sys.exit(2)
