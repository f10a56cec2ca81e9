"""What a petition here does and does not set off, where a country has an official route of its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from undersigned.petitions.official import fit, route_of

PARTS = {
    "title": _("What you ask: %(n)s of at most %(most)s characters"),
    "background": _("The first paragraph, as its background: %(n)s of at most %(most)s"),
    "details": _("The rest of the story, as its details: %(n)s of at most %(most)s"),
}
TOO_LONG, MISSING, FITS = _("too long there"), _("still missing"), _("fits")


def route_view(typed: Mapping[str, str]) -> dict[str, Any] | None:
    """The route of the country that a draft is about, with how its words would fit there; None where none is known."""
    route = route_of(typed.get("country", ""))
    if route is None:
        return None
    fits = [
        {
            "words": str(PARTS[one.part]) % {"n": one.length, "most": one.most},
            "fits": one.fits,
            "verdict": FITS if one.fits else TOO_LONG if one.length else MISSING,
        }
        for one in fit(route, typed)
    ]
    return {"route": route, "fits": fits}
