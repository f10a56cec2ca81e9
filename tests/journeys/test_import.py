"""Importing a document from the command line, beside a running site and before there is any."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.live import COMMAND, Site
from tests.visitor import ask

pytestmark = (
    pytest.mark.any_engine
)  # the fixture `slug` imports on both, and so does races/test_one_document.py
TITLE = "The Mayor must plant a hundred trees"
TEXT = f"""{TITLE}

1,234 have signed. Let’s get to 5,000!

{TITLE}

Our streets are hot in summer,
and there is no shade. <b>Not one tree</b> & *no* bench.

The plan has been ready since spring.

Let’s ask the Mayor together!
"""


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a command with that data folder, and a database in it."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {"UNDERSIGNED_HOME": str(folder)}


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a data folder where nothing ever ran."""
    return surroundings(tmp_path / "home")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which a first command ran."""
    folder = tmp_path_factory.mktemp("begun") / "home"
    assert undersigned(surroundings(folder), "switch").returncode == 0
    return folder


@pytest.fixture
def used_home(home: dict[str, str], begun: Path) -> dict[str, str]:
    """The same, with tables and keys."""
    shutil.copytree(begun, home["UNDERSIGNED_HOME"])
    return home


def undersigned(home: dict[str, str], *args: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [COMMAND, *args], env=home, input=data, capture_output=True, timeout=60, check=False
    )


def test_a_document_becomes_an_open_petition_of_the_running_site(shared_site: Site) -> None:
    done = shared_site.run("import", "-", "--json", "--dated", "2021-03", text=TEXT)
    read = json.loads(done.stdout)
    port = shared_site.environment["PORT"]
    assert read == {
        "title": TITLE,
        "ask": "plant a hundred trees",
        "goal": 5000,
        "claimed_signatures": 1234,
        "addressees": ["The Mayor"],
        "paragraphs": [
            "Our streets are hot in summer, and there is no shade. <b>Not one tree</b> & *no* bench.",
            "The plan has been ready since spring.",
        ],
        "call": "Let’s ask the Mayor together!",
        "url": f"http://localhost:{port}/p/the-mayor-must-plant-a-hundred-trees",
    }
    page = ask(shared_site.url, "/p/the-mayor-must-plant-a-hundred-trees").body
    assert "<strong>0</strong> have signed." in page
    assert "Let’s get to 5,000!" in page
    assert "&lt;b&gt;Not one tree&lt;/b&gt; &amp; *no* bench." in page
    assert "1,234 signatures gathered elsewhere" in page
    assert "Text of March 2021" in page
    assert page.count("Let’s ask the Mayor together!") == 1


def test_the_same_document_again_changes_nothing(home: dict[str, str]) -> None:
    first = undersigned(home, "import", "-", "--json", data=TEXT.encode())
    again = undersigned(home, "import", "-", "--json", data=TEXT.encode())
    assert (first.returncode, again.returncode) == (0, 0)
    assert again.stdout == first.stdout
    assert first.stderr == b""
    assert again.stderr.count(b"\n") == 1
    assert b"2 petitions compared" in undersigned(home, "recount").stdout  # it, and the example


def test_a_draft_is_not_open(used_home: dict[str, str]) -> None:
    done = undersigned(used_home, "import", "-", "--draft", data=TEXT.encode())
    slug = done.stdout.decode().strip().rpartition("/")[2]
    assert b"draft" in done.stderr
    assert undersigned(used_home, "petition", "close", slug).returncode == 1
    assert undersigned(used_home, "petition", "publish", slug).returncode == 0
    assert undersigned(used_home, "petition", "publish", slug).returncode == 1
    assert undersigned(used_home, "petition", "publish", "nowhere").returncode == 1


def test_where_the_site_may_not_publish_it_stays_a_draft_and_says_why(used_home: dict[str, str]) -> None:
    public = used_home | {"UNDERSIGNED_URL": "https://petitions.example.org"}
    done = undersigned(public, "import", "-", data=TEXT.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"https://petitions.example.org/p/")
    assert b"UNDERSIGNED_RESPONSIBLE" in done.stderr


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t\n",
        b"\x00\x01\x02" * 50,
        b"\xff\xfe\xfa" * 20,
        b"x" * (1024 * 1024 + 1),
        b"Only a title\n",
    ],
    ids=["empty", "blank", "binary", "wrongly encoded", "huge", "no story"],
)
def test_a_document_that_cannot_be_used_gives_one_line_and_stores_nothing(
    home: dict[str, str], data: bytes
) -> None:
    done = undersigned(home, "import", "-", data=data)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert not Path(home["UNDERSIGNED_HOME"]).exists()


@pytest.mark.parametrize(
    "args",
    [
        ("nowhere.txt",),
        ("-", "--dated", "2021-13"),
        ("-", "--dated", "March"),
        ("-", "--country", "XX"),
        ("-", "--language", "xx"),
        ("-", "--language", "../en"),
        ("-", "--translation-of", "some-slug", "--draft"),
        ("-", "--translation-of", "some-slug", "--hands-over", "names"),
        ("/",),
    ],
)
def test_a_wrong_option_gives_one_line(home: dict[str, str], args: tuple[str, ...]) -> None:
    done = undersigned(home, "import", *args, data=TEXT.encode())
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert not Path(home["UNDERSIGNED_HOME"]).exists()


def test_markdown_is_read_only_where_it_is_meant(used_home: dict[str, str], tmp_path: Path) -> None:
    text = f"# {TITLE}\n\nA *green* street.\n\nA cool square.\n"
    file = tmp_path / "trees.md"
    file.write_text(text)
    assert json.loads(undersigned(used_home, "import", str(file), "--json").stdout)["title"] == TITLE
    plain = json.loads(undersigned(used_home, "import", "-", "--json", data=text.encode()).stdout)
    assert plain["title"] == f"# {TITLE}"


def test_the_postcode_is_asked_where_it_is_wanted_and_the_country_preset(shared_site: Site) -> None:
    text = TEXT.replace("hundred", "dozen")
    url = shared_site.run("import", "-", "--postcode", "--country", "fr", text=text).stdout.strip()
    page = ask(shared_site.url, "/p/" + url.rpartition("/")[2]).body
    assert 'name="postal_code"' in page
    assert '<option value="FR" selected>' in page


FRENCH = """La maire doit planter cent arbres

