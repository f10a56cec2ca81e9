"""The example on its way to the decision maker and back: closed, packed, handed over, answered, judged, and due."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.axe import violations
from tests.browser.desk_places import SECRET, code_of_the_app
from tests.live import Site
from tests.visitor import ask, link_in, sign

FEW, MANY = 120, 49_990  # who have signed before sam does
WORDS = "We will **meet** those who started it, and look at the case again."


@pytest.fixture
def browsers(browser: Browser) -> Iterator[dict[str, Page]]:
    """One each for ada, mo, dee and sam: a phone, but for the office's desktop."""
    contexts = {
        name: browser.new_context(viewport={"width": 390, "height": 844}) for name in ("ada", "mo", "sam")
    }
    contexts["dee"] = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield {name: context.new_page() for name, context in contexts.items()}
    for context in contexts.values():
        context.close()


def is_clean(page: Page) -> None:
    """Nothing for axe to find, where it can run."""
    if page.viewport_size == {"width": 390, "height": 844}:
        found = violations(page)
        assert not found, (page.url, found)


@pytest.mark.parametrize("number", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_petition_reaches_whom_it_asks_and_is_followed_to_the_end(
    site: Site, browsers: dict[str, Page], tmp_path: Path, number: int
) -> None:
    ada, mo, dee, sam = (browsers[name] for name in ("ada", "mo", "dee", "sam"))
    slug = site.run("example", "--signatures", str(number)).stdout.strip().rpartition("/")[2]
    desk = f"{site.url}/desk/p/{slug}"
    somebody_signs(site, slug)
    signs_in(site, ada, "ada", "--staff", slug=slug)
    signs_in(site, mo, "mo", "--moderator")
    closes(ada, desk)
    plans(ada, desk)
    code = packs(ada, desk, tmp_path, number + 1)
    hands_over(ada, desk)
    answers(site, dee, code)
    publishes(site, mo)
    tells(ada, desk)
    judges(site, sam)
    falls_due(site, ada, desk)


def somebody_signs(site: Site, slug: str) -> None:
    assert sign(site.url, slug, updates="on").status == 200
    assert ask(site.url, link_in(site.wait_for_mails(1)[-1]), {}).status == 302


def signs_in(site: Site, page: Page, name: str, flag: str, *, slug: str = "") -> None:
    link = re.search(r"http\S+", site.run("account", "create", f"{name}@example.org", flag).stdout)
    assert link is not None
    if slug:
        shell(site, f"from undersigned.bench.filling import join; join('{name}@example.org', '{slug}')")
    else:  # who decides for the site shows by a second step that it is they
        shell(
            site,
            "from allauth.mfa.totp.internal.auth import TOTP; from undersigned.people.models import User; "
            f"TOTP.activate(User.objects.get(email='{name}@example.org'), '{SECRET}')",
        )
    page.goto(site.url + re.sub(r"^https?://[^/]+", "", link[0]))
    page.get_by_role("button", name="Sign in").click()
    if not slug:
        page.get_by_role("textbox").fill(code_of_the_app())
        page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(r"/desk/$"))


def shell(site: Site, command: str) -> str:
    return site.run("shell", "--no-imports", "-c", command).stdout


def closes(ada: Page, desk: str) -> None:
    ada.goto(f"{desk}/course")
    ada.locator("form[action$='/move/close'] button").click()
    expect(ada.locator("form[action$='/move/close']")).to_have_count(0)


def plans(ada: Page, desk: str) -> None:
    ada.goto(f"{desk}/delivery")
    is_clean(ada)
    ada.get_by_role("link", name="Plan a handover").click()
    ada.get_by_label("Day").fill((datetime.now(UTC) + timedelta(days=1)).date().isoformat())
    ada.get_by_label("Time (UTC)").fill("10:00")
    ada.get_by_label("Place").fill("2 Marsham Street")
    ada.get_by_label("Whom they can write to").fill("ada@example.org")
    is_clean(ada)
    ada.get_by_role("button", name="Plan it").click()
    expect(ada.get_by_role("heading", level=1)).to_contain_text("Handover to")
    is_clean(ada)


def packs(ada: Page, desk: str, folder: Path, number: int) -> str:
    """The pack is whole without a network, and no longer once a bit is turned; the code of its first page."""
    ada.goto(f"{desk}/delivery")
    ada.get_by_role("button", name="Make the pack").click()
    fetch = ada.get_by_role("button", name="Fetch the pack")
    expect(fetch).to_be_visible(timeout=240_000)
    is_clean(ada)
    with ada.expect_download() as fetched:
        fetch.click()
    file = folder / "pack.zip"
    fetched.value.save_as(file)
    pack = zipfile.ZipFile(file)
    program = folder / "verify.py"
    program.write_bytes(pack.read("verify.py"))
    assert f"signatures: {number}" in verified(program, file, code=0)
    whole = file.read_bytes()
    place = whole.index(b"signatures.csv") + 200
    turned = folder / "turned.zip"
    turned.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    verified(program, turned, code=1)
    page = PdfReader(io.BytesIO(pack.read("first-page.pdf"))).pages[0].extract_text()
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", page)
    assert found is not None, page
    return found[0]


