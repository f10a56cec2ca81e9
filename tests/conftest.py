"""What every test may ask for: a data folder, fixed time, a running site, a browser; and on which engine."""

import atexit
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import chromium
from tests.live import Site, running_site
from tests.postgres import postgres
from tests.prepared import DATABASE, TOGETHER, database_like

_NUMBERS = itertools.count(1)
ROOT = Path(__file__).resolve().parent.parent
TEMPORARY = Path(tempfile.mkdtemp(prefix="undersigned-test-"))
_until_the_end = ExitStack()
_until_the_end.callback(shutil.rmtree, TEMPORARY)
atexit.register(_until_the_end.close)  # where pytest gives up before it is set up

# Django reads its settings when pytest configures it, which is after this file was read and before any test.
# Nothing of the developer's own surroundings reaches a test.
for name in [name for name in os.environ if name.startswith("UNDERSIGNED_")]:
    del os.environ[name]
os.environ["UNDERSIGNED_HOME"] = str(TEMPORARY)
os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
# Here and for each site that a test starts: those tests that are about several web processes say so.
os.environ["UNDERSIGNED_WEB_PROCESSES"] = "1"
os.environ.setdefault(TOGETHER, str(TEMPORARY))  # of the process that started this one, if there is one
# Else each of the many processes that tests start compiles the whole source anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
(TEMPORARY / "static").mkdir()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="start a PostgreSQL and run on it")
    parser.addoption("--lane-off", action="store_true", help="leave every request to Django")
    parser.addoption("--soak", action="store_true", help="run the long tests too")
    parser.addoption("--write-trees", action="store_true", help="write tests/browser/trees anew")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # else the process that started this one did it
        subprocess.run([sys.executable, ROOT / "tools" / "messages.py", "compile"], check=True, timeout=60)
        if config.getoption("--postgres"):
            os.environ["DATABASE_URL"] = _until_the_end.enter_context(postgres()).url

    if config.getoption("--lane-off"):
        os.environ["UNDERSIGNED_LANE"] = "off"  # for every site that a test starts

    from django.conf import settings

    # Reads them; pytest-django, whose turn is next, sets Django up only then.
    database = settings.DATABASES["default"]
    database["TEST"] = {"TEMPLATE": DATABASE} if config.getoption("--postgres") else {"NAME": ":memory:"}
    # In this process alone; every site that a test starts hashes passwords as slowly as it should.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    _until_the_end.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    # A worker that inherited it would read its settings before this file gave it a data folder of its own.
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if config.getoption("--postgres"):
        # What asks no database, starts no site, or cannot tell engines apart was seen on SQLite.
        needless = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=needless)
        items[:] = [item for item in items if item not in needless]
    unwanted = set()
    if not config.getoption("--soak"):
        unwanted.add("soak")
    if "DATABASE_URL" not in os.environ:
        unwanted.add("postgres")
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in unwanted)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _asks_a_database(item: pytest.Item) -> bool:
    """Whether a test may do so, as far as its marks, its fixtures and the words of its file tell."""
    if item.get_closest_marker("any_engine"):
        return False
    if any(item.get_closest_marker(mark) for mark in ("django_db", "postgres")):
        return True
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & {"db", "transactional_db", "site", "shared_site"}) or _says_more(item.path)


@cache
def _says_more(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    begin = ("running_site", "site_from_nothing", "own_database", "office(", "postgres(")
    return any(word in text for word in begin)


@pytest.fixture(scope="session", autouse=True)
def prepared_home() -> None:
    """The site's keys and public files, made once a process in its data folder."""
    from django.core.management import call_command

    from undersigned.ops import keyring

    keyring.create_missing()
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Before this process copies its database from the one that has all tables, that one is made."""
    database_like()


@pytest.fixture(autouse=True)
def nothing_set() -> None:
    """Nothing of the site's identity was set by command, which a test without a database cannot ask for."""
    from undersigned.site.identity import Kept, kept

    kept.keep(Kept())


@pytest.fixture(autouse=True)
def nobody_posted() -> None:
    """Petitions of two tests may have one number, and every visitor comes from this machine."""
    from undersigned.signing.gate import GATE

    GATE.forget()


@pytest.fixture
def home() -> Path:
    """The data folder that the settings of this process name; shared by the tests of one process."""
    return TEMPORARY


@pytest.fixture
def now() -> datetime:
    """A moment to pass to actions: a Tuesday morning, UTC."""
    return datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def site_settings() -> dict[str, str]:
    """What a file's own fixture of this name sets for the sites of its tests."""
    return {}


@pytest.fixture
def site(tmp_path: Path, site_settings: dict[str, str]) -> Iterator[Site]:
    """A site of this test alone, started as a user starts it, in a fresh folder on a free port."""
    with running_site(tmp_path / "home", **site_settings) as running:
        yield running


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One running site for all tests of a file; each must make do with what the others left."""
    with running_site(tmp_path_factory.mktemp("site") / "home") as running:
        yield running


@pytest.fixture
def used_site(shared_site: Site) -> Site:
    """The running site of the file, without the mails of earlier tests; who signs needs an address of their own."""
    shared_site.put_mails_away()
    return shared_site


def _as_long(fixture_name: str, config: pytest.Config) -> Literal["session", "module"]:
    # Where no test asks Django's database, which cannot be asked in this process while a browser runs.
    return "session" if config.option.markexpr == "browser" else "module"


@pytest.fixture(scope=_as_long)
def browser() -> Iterator[Browser]:
    """A real Chromium for the tests of one file; for all where only such tests run."""
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab at phone width, with nothing remembered from another test."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


RIVERSIDE = """The City Council must reopen the Riverside library

Let’s get to 500!

The library closed in spring. Nobody was asked.

Let’s ask the council together!
"""


@pytest.fixture
def slug(site: Site) -> str:
    """The address of ada's petition on the running site."""
    return site.run("import", "-", text=RIVERSIDE).stdout.strip().rpartition("/")[2]


@pytest.fixture
def used_slug(used_site: Site) -> str:
    """The address of a petition that nobody has signed, on the site of the file."""
    text = RIVERSIDE.replace("Nobody was asked.", f"Nobody was asked. ({next(_NUMBERS)})")
    return used_site.run("import", "-", text=text).stdout.strip().rpartition("/")[2]
