"""Where whoever was handed a pack checks it: in their browser, or by its digest."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.delivery.models import Pack
from undersigned.petitions.life import State
from undersigned.signing.caching import for_everyone, private
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now

_DIGEST = re.compile("[0-9a-f]{64}")


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """GET shows where to put the file; with `?sha256=` what this site knows of a pack with that digest."""
    typed = "".join(request.GET.get("sha256", "")[:200].split()).lower()
    if not typed:
        return for_everyone(render(request, "delivery/check.html"))
    is_digest = bool(_DIGEST.fullmatch(typed))
    pack = _made(typed) if is_digest else None
    context = {"typed": typed[:64], "is_digest": is_digest, "pack": pack}
    if pack and pack.petition.state != State.TAKEN_DOWN:
        context["petition"] = petition_view(pack.petition, now=now())
    return private(render(request, "delivery/check.html", context))


def _made(digest: str) -> Pack | None:
    rows = Pack.objects.filter(sha256=digest).exclude(made_at=None)
    return rows.select_related("petition__team").first()
