"""A petition moves host: exported on one running site, imported on another, on either engine."""

import json
import os
import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live import Site, running_site
from tests.visitor import ask, link_in, sign

WORDS = "a lake in the woods"


def signed(site: Site, slug: str, name: str) -> None:
    """Somebody signs and confirms."""
    number = len(site.mails())
    sign(site.url, slug, email=f"{name}@example.org", given_name=name.title(), show_name="on")
    ask(site.url, link_in(site.wait_for_mails(number + 1)[-1]), {})


def count(site: Site, slug: str) -> int:
    return int(json.loads(ask(site.url, f"/p/{slug}/count.json").body)["signatures"])


def words_in(folder: Path) -> str:
    file = folder / "words"
    file.write_text(WORDS + "\n")
    return str(file)


def moved(old: Site, new: Site, slug: str, folder: Path) -> str:
    """The petition's address on the new site."""
    file = folder / f"{new.home.parent.name}.undersigned"
    old.run("export", slug, "--archive", str(file), "--passphrase", words_in(folder))
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"example.org" not in file.read_bytes()
    done = new.run("import", str(file), "--passphrase", words_in(folder))
    assert done.stderr == ""
    again = new.run("import", str(file), "--passphrase", words_in(folder))
    assert again.stdout == done.stdout
    assert "is here already" in again.stderr
    new.run("recount")  # ends with 1 where a number differs
    return done.stdout.strip()


def test_the_page_shows_the_same_count_and_signers_find_themselves(
    site: Site, slug: str, tmp_path: Path
) -> None:
    for name in ("sam", "dee"):
        signed(site, slug, name)
    sign(site.url, slug, email="mo@example.org", given_name="Mo")
    link = link_in(site.wait_for_mails(3)[-1])
    with running_site(tmp_path / "other" / "home") as new:
        url = moved(site, new, slug, tmp_path)
        assert url == f"http://localhost:{new.environment['PORT']}/p/{slug}"
        page = ask(new.url, f"/p/{slug}").body
        assert "<strong>2</strong> have signed" in page
        assert "Sam" in page
        assert count(new, slug) == count(site, slug) == 2

        # A link of a mail from the old site: it is no link of this one, and says so.
        assert ask(new.url, link).status == 404

        # Signing again brings mo the mail of the new site, and sam the news that he has signed.
        sign(new.url, slug, email="mo@example.org", given_name="Mo")
        assert ask(new.url, link_in(new.wait_for_mails(1)[0]), {}).status == 302
        assert count(new, slug) == 3
        ask(new.url, "/mine", {"email": "sam@example.org"})
        part = new.wait_for_mails(2)[-1].get_body(("plain",))
        assert part is not None
        mine = re.findall(r"(/mine/[A-Za-z0-9_-]+)", str(part.get_content()))
        shown = ask(new.url, mine[0]).body
        assert "Riverside" in shown
        assert count(site, slug) == 2


@pytest.mark.postgres
def test_from_sqlite_to_postgresql_and_back(tmp_path: Path) -> None:
    on_sqlite = {"DATABASE_URL": "", "UNDERSIGNED_WEB_PROCESSES": "1"}
    assert os.environ["DATABASE_URL"]
    with ExitStack() as stack:
        first = stack.enter_context(running_site(tmp_path / "first" / "home", **on_sqlite))
        second = stack.enter_context(running_site(tmp_path / "second" / "home"))
        third = stack.enter_context(running_site(tmp_path / "third" / "home", **on_sqlite))
        text = "The Mayor must plant trees\n\nOur streets are hot.\n\nLet’s ask the Mayor together!\n"
        slug = first.run("import", "-", text=text).stdout.strip().rpartition("/")[2]
        for name in ("sam", "dee"):
            signed(first, slug, name)
        moved(first, second, slug, tmp_path)
        assert (second.home / "undersigned.sqlite3").exists() is False
        signed(second, slug, "mo")
        assert count(second, slug) == 3
        moved(second, third, slug, tmp_path)
        assert (third.home / "undersigned.sqlite3").exists()
        assert count(third, slug) == 3
        signed(third, slug, "zed")
        assert count(third, slug) == 4


@pytest.mark.any_engine
def test_a_passphrase_is_made_where_none_is_given(site: Site, slug: str, tmp_path: Path) -> None:
    done = site.run("export", slug)
    words = done.stderr.strip().rpartition(": ")[2]
    assert (site.home / done.stdout.strip()).exists()
    assert site.run("export", slug, code=2).stderr.count("\n") == 1  # it is there already
    (tmp_path / "words").write_text(words)
    again = site.run("import", f"{slug}.undersigned", "--passphrase", str(tmp_path / "words"))
    assert again.stdout.strip().endswith(f"/p/{slug}")


@pytest.mark.any_engine
def test_what_is_wrong_is_said_in_one_line(site: Site, slug: str, tmp_path: Path) -> None:
    site.run("export", slug, "--archive", "a", "--passphrase", words_in(tmp_path))
    (tmp_path / "short").write_text("short\n")
    (tmp_path / "other").write_text("another lake altogether\n")
    (site.home / "cut").write_bytes((site.home / "a").read_bytes()[:-1])
    for args, said in (
        (("import", "a"), "--passphrase FILE"),
        (("import", "a", "--passphrase", str(tmp_path / "other")), "passphrase is another one"),
        (("import", "a", "--passphrase", str(tmp_path / "nowhere")), "No such file"),
        (("import", "cut", "--passphrase", words_in(tmp_path)), "cut: "),
        (("import", "a", "--draft", "--passphrase", words_in(tmp_path)), "--draft is for documents"),
        (("export", slug, "--archive", "b", "--passphrase", str(tmp_path / "short")), "at least 12"),
        (("export", "nowhere"), "no petition has the address"),
    ):
        done = site.run(*args, code=2)
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""
    assert not (site.home / "b").exists()
