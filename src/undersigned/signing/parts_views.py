"""All parts of the pages in all their states, on one page, for whoever works on them at this machine."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from undersigned.kit.languages import direction
from undersigned.kit.paging import Page
from undersigned.mailing.inbox import is_local
from undersigned.petitions.models import Petition
from undersigned.signing import parts
from undersigned.signing.caching import private
from undersigned.signing.forms import SignForm
from undersigned.signing.partners import Box
from undersigned.site import tokens

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # an example's: a Tuesday


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The parts, made of the very templates that the pages are made of, with examples in them."""
    if not is_local(request):
        raise Http404
    language = "ar" if direction(get_language() or "") == "rtl" else "en"
    recent = parts.recent(language, now=MOMENT)
    context = {
        "palettes": [("By day", tokens.colours(by_night=False)), ("By night", tokens.colours(by_night=True))],
        "papers": tokens.PAPERS,
        "sizes": ["0.8", "1", "1.25", "1.563", "1.953", "2.441"],
        "spaces": [4, 8, 12, 16, 20, 24, 32, 48, 72],
        "petition": parts.petition(language),
        "states": parts.states(language),
        "outcomes": parts.outcomes(language),
        "standings": parts.STANDINGS,
        "recent": recent,
        "reasons": recent[:1],
        "timeline": parts.timeline(language, now=MOMENT),
        "held": parts.held(language, now=MOMENT),
        "notice": parts.notice(language),
        "page": Page([], 2, has_next=True),
        "token": "example",
        **_forms(language),
    }
    return private(render(request, "signing/parts.html", context))


def _forms(language: str) -> dict[str, Any]:
    """The form as it is first seen, filled in, and sent back with a mistake in each field."""
    petition = Petition(country="GB", asks_postal_code=True)
    typed = parts.typed(language)
    named = {
        "form": SignForm(petition),
        "filled": SignForm(petition, initial=typed),
        "mistaken": SignForm(petition, parts.mistyped(language)),
    }
    boxes = [Box(number, 0, name, "") for number, name in parts.partners(language)]
    for name, form in named.items():
        form.add_boxes(boxes)
        form.auto_id = "id_%s" if name == "form" else f"{name}_%s"
    return dict(named)