Nos rues sont chaudes en été, et rien ne donne d’ombre.

Le projet est prêt depuis le printemps.

Demandons-le ensemble !
"""


def test_a_translation_gets_an_address_of_its_own_on_the_running_site(shared_site: Site) -> None:
    text = TEXT.replace("a hundred", "two hundred")
    slug = shared_site.run("import", "-", text=text).stdout.strip().rpartition("/")[2]
    done = shared_site.run("import", "-", "--translation-of", slug, text=FRENCH)
    assert done.stdout.endswith("/p/la-maire-doit-planter-cent-arbres\n")
    page = ask(shared_site.url, "/p/la-maire-doit-planter-cent-arbres").body
    assert '<html lang="fr"' in page
    assert "rien ne donne d’ombre" in page
    again = shared_site.run("import", "-", "--translation-of", slug, text=FRENCH, code=2)
    assert again.stderr.count("\n") == 1
    dutch = ("--json", "--translation-of", slug, "--language", "nl")
    read = json.loads(shared_site.run("import", "-", *dutch, text=FRENCH).stdout)
    assert read["url"].endswith("/p/la-maire-doit-planter-cent-arbres-2")
    assert (read["title"], read["goal"]) == ("La maire doit planter cent arbres", 5000)
    assert '<article class="story" lang="nl" dir="ltr">' in ask(shared_site.url, read["url"]).body
    assert shared_site.run("import", "-", "--translation-of", "nowhere", text=FRENCH, code=2).stdout == ""


def test_a_document_is_of_the_language_that_is_said(used_home: dict[str, str]) -> None:
    done = undersigned(used_home, "import", "-", "--language", "NL", data=TEXT.encode())
    assert done.returncode == 0
    slug = done.stdout.decode().strip().rpartition("/")[2]
    again = undersigned(
        used_home, "import", "-", "--translation-of", slug, "--language", "nl", data=FRENCH.encode()
    )
    assert (again.returncode, again.stdout) == (2, b"")
    assert b"itself is in this language (nl)" in again.stderr
