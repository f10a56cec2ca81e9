"""What the values of an archive must be beside fitting their columns, because pages and rounds rely on it."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from undersigned.kit import countries, languages
from undersigned.petitions import slugs
from undersigned.petitions.life import Answered, Delivered
from undersigned.petitions.models import Event
from undersigned.petitions.question import Question
from undersigned.petitions.question_rows import MOST_CHOICES, WITH_CHOICES, tidy
from undersigned.signing.archive.parts import Part, RowsRefused
from undersigned.signing.archive.tables import Table
from undersigned.signing.models import Signature, Tally

LONGEST_KEPT: Final = 120  # months, as the setting allows
_LAST_DAY: Final = 3_000_000  # as an ordinal: far away, but a date
# In these a row still tells one person from another.
OF_SOMEBODY: Final = frozenset({Signature.State.PENDING, Signature.State.CONFIRMED, Signature.State.VOIDED})


@lru_cache(512)
def is_language(code: str) -> bool:
    return languages.known(code) == code


def _is_country(code: str) -> bool:
    return not code or code in countries.CODES


def _is_source(code: str) -> bool:
    return re.fullmatch(r"[a-z0-9_-]{0,32}", code) is not None


def _is_hour(key: str) -> bool:
    return re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3])", key) is not None


def is_link(address: str) -> bool:
    return not address or re.fullmatch(r"https?://[^\s\"'<>]+", address) is not None


def _is_picture(name: str) -> bool:
    return re.fullmatch(r"([0-9a-f]{32})?", name) is not None


COLUMNS: Final[Mapping[str, Mapping[str, Callable[[Any], bool]]]] = {
    "petition": {
        "language": is_language,
        "country": _is_country,
        "picture": _is_picture,
        "delivered": lambda how_far: how_far in ("", *Delivered.values),
        "answered": lambda said: said in ("", *Answered.values),
        "keep_months": lambda months: 1 <= months <= LONGEST_KEPT,
        "text_dated": lambda month: re.fullmatch(r"(\d{4}-(0[1-9]|1[0-2]))?", month) is not None,
    },
    "texts": {
        "language": is_language,
        "addressees": lambda names: (
            isinstance(names, list) and all(isinstance(name, str) and len(name) <= 200 for name in names)
        ),
    },
    "notices": {"language": is_language},
    "questions": {
        "choices": lambda choices: (
            isinstance(choices, list)
            and len(choices) <= MOST_CHOICES
            and all(isinstance(one, str) and one == tidy(one) and len(one) <= 200 for one in choices)
        ),
        "words": lambda words: words == tidy(words),
        "purpose": lambda words: words == tidy(words),
    },
    "slugs": {"slug": slugs.is_slug, "language": is_language},
    "partners": {"url": is_link, "privacy_url": is_link},
    "manuscripts": {
        "typed": lambda typed: (
            isinstance(typed, dict) and all(isinstance(text, str) for text in typed.values())
        )
    },
    "signatures": {"language": is_language, "country": _is_country, "source": _is_source},
}
_TALLIED: Final[Mapping[str, Callable[[str], bool]]] = {
    Tally.Kind.TOTAL: lambda key: not key,
    Tally.Kind.COUNTRY: _is_country,
    Tally.Kind.SOURCE: _is_source,
    Tally.Kind.HOUR: _is_hour,
}


def hold(table: Table, part: Part) -> None:
    """Raises RowsRefused where a value is none that this site could have written."""
    for name, is_right in {**COLUMNS.get(table.name, {}), **table.holds}.items():
        for value in _each(part.column(name)):
            if not is_right(value):
                raise RowsRefused(f"the archive is damaged: {table.name} with an impossible {name}")
    if own := _ROWS.get(table.name):
        for row in part.dicts():
            if not own(row):
                raise RowsRefused(f"the archive is damaged: an impossible row of {table.name}")


def _each(values: list[Any]) -> list[Any]:
    """Every value once, where they can be told apart at all."""
    try:
        return list(set(values))
    except TypeError:
        return values


def _is_tally(row: dict[str, Any]) -> bool:
    is_key = _TALLIED.get(
        row["kind"], _TALLIED[Tally.Kind.TOTAL]
    )  # the steps to being counted have no key either
    return bool(0 <= row["signatures"] <= row["peak"]) and is_key(row["key"])


def _is_event(row: dict[str, Any]) -> bool:
    return bool(row["kind"] != Event.Kind.CLOSING or 0 <= row["number"] <= _LAST_DAY)


def _is_question(row: dict[str, Any]) -> bool:
    until, is_chosen = row["until_notice"], row["kind"] in WITH_CHOICES
    is_worded = bool(row["words"]) == (row["kind"] != Question.Kind.PHONE)
    return is_worded and bool(row["choices"]) == is_chosen and (until is None or until >= row["from_notice"])


_ROWS: Final[Mapping[str, Callable[[dict[str, Any]], bool]]] = {
    "tallies": _is_tally,
    "timeline": _is_event,
    "questions": _is_question,
}
