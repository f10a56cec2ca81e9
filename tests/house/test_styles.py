"""Style sheets hold nothing that a browser engine of 2016 would misread."""

import re
from collections.abc import Iterator

import pytest

from tests.house.css_of_2016 import AT_RULES, FUNCTIONS, PROPERTIES, PSEUDO, UNITS, YOUNG_VALUES
from tests.house.sources import files, short
from tests.house.styles import Piece, pieces

QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'|url\([^)]*\)')
NUMBER = re.compile(r"(?<![\w#-])[+-]?(?:\d+\.?\d*|\.\d+)([a-z]+)", re.IGNORECASE)
SPACED_COLOUR = re.compile(r"(?:rgb|hsl)a?\([^,()]+\)", re.IGNORECASE)
COLOUR_WITH_ALPHA = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{4})\b", re.IGNORECASE)


def young(piece: Piece) -> Iterator[str]:
    """What of a piece is too young, each in a few words."""
    if any(block.startswith("@supports") for block in piece.within):
        return
    if piece.text.startswith("@"):
        yield from _young_at_rule(piece)
    elif piece.opens:
        if not any("keyframes" in block for block in piece.within):
            yield from _young_selector(piece)
    else:
        yield from _young_declaration(piece.text)


def _young_at_rule(piece: Piece) -> Iterator[str]:
    name = piece.text[1:].split()[0].split("(")[0]
    if re.sub(r"^-[a-z]+-", "", name) not in AT_RULES:
        yield f"@{name}"
    if any(not block.startswith("@") for block in piece.within):
        yield "nesting"
    if name == "media" and re.search("[<>]", piece.text):
        yield "a media query with < or >"


def _young_selector(piece: Piece) -> Iterator[str]:
    selector = QUOTED.sub("''", piece.text)
    if "&" in selector or any(not block.startswith("@") for block in piece.within):
        yield "nesting"
    names = re.findall(r"::?([a-z-]+)", selector)
    yield from (f":{name}" for name in names if name not in PSEUDO and not name.startswith("-"))
    if re.search(r":not\([^()]*[, >+~][^()]*\)", selector):
        yield ":not() of more than one simple selector"


def _young_declaration(text: str) -> Iterator[str]:
    name, _, value = text.partition(":")
    name = name.strip().lower()
    value = QUOTED.sub("''", value.strip().lower())
    if not name.startswith("-") and name not in PROPERTIES:
        yield name
    functions = re.findall(r"([a-z][\w-]*)\(", re.sub(r"-(?:webkit|moz|ms|o)-[\w-]+\(", "(", value))
    yield from (f"{function}()" for function in functions if function not in FUNCTIONS)
    yield from (f"the unit {unit}" for unit in NUMBER.findall(value) if unit not in UNITS)
    if SPACED_COLOUR.search(value) or COLOUR_WITH_ALPHA.search(value):
        yield "a colour without commas or with alpha in hexadecimal"
    words = set(re.findall(r"(?<![\w-])[a-z][a-z-]*(?![\w(-])", value))
    yield from (
        f"{name}: {word}" for word in sorted(words & (YOUNG_VALUES["*"] | YOUNG_VALUES.get(name, set())))
    )


def test_no_style_is_younger_than_2016_unless_it_asks_for_support() -> None:
    sheets = files("src", ".css")
    assert sheets
    found = [
        f"{short(sheet, piece.line)}: {what}"
        for sheet in sheets
        for piece in pieces(sheet.read_text())
        for what in young(piece)
    ]
    assert not found, "put it inside @supports"


@pytest.mark.parametrize(
    ("sheet", "what"),
    [
        ("p { gap: 1em }", "gap"),
        ("p { display: grid }", "display: grid"),
        ("p { width: min(10px, 5%) }", "min()"),
        ("p { width: calc(1px + clamp(1px, 2vw, 3px)) }", "clamp()"),
        ("a:focus-visible { color: red }", ":focus-visible"),
        (":is(h1, h2) { color: red }", ":is"),
        (":where(h1) { color: red }", ":where"),
        ("@media print { a:has(b) { color: red } }", ":has"),
        ("p { a { color: red } }", "nesting"),
        ("p { @media print { color: red } }", "nesting"),
        ("p { margin-inline: auto }", "margin-inline"),
        ("p { aspect-ratio: 1 }", "aspect-ratio"),
        ("p { inset: 0 }", "inset"),
        ("p { text-wrap: balance }", "text-wrap"),
        ("p { --ink: color-mix(in srgb, red, blue) }", "color-mix()"),
        ("@layer base { p { color: red } }", "@layer"),
        ("@container (min-width: 1px) { p { color: red } }", "@container"),
        ("@media (width >= 40em) { p { color: red } }", "a media query with < or >"),
        ("p { height: 100dvh }", "the unit dvh"),
        ("p { color: #11223344 }", "a colour without commas or with alpha in hexadecimal"),
        ("p { color: rgb(1 2 3 / 50%) }", "a colour without commas or with alpha in hexadecimal"),
        ("p { position: sticky }", "position: sticky"),
        ("p:not(.a, .b) { color: red }", ":not() of more than one simple selector"),
    ],
)
def test_the_test_of_styles_refuses(sheet: str, what: str) -> None:
    assert what in [told for piece in pieces(sheet) for told in young(piece)]


@pytest.mark.parametrize(
    "sheet",
    [
        "@supports (display: grid) { p { display: grid; gap: 1em } }",
        ":root { --line: 1px; --paper: #fffdf7 } p { border: var(--line) solid rgba(0, 0, 0, .5) }",
        "@media (prefers-color-scheme: dark) { a:not(.b):hover::after { content: '{;}gap: 1em' } }",
        "/* gap: 1em */ progress::-webkit-progress-bar { -webkit-appearance: none }",
        "@keyframes ink { from { width: 0 } to { width: 100% } }",
        "p { background: url(data:image/svg+xml;base64,PHN2) #fff } @page { margin: 2cm }",
        "p { transition: transform .2s cubic-bezier(0, 0, .2, 1), color 1ms; font-family: 'a b', ui-serif }",
    ],
)
def test_the_test_of_styles_lets_pass(sheet: str) -> None:
    assert not [told for piece in pieces(sheet) for told in young(piece)]
