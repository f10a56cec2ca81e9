"""What axe finds wrong on a page."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Every rule for the levels A and AA, and what axe's makers call good practice; none is left out.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# What colours and widths decide; all else is the same by day and by night, on a phone and on a desktop.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
OF_WIDTH = [*OF_COLOUR, "target-size", "scrollable-region-focusable"]


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What is wrong by all rules or by some, as rule, place and reason. The page must let scripts be brought in."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found = page.evaluate("chosen => axe.run({runOnly: chosen, resultTypes: ['violations']})", chosen)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
