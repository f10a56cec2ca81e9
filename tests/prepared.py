"""A data folder with public files and all tables, and no row: made once a run, so that not every site makes its own."""

import fcntl
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

TOGETHER = "TESTS_TOGETHER"  # in the environment of each process of one run: the folder that they share
DATABASE = "prepared"
MAKE = """
import django; django.setup()
from django.core.management import call_command
from undersigned.management.prepare import collect_public_files
call_command("migrate", verbosity=0, interactive=False)
call_command("createcachetable", verbosity=0)
collect_public_files()
"""


def put_into(home: Path) -> None:
    """The public files, and where the suite runs on SQLite the tables, into a data folder that is empty."""
    shutil.copytree(_folder(), home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("done", "turn"))


def database_like() -> str:
    """The address of the database with all tables, of which a new one is made; "" on SQLite."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        return ""
    _folder()
    return _address(server)


def _address(server: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))


@cache
def _folder() -> Path:
    """Made by the process that needs it first; the others wait for it."""
    folder = Path(os.environ[TOGETHER]) / DATABASE
    folder.mkdir(exist_ok=True)
    with (folder / "turn").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _make(folder)
            (folder / "done").touch()
    return folder


def _make(folder: Path) -> None:
    settings = {"UNDERSIGNED_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    if server := os.environ.get("DATABASE_URL"):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        settings["DATABASE_URL"] = _address(server)
    subprocess.run([sys.executable, "-c", MAKE], env=os.environ | settings, check=True, timeout=120)
