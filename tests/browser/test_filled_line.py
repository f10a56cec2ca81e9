"""The line that ink fills, looked at pixel by pixel: no style of its filling can be asked for."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.places import PHONE, Places

NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def shades(page: Page) -> tuple[int, int]:
    """How light the line is at a tenth and at nine tenths of its length, 0 to 255."""
    shot = page.locator("progress:visible").first.screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("L")
    row = picture.height // 2
    found = [picture.getpixel((picture.width * tenths // 10, row)) for tenths in (1, 9)]
    return int(found[0]), int(found[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_how_full_the_line_is_can_be_seen(scheme: str, forced: str, places: Places, tab: Page) -> None:
    tab.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    tab.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
    places.show(tab, "petition")
    full, empty = shades(tab)
    assert abs(full - empty) > 100
    tab.emulate_media(color_scheme="light", forced_colors="none")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_line_fills_at_once_for_whoever_asked_for_less_motion(
    motion: str, places: Places, browser: Browser
) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion=motion)  # type: ignore[arg-type]
    page = context.new_page()
    places.show(page, "petition")
    session = context.new_cdp_session(page)
    session.send("Animation.enable")
    session.send("Animation.setPlaybackRate", {"playbackRate": 0.001})
    before = shades(page)[1]
    page.locator("progress:visible").first.evaluate("e => { e.value = 100 }")
    page.evaluate(NEXT_FRAME)
    assert (shades(page)[1] == before) == (motion == "no-preference")
    context.close()
