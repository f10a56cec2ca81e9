"""A site's own two colours: whether what is written in them can be read, and the style sheet that brings them in."""

import re
from dataclasses import dataclass
from typing import Final

LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, success criterion 1.4.3
_HEX: Final = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")


class ColourRefused(ValueError):
    """A colour that cannot be used; the message is one clear sentence."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a colour meets by day or by night, as undersigned.css names it: the paper and the text on a button."""

    name: str
    paper: str
    on_act: str
    deepens_to: str  # what the colour under a pointer is mixed with: always away from the paper

    def deep(self, colour: str) -> str:
        """The colour under a pointer: three tenths of the way to black or white."""
        pairs = zip(_channels(colour), _channels(self.deepens_to), strict=True)
        return "#" + "".join(f"{round(own * 0.7 + other * 0.3):02x}" for own, other in pairs)

    def checked(self, typed: str) -> str:
        """The colour as #rrggbb. Raises ColourRefused with the ratio found and the least that is needed."""
        colour = typed.strip().lower()
        if not _HEX.fullmatch(colour):
            raise ColourRefused(f"a colour is written like #17408b, not {typed!r}")
        if len(colour) == 4:
            colour = "#" + "".join(sign * 2 for sign in colour[1:])
        on_paper, on_button = contrast(colour, self.paper), contrast(self.on_act, colour)
        if on_paper < LEAST_CONTRAST:
            raise ColourRefused(_too_weak(colour, f"{self.name} paper ({self.paper})", on_paper))
        if on_button < LEAST_CONTRAST:
            raise ColourRefused(_too_weak(f"text ({self.on_act})", f"a button of {colour}", on_button))
        return colour


LIGHT: Final = Scheme("light", paper="#fbfaf6", on_act="#ffffff", deepens_to="#000000")
DARK: Final = Scheme("dark", paper="#191713", on_act="#10151f", deepens_to="#ffffff")


def _too_weak(what: str, where: str, found: float) -> str:
    # Cut off, not rounded: 4.496 must not be told as 4.5.
    return f"{what} on {where} has a contrast of {int(found * 100) / 100} to 1; it needs at least {LEAST_CONTRAST}"


def contrast(one: str, other: str) -> float:
    """From 1 (alike) to 21 (black on white), of two #rrggbb (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def sheet(light: str, dark: str) -> str:
    """The style sheet with the site's own colours of what acts; "" keeps the house's, for both there is no sheet."""
    if not light and not dark:
        return ""
    by_day = _tokens(light, LIGHT.deep(light), LIGHT.on_act) if light else ""
    # A day's colour must not stay into the night: there the house's own come back.
    by_night = (
        _tokens(dark, DARK.deep(dark), DARK.on_act)
        if dark
        else _tokens("var(--ink-blue)", "var(--ink-blue-deep)", "var(--ivory)")
    )
    return f"{by_day}@media (prefers-color-scheme: dark) {{\n{by_night}}}\n"


def _tokens(act: str, deep: str, on_act: str) -> str:
    return f":root {{\n  --act: {act};\n  --act-deep: {deep};\n  --on-act: {on_act};\n}}\n"
