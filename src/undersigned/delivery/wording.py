"""What the pages of answers say: of each kind of answer, and of each thing that is wrong."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersigned.delivery.models import Answer
from undersigned.delivery.said import BY_RECIPIENT, BY_TEAM

Kind = Answer.Kind
# As an answer is headed in public.
KINDS: Final[Mapping[str, Any]] = {
    Kind.RECEIVED: _("Receipt confirmed"),
    Kind.REPLIED: _("An answer"),
    Kind.MEETING: _("A meeting asked for"),
    Kind.PROMISED: _("A promise"),
    Kind.REFUSED: _("A refusal"),
    Kind.HEARD: _("A hearing, debate or meeting"),
}
# As whoever answers chooses it.
CHOICES: Final[Mapping[str, Any]] = {
    Kind.REPLIED: _("Reply"),
    Kind.MEETING: _("Ask for a meeting"),
    Kind.PROMISED: _("Promise, by a day"),
    Kind.REFUSED: _("Refuse"),
}
STATES: Final[Mapping[str, Any]] = {
    Answer.State.WAITING: _("waits to be published"),
    Answer.State.PUBLISHED: _("public"),
    Answer.State.REJECTED: _("not published"),
    Answer.State.TAKEN_BACK: _("taken back"),
}
REFUSED: Final[Mapping[str, Any]] = {
    "over": _("Nothing of this petition changes any more."),
    "gone": _("It is no longer there, or was decided already."),
    "own": _("Somebody else must decide this."),
    "many": _("Several answers wait already. Wait until they are read."),
    "reason": _("Say why in up to 500 characters."),
}
_SENTENCES: Final[Mapping[str, Mapping[str, Any]]] = {
    "kind": {"unknown": _("Choose one of these.")},
    "said_by": {
        "missing": _("Say who answers: a name and an office."),
        "too-long": _("Make it shorter."),
        "words": _("Write a name and an office, without addresses."),
    },
    "text": {
        "missing": _("Write an answer, or attach it as a PDF."),
        "too-long": _("Use at most 20,000 characters; attach more as a PDF."),
    },
    "said_on": {
        "day": _("Choose the day."),
        "future": _("Choose a day that is not in the future."),
        "past": _("Choose a later day."),
    },
    "due_on": {
        "day": _("Choose the day."),
        "past": _("Choose a later day."),
        "far": _("Choose a day within ten years."),
    },
    "link": {
        "too-long": _("Make it shorter."),
        "address": _("Give the whole address, beginning with https://."),
    },
    "recipient": {"unknown": _("Choose one of these.")},
    "document": {
        "too-large": _("This file is too large: choose one of at most 10 MB."),
        "not-pdf": _("Choose a PDF."),
        "locked": _("This PDF opens with a password. Choose one without."),
        "acts": _("This PDF holds a program, a form or another file. Print it to a plain PDF first."),
        "broken": _("This PDF cannot be read. Save it anew and choose it again."),
    },
}
CHOOSE_AGAIN: Final = _("Choose the file again: a browser gives it only once.")
NOT_A_CHECKSUM: Final = _("A checksum has 64 signs, 0 to 9 and a to f.")


def kind_of(answer: Answer) -> Any:
    """What kind of answer it is, as a heading."""
    return KINDS[answer.kind]


def kinds_of_recipient() -> list[tuple[str, Any]]:
    """What a recipient may do, in the order of the page."""
    return [(kind.value, CHOICES[kind]) for kind in BY_RECIPIENT]


def kinds_of_team() -> list[tuple[str, Any]]:
    """What a team may record."""
    return [(kind.value, KINDS[kind]) for kind in BY_TEAM]


def errors(codes: Mapping[str, str]) -> dict[str, Any]:
    """A sentence for each field that is wrong."""
    return {field: _SENTENCES[field][code] for field, code in codes.items()}


def not_there(domain: str) -> str:
    """That a colleague's address is elsewhere."""
    return gettext("Give an address at %(domain)s.") % {"domain": domain}
