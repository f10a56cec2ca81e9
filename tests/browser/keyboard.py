"""The keyboard of someone who has no mouse: from stop to stop, and what is seen at each."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

MOST_STOPS = 120
# Where the focus is: what it is, its ring, the ground around it, and how much of it other things cover.
STOP = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const label = element.labels && element.labels[0];
  const box = element.getBoundingClientRect(), style = getComputedStyle(element);
  let around = element.parentElement;
  while (around && getComputedStyle(around).backgroundColor === 'rgba(0, 0, 0, 0)') around = around.parentElement;
  const points = [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y =>
    [box.left + box.width * x, box.top + box.height * y]));
  const isOwn = found => found && (element.contains(found) || found.contains(element) || label === found);
  return {
    place: [...document.querySelectorAll('*')].indexOf(element),
    name: (label || element).textContent.trim() || element.getAttribute('aria-label') || element.tagName,
    ring: parseFloat(style.outlineWidth), ring_style: style.outlineStyle, ring_colour: style.outlineColor,
    ground: getComputedStyle(around || document.body).backgroundColor,
    covered: points.filter(([x, y]) => !isOwn(document.elementFromPoint(x, y))).length,
  };
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """An element that has the focus; `covered` of nine points of it are hidden or outside the screen."""

    place: int  # among all elements
    name: str
    ring: float
    ring_style: str
    ring_colour: str
    ground: str
    covered: int

    @property
    def ring_contrast(self) -> float:
        """How far the ring stands out from the ground around it, 1 to 21."""
        lighter, darker = sorted((_luminance(self.ring_colour), _luminance(self.ground)), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Of a colour as browsers compute it, "rgb(23, 64, 139)"; WCAG's relative luminance."""
    channels = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def press(page: Page, key: str) -> Stop | None:
    """Press a key; where the focus is then, or None if it is nowhere."""
    page.keyboard.press(key)
    found: dict[str, Any] | None = page.evaluate(STOP)
    return Stop(**found) if found else None


def walk(page: Page, key: str = "Tab") -> list[Stop]:
    """Every stop from where the focus is until it leaves the page or has come round; fails where it is trapped."""
    stops: list[Stop] = []
    for _ in range(MOST_STOPS):
        stop = press(page, key)
        if stop is None or (len(stops) > 1 and stop.place == stops[0].place):
            return stops
        # A day has a stop in each of its parts, and is one thing.
        if not stops or stop.place != stops[-1].place:
            stops.append(stop)
    raise AssertionError(f"no way out after {stops[-1].name!r}")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so; fails where it cannot be reached."""
    for _ in range(MOST_STOPS):
        stop = press(page, "Tab")
        if stop is not None and stop.name.startswith(name):
            return
    raise AssertionError(f"{name!r} cannot be reached")
