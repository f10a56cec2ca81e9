"""An answer as it is shown, and how it is known to be theirs, in one exact sentence."""

from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from undersigned.delivery import wording
from undersigned.delivery.models import Answer, Claim
from undersigned.kit.numbers import day


def badge(answer: Answer) -> str:
    """What shows it; for a public answer."""
    when = answer.published_at or answer.created_at
    known = {
        "domain": answer.domain,
        "day": day(when.date(), get_language() or "en"),
        "team": answer.petition.team.name,
    }
    return _sentence(answer) % known


def _sentence(answer: Answer) -> str:
    at_once = answer.kind == Answer.Kind.RECEIVED
    if answer.evidence == Claim.Evidence.CODE:
        if at_once:
            return gettext("Confirmed with the code that was handed over, on %(day)s")
        return gettext("Answered with the code that was handed over, published by the site on %(day)s")
    if answer.evidence == Claim.Evidence.ADDRESS:
        if at_once:
            return gettext("Confirmed from an address at %(domain)s on %(day)s")
        if answer.is_seconded:
            return gettext(
                "Answered from an address at %(domain)s, confirmed from a second one there on %(day)s"
            )
        return gettext("Answered from an address at %(domain)s, confirmed by the site on %(day)s")
    return gettext("Recorded by %(team)s on %(day)s")


def as_told(answer: Answer) -> dict[str, Any]:
    """An answer as pages show it: its kind, its badge, and its words in safe HTML."""
    return {
        "answer": answer,
        "kind": wording.kind_of(answer),
        "badge": badge(answer),
        "html": mark_safe(answer.html),  # noqa: S308 - made safe by kit.richtext when it was saved
    }
