"""A command in a data folder that is not there says so in one line."""

import os
import subprocess
from pathlib import Path

from tests.live import COMMAND


def test_tables_for_a_folder_that_is_not_there_are_refused_in_one_line(tmp_path: Path) -> None:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [COMMAND, "migrate"],
        env=inherited | {"UNDERSIGNED_HOME": str(tmp_path / "nowhere")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "undersigned: the database: unable to open database file\n")
