"""The project speaks of itself alone: no secret, no machine, no place that packages come from, in any file."""

import re
import socket

import pytest

from tests.house.sources import ROOT, project_files, short

SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a forge": r"\b(?:gh[pousr]_|github_pat_|glpat-)\w{20}",
    "a password in an address": r"://(?!user:password@|postgres:postgres@)[\w.-]+:[^\s/@{}<>\"']+@[\w.-]+",
}
# Written so that this file does not hold what it looks for.
PACKAGE_HOSTS = r"\b(?:py[p]i\.|pythonhoste[d]|(?:deb|security)\.debia[n]|npmj[s]\.|unpk[g]\.|jsdeliv[r])"
SOMEBODYS_FOLDER = r"(?<![\w.])/(?:home|root|Users|work|tmp)/\w"


def _places(pattern: str, *without: str) -> list[str]:
    found = []
    for path in project_files():
        if path.suffix in {".png", ".woff2", ".ico", ".jpg", ".webp"} or short(path) in without:
            continue
        lines = path.read_text().splitlines()
        found += [short(path, number) for number, line in enumerate(lines, 1) if re.search(pattern, line)]
    return found


@pytest.mark.parametrize("secret", SECRETS)
def test_no_file_holds_a_secret(secret: str) -> None:
    assert not _places(SECRETS[secret])


def test_no_file_says_where_packages_come_from() -> None:
    assert not _places(PACKAGE_HOSTS)


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    name = socket.gethostname()
    own = [str(ROOT) + "/", *([name] if re.search(r"\d|-", name) else [])]
    assert not _places("|".join(map(re.escape, own)))
    assert not _places(SOMEBODYS_FOLDER)
