"""The texts' translations: collecting them from the sources, and compiling them without gettext."""

import os
import sys
from pathlib import Path

import polib
from django.core.management import CommandError, call_command

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "undersigned"


def stale() -> list[Path]:
    """The catalogues whose compiled form is missing or older than they are."""
    catalogues = sorted(PACKAGE.glob("locale/*/LC_MESSAGES/django.po"))
    return [po for po in catalogues if not _fresh(po)]


def _fresh(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


def compile_catalogues(catalogues: list[Path]) -> None:
    """Write `django.mo` beside each catalogue, whole or not at all: a running site may be reading it."""
    for po in catalogues:
        half = po.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(po)).save_as_mofile(str(half))
        half.replace(po.with_suffix(".mo"))


def extract() -> None:
    """Collect the marked texts of the package into every language that has a folder (needs xgettext)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")
    os.chdir(PACKAGE)
    languages = [folder.name for folder in sorted(Path("locale").iterdir()) if folder.is_dir()]
    try:
        call_command("makemessages", locale=languages, no_wrap=True, add_location="file", verbosity=0)
    except CommandError as error:
        sys.exit(f"Collecting texts needs gettext: {error}")


if __name__ == "__main__":
    if sys.argv[1] == "extract":
        extract()
    else:
        compile_catalogues([Path(name) for name in sys.argv[2:]] or stale())
