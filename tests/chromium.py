"""The real browser that pages are tried in: Debian's Chromium, Chrome, or the one that playwright brought."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

# The same engine; without windows around its pages it opens one in a quarter of the time.
HEADLESS = ("chromium-headless-shell", "chrome-headless-shell")
NAMES = (*HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "For the tests in a browser: apt-get install chromium-headless-shell libatomic1"
OPTIONS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--disable-dev-shm-usage",
    "--no-sandbox",  # neither root nor a container has one, and the pages are our own
)


@contextmanager
def _driver() -> Iterator[Playwright]:
    try:
        started = sync_playwright().start()
    except Exception as error:  # its own program ended at once, for want of libatomic
        raise LookupError(MISSING) from error
    try:
        yield started
    finally:
        started.stop()


def _path(playwright: Playwright) -> str:
    own = playwright.chromium.executable_path
    path = next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)
    if path is None:
        raise LookupError(MISSING)
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """A started browser that reaches nothing but this machine; raises LookupError if there is none.

    While it runs its thread counts as asynchronous, so the same test cannot use Django's database as well.
    """
    with _driver() as playwright:
        browser = playwright.chromium.launch(executable_path=_path(playwright), args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    try:
        with _driver() as checked:
            _path(checked)
    except LookupError as missing:
        sys.stdout.write(f"{missing}\n")
        sys.exit(1)