def verified(program: Path, pack: Path, *, code: int) -> str:
    """What the pack's own program says in a process that reaches no network: nothing of ours is there either."""
    guard = "import socket, runpy, sys; socket.socket = None; runpy.run_path(sys.argv.pop(1), run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-I", "-c", guard, str(program), str(pack)],
        capture_output=True, text=True, timeout=60, check=False, env={},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def hands_over(ada: Page, desk: str) -> None:
    ada.goto(f"{desk}/delivery")
    ada.get_by_role("link", name=re.compile(r"^P\d+-H1")).click()
    form = ada.locator("form[action$='/deliver']")
    form.get_by_label("by hand", exact=False).first.check()
    form.get_by_label("Day").fill(datetime.now(UTC).date().isoformat())
    form.get_by_label("What shows it").fill("Receipt 17")
    form.get_by_role("button").click()
    expect(ada.get_by_text("Receipt 17").first).to_be_visible()
    is_clean(ada)


def answers(site: Site, dee: Page, code: str) -> None:
    """The office comes by the code, without script or account, confirms, and promises something by tomorrow."""
    dee.goto(f"{site.url}/reply")
    dee.get_by_label("The code of the first page").fill(code.lower())
    dee.get_by_role("button", name="Go on").click()
    dee.get_by_role("button", name="Confirm that it arrived").click()
    expect(dee.get_by_text("Everyone can read now that it arrived.")).to_be_visible()
    dee.locator("input[name=kind][value=promised]").check()
    dee.get_by_label("Your words").fill(WORDS)
    dee.get_by_label("Who speaks: name and office").fill("Dee Roe, Home Office")
    dee.get_by_label("By which day").fill((datetime.now(UTC) + timedelta(days=1)).date().isoformat())
    dee.get_by_role("button", name="Send the answer").click()
    expect(dee.get_by_text("Your answer is sent.")).to_be_visible()
    assert not dee.context.cookies()


def publishes(site: Site, mo: Page) -> None:
    mo.goto(f"{site.url}/desk/site/answers")
    expect(mo.get_by_text("Dee Roe, Home Office").first).to_be_visible()
    is_clean(mo)
    mo.locator("form[action$='/publish'] button").click()
    expect(mo.locator("form[action$='/publish']")).to_have_count(0)


def tells(ada: Page, desk: str) -> None:
    ada.goto(f"{desk}/after")
    expect(ada.get_by_role("heading", name="Dee Roe, Home Office made a promise")).to_be_visible()
    ada.get_by_role("link", name="Tell those who asked for news").click()
    is_clean(ada)
    ada.get_by_role("button", name="Send it").click()
    expect(ada).to_have_url(re.compile(r"/after$"))


def judges(site: Site, sam: Page) -> None:
    """Sam, who asked for news, reads of it and says what it is worth."""
    link = mailed(site, "sam@example.org", r"^https?://\S+?(/verdict/\S+)$")
    sam.goto(site.url + link)
    expect(sam.locator("blockquote strong")).to_have_text("meet")
    is_clean(sam)
    sam.get_by_role("button", name="In part").click()
    expect(sam.get_by_text("You said: in part.")).to_be_visible()
    is_clean(sam)


def mailed(site: Site, to: str, pattern: str) -> str:
    """What the newest mail to somebody has on a line of its own, once it is there."""
    shell(
        site,
        "from datetime import datetime, UTC; from undersigned.delivery.telling import queue_tellings; "
        "queue_tellings(datetime.now(UTC))",
    )
    for number in range(1, 100):
        for mail in site.wait_for_mails(number):
            part = mail.get_body(("plain",))
            text = str(part.get_content()) if part else ""
            if mail["To"] == to and (found := re.search(pattern, text, re.MULTILINE)):
                return found[1]
    raise AssertionError("no such mail")


def falls_due(site: Site, ada: Page, desk: str) -> None:
    """The day comes, the page says so, ada says that nothing happened, and everyone reads it."""
    shell(
        site,
        "from datetime import date, timedelta; from undersigned.delivery.models import Answer; "
        "Answer.objects.filter(kind='promised').update(due_on=date.today() - timedelta(days=3))",
    )
    ada.goto(f"{desk}/after")
    expect(ada.get_by_text("nothing was said of it yet")).to_be_visible()
    ada.get_by_role("link", name="Say what became of it").click()
    ada.get_by_label("It was not kept").check()
    ada.get_by_label("What happened").fill("Nobody wrote to us.")
    ada.get_by_role("button", name="Say so").click()
    slug = desk.rpartition("/")[2]
    ada.goto(f"{site.url}/p/{slug}/answers")
    expect(ada.get_by_text("Nobody wrote to us.")).to_be_visible()
    is_clean(ada)
    for line in ("was handed over", "confirmed that it arrived", "made a promise", "A promise was not kept"):
        assert line in ask(site.url, f"/p/{slug}/timeline").body, line
