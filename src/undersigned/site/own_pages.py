"""Which text of an own page a reader is shown: the owner's own before a ready one, in the nearest language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from undersigned.site import ready
from undersigned.site.models import OwnPageVersion


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a page shows it: safe HTML, number 0 for a ready text, and the versions there are, newest first."""

    kind: str
    language: str
    html: str
    number: int = 0
    created_at: datetime | None = None
    has_blanks: bool = False
    versions: tuple[tuple[int, datetime], ...] = ()

    @property
    def is_past(self) -> bool:
        """Whether a later version is in force."""
        return bool(self.versions) and self.number != self.versions[0][0]

    @property
    def others(self) -> tuple[tuple[int, datetime], ...]:
        """The versions before the one in force."""
        return self.versions[1:]


def shown(kind: str, *, language: str, number: int | None = None) -> Shown | None:
    """The text in force, or version `number` of it, for a reader of `language`; None where there is no such version.

    In the reader's language, else in the site's, else in English, else in whatever there is.
    """
    known = list(
        OwnPageVersion.objects.filter(kind=kind)
        .order_by("-number", "language")
        .values_list("language", "number", "created_at")
    )
    if not known:
        return _ready(kind, language) if number is None else None
    nearest = _nearest(language, (row[0] for row in known))
    versions = tuple((row[1], row[2]) for row in known if row[0] == nearest)
    wanted = versions[0][0] if number is None else number
    found = OwnPageVersion.objects.filter(kind=kind, language=nearest, number=wanted).first()
    if found is None:
        return None
    return Shown(kind, nearest, found.html, found.number, found.created_at, versions=versions)


def _nearest(wanted: str, there: Iterable[str]) -> str:
    languages = list(there)
    chain = (wanted, settings.LANGUAGE_CODE, "en")
    return next((language for language in chain if language in languages), languages[0])


def _ready(kind: str, language: str) -> Shown:
    for nearest in (language, settings.LANGUAGE_CODE, "en"):
        if text := ready.text(kind, nearest):
            break
    return Shown(kind, nearest, ready.html(text), has_blanks=bool(ready.BLANK.search(text)))


def newest(kind: str, language: str) -> OwnPageVersion | None:
    """The owner's own text in force in exactly this language."""
    return OwnPageVersion.objects.filter(kind=kind, language=language).order_by("-number").first()


def text_to_edit(kind: str, language: str) -> str:
    """Markdown to begin a new version with: the owner's text in force, else the ready one, else the English one."""
    written = newest(kind, language)
    return written.text if written else ready.text(kind, language) or ready.text(kind, "en")
