"""Takes docs/screens/: the pages of a fresh site, as a phone and a desktop show them by day and by night."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.chromium import chromium  # noqa: E402 - the project's own, found once the path is set
from tests.live import free_port  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
SIZES = {"phone": (390, 844), "desktop": (1280, 860)}


def main() -> None:
    """Start a site of its own, walk a signer's way through it, and stop it."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"UNDERSIGNED_HOME": home, "PORT": str(free_port())}
        command = [str(ROOT / ".venv" / "bin" / "undersigned"), "serve"]
        with subprocess.Popen(  # noqa: S603 - our own command
            command, env=environment, stdout=subprocess.DEVNULL
        ) as site:
            try:
                take(_address(Path(home)))
            finally:
                site.terminate()


def _address(home: Path) -> str:
    deadline = time.monotonic() + 60
    while not (home / "url").exists():
        if time.monotonic() > deadline:
            sys.exit("the site did not start")
        time.sleep(0.1)
    return (home / "url").read_text().strip()


def take(site: str) -> None:
    """One signer a size and scheme, so that the count on the pictures rises as it would."""
    with chromium() as browser:
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                walk(context.new_page(), site, f"{size}-{scheme}")
                context.close()


def walk(page: Page, site: str, name: str) -> None:
    """Home, petition, mistake, check your mail, confirm, thank you."""

    def shoot(what: str) -> None:
        # On a desktop the pages of one column look as they do on a phone: two pictures of them are enough.
        if name.startswith("phone") or what in ("home", "petition"):
            page.screenshot(path=FOLDER / f"{what}-{name}.png")

    page.goto(f"{site}/")
    shoot("home")
    page.locator(".cards h2 a").first.click()
    shoot("petition")
    page.locator("form#sign").evaluate("form => form.noValidate = true")
    page.get_by_label("Given name").fill("Ada")
    page.locator("form#sign button").click()
    page.get_by_role("alert").wait_for()
    shoot("mistake")
    page.get_by_label("E-mail", exact=True).fill(f"ada-{name}@example.org")
    page.locator("form#sign button").click()
    page.get_by_role("heading", name="Check your mail").wait_for()
    shoot("check-mail")
    page.get_by_role("link", name="Open the mail").click()
    while not page.locator(".mails a", has_text=f"ada-{name}@").count():
        page.wait_for_timeout(200)
        page.reload()
    page.locator(".mails a", has_text=f"ada-{name}@").click()
    page.locator('.letter a[href^="/c/"]').click()
    page.get_by_role("button").wait_for()
    shoot("confirm")
    page.locator("main form button").click()
    page.get_by_role("heading", level=1, name="Thank you").wait_for()
    shoot("thank-you")


if __name__ == "__main__":
    main()
