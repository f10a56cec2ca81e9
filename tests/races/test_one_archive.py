"""One archive, imported by several commands at once: it is taken once, and each prints the same address."""

import subprocess
from pathlib import Path

from tests.live import COMMAND, STARTS_IN, Site, running_site

WORDS = "a lake in the woods"
TEXT = "The Mayor must plant trees\n\nOur streets are hot.\n\nLet’s ask the Mayor together!\n"


def test_one_archive_imported_by_three_commands_at_once_is_one_petition(site: Site, tmp_path: Path) -> None:
    slug = site.run("import", "-", text=TEXT).stdout.strip().rpartition("/")[2]
    words, file = tmp_path / "words", tmp_path / "trees.undersigned"
    words.write_text(WORDS + "\n")
    site.run("export", slug, "--archive", str(file), "--passphrase", str(words))
    with running_site(tmp_path / "other" / "home") as new:
        commands = [
            subprocess.Popen(
                [COMMAND, "import", str(file), "--passphrase", str(words)],
                env=new.environment,
                cwd=new.home,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(3)
        ]
        said = [command.communicate(timeout=STARTS_IN) for command in commands]
        assert [command.returncode for command in commands] == [0, 0, 0], said
        assert {printed.strip().rpartition("/")[2] for printed, _ in said} == {slug}
        assert ["is here already" in told for _, told in said].count(False) == 1
        assert "2 petitions compared" in new.run("recount").stdout  # and the example
