"""The page /check in a real browser: it reads the pack there, sends nothing of it, and is fooled by no change of it."""

import hashlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import RIVERSIDE
from tests.delivery.hostile import manifest_of, zip_of
from tests.live import Site

WHOLE, CHANGED, LOCKED = ("[data-said=whole]", "[data-said=changed]", "[data-said=locked]")
MOST = 4_000  # bytes that a question to the site may have


@pytest.fixture(scope="module")
def pack(shared_site: Site, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A pack of a petition on the running site."""
    slug = shared_site.run("import", text=RIVERSIDE).stdout.strip().rpartition("/")[2]
    out = tmp_path_factory.mktemp("pack") / "pack.zip"
    shared_site.run("pack", slug, str(out))
    return out.read_bytes()


@pytest.fixture
def checking(browser: Browser, shared_site: Site) -> Iterator[Page]:
    """The page, with all that leaves it noted; what breaks the site's policy is a mistake."""
    page = browser.new_page()
    mistakes: list[str] = []
    page.on("console", lambda message: mistakes.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.url) + len(request.post_data or "")))
    page.goto(f"{shared_site.url}/check")
    yield page
    assert not mistakes
    assert max(sent) < MOST
    page.close()


def choose(page: Page, content: bytes) -> None:
    page.set_input_files("#pack", {"name": "pack.zip", "mimeType": "application/zip", "buffer": content})


def test_a_whole_pack_is_whole_and_the_site_knows_it(checking: Page, pack: bytes) -> None:
    choose(checking, pack)
    expect(checking.locator(WHOLE)).to_be_visible()
    expect(checking.locator("[data-put=digest]")).to_have_text(hashlib.sha256(pack).hexdigest())
    expect(checking.locator("[data-put=title]")).to_contain_text("Riverside library")
    expect(checking.locator("[data-known]")).to_contain_text("This site made it on")


def test_a_dropped_pack_is_read_as_well(checking: Page, pack: bytes) -> None:
    drop = """bytes => {
        const held = new DataTransfer();
        held.items.add(new File([new Uint8Array(bytes)], "pack.zip"));
        document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true}));
    }"""
    checking.evaluate(drop, list(pack))
    expect(checking.locator(WHOLE)).to_be_visible()


def test_each_kind_of_changed_byte_is_seen(checking: Page, pack: bytes) -> None:
    size = len(pack)
    for place in (0, 10, 29, 40, size // 3, size // 2, size - 500, size - 90, size - 75, size - 30, size - 1):
        choose(checking, pack[:place] + bytes([pack[place] ^ 1]) + pack[place + 1 :])
        expect(checking.locator(CHANGED)).to_be_visible()
        choose(checking, pack)
        expect(checking.locator(WHOLE)).to_be_visible()


def bomb() -> bytes:
    """A file that unpacks to 200 MB and says that it has ten bytes."""
    return zip_of(
        [("a.txt", b"\0" * 200_000_000), ("manifest.json", manifest_of({"a.txt": b""}, {"a.txt": 10}))]
    )


def test_hostile_packs_are_told_and_break_nothing(checking: Page) -> None:
    listed = manifest_of({"a.txt": b"a"})
    hostile = {
        "nothing": b"",
        "no pack": b"PK" * 500,
        "bomb": bomb(),
        "bomb of a list": zip_of([("manifest.json", b"[" * 50_000_000)]),
        "path": zip_of([("../a.txt", b"a"), ("manifest.json", manifest_of({"../a.txt": b"a"}))]),
        "hidden file": zip_of([("a.txt", b"a"), ("b.txt", b"b"), ("manifest.json", listed)]),
        "missing file": zip_of([("manifest.json", listed)]),
        "no list": zip_of([("a.txt", b"a")]),
        "markup": zip_of([("manifest.json", b'{"files": {"<img src=x onerror=alert(1)>": "0"}}')]),
    }
    for kind, content in hostile.items():
        choose(checking, content)
        expect(checking.locator(CHANGED), kind).to_be_visible()
        expect(checking.locator(WHOLE), kind).to_be_hidden()
        choose(checking, b"age-encryption.org/v1\n")
        expect(checking.locator(LOCKED)).to_be_visible()
    choose(checking, zip_of([("a.txt", b"a"), ("manifest.json", listed)]))
    expect(checking.locator(WHOLE)).to_be_visible()
    expect(checking.locator("[data-known]")).to_contain_text("This site knows no pack")


def test_without_script_the_page_says_what_to_do(browser: Browser, shared_site: Site, pack: bytes) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shared_site.url}/check")
    expect(page.locator("#pack")).to_be_disabled()
    expect(page.get_by_text("python3 verify.py")).to_be_visible()
    page.fill("#sha256", hashlib.sha256(pack).hexdigest())
    page.click("main button")
    expect(page.locator("[data-known]")).to_contain_text("This site made it on")
    context.close()
