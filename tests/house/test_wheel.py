"""The wheel is whole: it carries all that the site shows, and serves from an empty folder."""

import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.house.sources import ROOT, project_files
from tests.live import site_from_nothing


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    source = {
        path.relative_to(ROOT / "src").as_posix()
        for path in project_files()
        if path.is_relative_to(ROOT / "src")
    }
    compiled = {name.replace(".po", ".mo") for name in source if name.endswith(".po")}
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert compiled
    assert carried == source | compiled


def test_the_site_runs_from_the_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(wheel).extractall(unpacked)
    with site_from_nothing(tmp_path / "home", PYTHONPATH=str(unpacked)) as site:
        where = [sys.executable, "-c", "import undersigned; print(undersigned.__file__)"]
        imported = subprocess.run(
            where, env=site.environment, capture_output=True, text=True, check=True, timeout=60
        )
        assert imported.stdout.startswith(str(unpacked))
        with urllib.request.urlopen(site.url + "/", timeout=10) as page:  # noqa: S310 - an address on this machine
            assert page.status == 200
