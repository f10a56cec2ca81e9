"""What a team types to ask its signers something: a few rows of a form, held against pure rules."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from undersigned.petitions.question import Question

MOST: Final = 5  # at a time: each loses some signers
MOST_CHOICES: Final = 10
LONGEST: Final = {"words": 200, "purpose": 200, "choices": 80}  # of choices: each
KINDS: Final = ("line", "lines", "one", "several", "yes-no")
WITH_CHOICES: Final = ("one", "several")
PARTS: Final = ("words", "kind", "choices", "purpose", "required")
ROWS: Final = range(1, MOST + 1)
ACTS: Final = ("up", "down", "remove", "more")


class Wanted(NamedTuple):
    """One question as a team wants it asked."""

    kind: str
    words: str
    purpose: str
    is_required: bool
    choices: tuple[str, ...]

    def is_as(self, kept: Question) -> bool:
        """Whether it is the same question in the same words; whether it must be answered is not among them."""
        return (self.kind, self.words, self.purpose, self.choices) == (
            kept.kind,
            kept.words,
            kept.purpose,
            tuple(kept.choices),
        )


def field(row: int, part: str) -> str:
    """The field of a row's part."""
    return f"question_{row}_{part}"


FIELDS: Final = tuple(field(row, part) for row in ROWS for part in PARTS)


def is_empty(raw: Mapping[str, str], row: int) -> bool:
    """Whether nothing is written in a row: what is only chosen or ticked asks nobody anything."""
    return not any(raw.get(field(row, part), "").strip() for part in ("words", "purpose", "choices"))


def check(raw: Mapping[str, str], errors: dict[str, str]) -> tuple[Wanted, ...]:
    """The questions of the rows in which something is written; a reason code for each part that is wrong.

    Codes: missing, too-long, unknown (kind), few, too-many, twice (choices).
    """
    return tuple(_question(raw, row, errors) for row in ROWS if not is_empty(raw, row))


def whole(raw: Mapping[str, str]) -> tuple[Wanted, ...]:
    """Those of which nothing is wrong."""
    found = []
    for row in ROWS:
        errors: dict[str, str] = {}
        if not is_empty(raw, row):
            wanted = _question(raw, row, errors)
            found += [] if errors else [wanted]
    return tuple(found)


def _question(raw: Mapping[str, str], row: int, errors: dict[str, str]) -> Wanted:
    kind = raw.get(field(row, "kind"), "").strip() or "line"
    if kind not in KINDS:
        errors[field(row, "kind")] = "unknown"
    return Wanted(
        kind=kind,
        words=_line(raw, row, "words", errors),
        purpose=_line(raw, row, "purpose", errors),
        is_required=raw.get(field(row, "required"), "") != "",
        choices=_choices(raw, row, errors) if kind in WITH_CHOICES else (),
    )


def _line(raw: Mapping[str, str], row: int, part: str, errors: dict[str, str]) -> str:
    text = tidy(raw.get(field(row, part), ""))
    if not any(sign.isalnum() for sign in text):
        errors[field(row, part)] = "missing"
    elif len(text) > LONGEST[part]:
        errors[field(row, part)] = "too-long"
    return text


def _choices(raw: Mapping[str, str], row: int, errors: dict[str, str]) -> tuple[str, ...]:
    """One on each line."""
    name = field(row, "choices")
    found = [text for line in raw.get(name, "").splitlines() if (text := tidy(line))]
    if len(found) < 2:
        errors[name] = "few"
    elif len(found) > MOST_CHOICES:
        errors[name] = "too-many"
    elif any(len(text) > LONGEST["choices"] for text in found):
        errors[name] = "too-long"
    elif len({text.casefold() for text in found}) < len(found):
        errors[name] = "twice"
    return tuple(found)


def tidy(text: str) -> str:
    """One line without invisible marks or control characters: it stands in a notice, and must not reorder it."""
    return " ".join("".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text).split())


def typed(questions: Iterable[Wanted | Question]) -> dict[str, str]:
    """Questions as they are typed, the rows behind them empty."""
    found = dict.fromkeys(FIELDS, "")
    for row, one in zip(ROWS, questions, strict=False):
        found[field(row, "words")] = one.words
        found[field(row, "kind")] = str(one.kind)
        found[field(row, "choices")] = "\n".join(one.choices)
        found[field(row, "purpose")] = one.purpose
        found[field(row, "required")] = "on" if one.is_required else ""
    return found


def rearranged(raw: Mapping[str, str], act: str) -> dict[str, str]:
    """What was typed with one row higher, lower or gone ("up-2", "down-1", "remove-3"); empty rows close up."""
    verb, _, number = act.partition("-")
    rows = [_row(raw, row) for row in ROWS if not is_empty(raw, row)]
    places = [row for row in ROWS if not is_empty(raw, row)]
    at = next((place for place, row in enumerate(places) if str(row) == number), None)
    if at is not None and verb == "remove":
        del rows[at]
    elif at is not None and verb == "up" and at > 0:
        rows[at - 1 : at + 1] = [rows[at], rows[at - 1]]
    elif at is not None and verb == "down" and at + 1 < len(rows):
        rows[at : at + 2] = [rows[at + 1], rows[at]]
    found = dict(raw) | dict.fromkeys(FIELDS, "")
    for row, values in zip(ROWS, rows, strict=False):
        found |= {field(row, part): value for part, value in values.items()}
    return found


def _row(raw: Mapping[str, str], row: int) -> dict[str, str]:
    return {part: raw.get(field(row, part), "") for part in PARTS}
