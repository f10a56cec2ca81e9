"""What is typed to move a petition: a moment in UTC, an outcome with its story, a reason."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from undersigned.petitions.life import MoveRefused, Outcome
from undersigned.petitions.models import Petition
from undersigned.petitions.verbs import Said

OUTCOMES: Final = (
    (Outcome.WON.value, _("Won")),
    (Outcome.PARTLY_WON.value, _("Partly won")),
    (Outcome.LOST.value, _("Not won")),
    (Outcome.GIVEN_UP.value, _("Given up")),
)
# What each verb is called on its button, and what it does in a sentence.
WORDS: Final = {
    "submit": (_("Hand it in"), _("Whoever runs this site looks at it, and opens it or says why not.")),
    "recall": (_("Take it back"), _("It becomes a draft again, to be written on.")),
    "revise": (_("Write it again"), _("It becomes a draft again; then hand it in once more.")),
    "publish": (_("Open it for signatures"), _("From then on anyone can read and sign it.")),
    "schedule": (_("Open it on a day"), _("It opens by itself. Until then only your team sees it.")),
    "unschedule": (_("Do not open it by itself"), _("It becomes a draft again, to be written on.")),
    "pause": (
        _("Pause signing"),
        _("The page stays. What was signed before can still be confirmed from the mail."),
    ),
    "resume": (_("Take signatures again"), _("Signing goes on where it stopped.")),
    "close-on": (
        _("The day on which signing ends"),
        _("It closes by itself. On an open petition, everyone can see that the day was set."),
    ),
    "close": (
        _("Close it"),
        _("Nobody can sign any more. What was signed before can be confirmed for seven more days."),
    ),
    "declare": (
        _("Say what became of it"),
        _("It stands on top of the page. You may say it anew later; that you did is public too."),
    ),
    "reopen": (_("Open it again"), _("Signing goes on, and the personal data of signers is kept longer.")),
    "archive": (_("Archive it"), _("Nothing of it can be changed any more, for good.")),
}
_MOMENT: Final = {
    "past": _("That moment is past."),
    "far": _("Choose a day within the next three years."),
    "order": _("It cannot close before it opens."),
    "missing": _("Choose a day and a time."),
}
# Sentences for what may be wrong, by the verb and MoveRefused's code.
WRONG: Final = {
    **{("schedule", code): words for code, words in _MOMENT.items()},
    **{("close-on", code): words for code, words in _MOMENT.items()},
    ("publish", "past"): _("The day on which signing ends is past: choose another first."),
    ("declare", "unknown"): _("Choose what became of it."),
    ("declare", "missing"): _("Tell in a few words what happened."),
    ("declare", "too-long"): _("Tell it in at most 20,000 characters."),
    ("reopen", "forgotten"): _("The personal data of its signers is deleted already: it stays closed."),
    ("archive", "early"): _("Not yet: signatures can still be confirmed for some days."),
}
_FOR_ALL: Final = {
    "identity": _("This site may not publish yet: whoever runs it must first say who answers for it."),
    "review": _("This site looks at each petition before it opens: hand it in."),
    "unfinished": _("Something is still missing: write on, and it is named there."),
    "backers": _("It needs more backers first: the draft’s page has the link to ask them with."),
    "template": _("This is a template: use it, and open the petition that you make of it."),
    "role": _("Owners of the team alone can do this."),
}
MOVED: Final = _("Somebody else was quicker: it has another state now.")


def sentence(verb: str, refused: MoveRefused) -> object:
    """Why a verb was refused, in the reader's language."""
    return WRONG.get((verb, refused.code)) or _FOR_ALL.get(refused.code) or MOVED


def said(typed: Mapping[str, str]) -> Said:
    """What the form of a verb says. Raises MoveRefused ("missing") for half a moment or one that is none."""
    return Said(
        at=_moment(typed),
        outcome=typed.get("outcome", ""),
        text=typed.get("story", ""),
    )


def _moment(typed: Mapping[str, str]) -> datetime | None:
    day, time = typed.get("day", "").strip(), typed.get("time", "").strip()
    if typed.get("never") or not (day or time):
        return None
    try:
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC)
    except ValueError:
        raise MoveRefused("no such moment", "missing") from None


def first(petition: Petition) -> dict[str, dict[str, str]]:
    """What the forms hold before anything is typed: what is so now, by verb."""
    return {
        "schedule": _typed(petition.opens_at),
        "close-on": _typed(petition.closes_at),
        "declare": {"outcome": petition.outcome, "story": petition.outcome_story},
    }


def _typed(moment: datetime | None) -> dict[str, str]:
    if moment is None:
        return {"day": "", "time": "09:00"}
    return {"day": moment.date().isoformat(), "time": moment.strftime("%H:%M")}
