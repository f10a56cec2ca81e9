"""The real browser that pages are tried in: Debian's Chromium, Chrome, or the one that playwright brought."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "Chromium is needed for the tests in a browser: apt-get install chromium"


def find(playwright: Playwright) -> str | None:
    """The path of a browser that is installed here, or None."""
    own = playwright.chromium.executable_path
    return next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A started browser that reaches nothing but this machine; raises LookupError if none is installed.

    While it runs its thread counts as asynchronous, so the same test cannot use Django's database as well.
    """
    with sync_playwright() as playwright:
        path = find(playwright)
        if path is None:
            raise LookupError(MISSING)
        shut = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
        args = [shut, "--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=path, args=args)
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    with sync_playwright() as started:
        sys.exit(0 if find(started) else MISSING)
