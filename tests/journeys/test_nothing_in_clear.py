"""What is kept of a signer cannot be read from a stolen data folder or database dump."""

import os
import subprocess

from tests.live import Site
from tests.visitor import ask, link_in, sign
from undersigned.bench.postgres import installed_programs

MARKERS = {
    "given_name": "Zephyrine",
    "family_name": "Quillfeather",
    "email": "zephyrine.quillfeather@marker.example.org",
    "postal_code": "ZQ9 7XW",
    "comment": "marmalade for the otters",
}
PG_DUMP = installed_programs() / "pg_dump"


def test_no_file_but_the_mails_and_no_dump_holds_a_signers_words(site: Site) -> None:
    text = "The Council must act\n\nThe path is dark at night. A lamp would help.\n"
    slug = site.run("import", "-", "--postcode", text=text).stdout.strip().rpartition("/")[2]
    sign(site.url, slug, **MARKERS, show_name="on")
    ask(site.url, link_in(site.wait_for_mails(1)[0]), {})
    sign(site.url, slug, **(MARKERS | {"email": "second-" + MARKERS["email"]}))
    site.wait_for_mails(2)
    kept = {
        file.name: file.read_bytes().lower()
        for file in site.home.rglob("*")
        if file.is_file() and "mail" not in file.relative_to(site.home).parts[:1]
    }
    if database := site.environment.get("DATABASE_URL"):
        dump = subprocess.run(
            [PG_DUMP, database], capture_output=True, check=True, timeout=60, env=os.environ
        )
        kept["dump"] = dump.stdout.lower()
        assert b"signing_signature" in kept["dump"]
    else:
        assert "undersigned.sqlite3" in kept
    found = [
        (name, marker)
        for name, content in kept.items()
        for marker in MARKERS.values()
        if marker.lower().encode() in content
    ]
    assert found == []
    assert any(MARKERS["email"].encode() in file.read_bytes() for file in (site.home / "mail").glob("*.eml"))
