"""How those who are asked are named after the word "To", and whom the petitions of this site ask."""

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django.db.models import Count

from undersigned.petitions.life import State
from undersigned.petitions.models import Addressee

LISTED: Final = 300
LONGEST_LISTED: Final = 100  # characters: what is longer is hardly a name
KEPT_FOR: Final = 300  # seconds
SEEN: Final = [State.OPEN.value, State.PAUSED.value, State.CLOSED.value, State.ARCHIVED.value]


def joined(names: Sequence[str], language: str) -> str:
    """The names in one line, as they go on a sentence of their language: "To the Mayor", not "To The Mayor"."""
    if language.partition("-")[0] == "en":
        names = [f"the {name[4:]}" if name.startswith("The ") else name for name in names]
    return ", ".join(names)


def directory() -> tuple[str, ...]:
    """Whom public petitions of this site ask, those that most ask first, at most 300; some minutes old."""
    return _directory(int(time.monotonic() // KEPT_FOR))


@lru_cache(maxsize=1)
def _directory(_turn: int) -> tuple[str, ...]:
    known = Addressee.objects.filter(petition__state__in=SEEN).values("name")
    rows = known.annotate(often=Count("pk")).order_by("-often", "name")[:LISTED]
    return tuple(row["name"] for row in rows if len(row["name"]) <= LONGEST_LISTED)


def forget_directory() -> None:
    """Read it anew when it is asked for next."""
    _directory.cache_clear()
