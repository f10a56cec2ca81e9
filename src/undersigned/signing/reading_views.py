"""What a petition's page leads to: its count while it changes, who signed and why, and all that happened."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from undersigned.kit.paging import page_of, place_of
from undersigned.petitions.models import Event, Petition
from undersigned.signing import changes as changed
from undersigned.signing import pages
from undersigned.signing.caching import for_seconds
from undersigned.signing.models import Signature
from undersigned.signing.requests import now, text_language
from undersigned.signing.signers import are_forgotten, page_of_signers, saying_why, showing
from undersigned.signing.views import for_readers

LISTED = 50
VERSIONS = 10  # each may be compared at length


@for_readers
def standing(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The count as it stands on the page, in the page's language: what static/live.js puts in its place."""
    context = {
        "count": pages.count_view(petition, now=now()),
        # Once nobody can sign, no page asks again.
        "live_path": request.path if petition.takes_signatures(now()) else "",
    }
    return for_seconds(render(request, "signing/_standing.html", context))


@for_readers
def signers(request: HttpRequest, petition: Petition) -> HttpResponse:
    """Everyone who shows their name, newest first; `?before=` goes on where a page ended."""
    return _listed(request, petition, "signers", showing(petition))


@for_readers
def reasons(request: HttpRequest, petition: Petition) -> HttpResponse:
    """Of these the ones whose comment was approved."""
    return _listed(request, petition, "reasons", saying_why(petition))


def _listed(request: HttpRequest, petition: Petition, which: str, rows: QuerySet[Signature]) -> HttpResponse:
    start = place_of(request.GET.get("before", ""))
    page = page_of_signers(rows, start, size=LISTED)
    context = {
        "petition": pages.petition_view(petition, now=now(), language=text_language(request)),
        "which": which,
        "signers": page.signers,
        "start": start,
        "older": page.older,
        "are_forgotten": not page.signers and are_forgotten(petition),
    }
    return for_seconds(render(request, "signing/signers.html", context))


@for_readers
def changes(request: HttpRequest, petition: Petition) -> HttpResponse:
    """What changed in its text, the newest first."""
    versions = petition.text_versions.exclude(number=1).order_by("-number")
    page = page_of(versions, request.GET.get("page"), size=VERSIONS)
    language = text_language(request)
    context = {
        "petition": pages.petition_view(petition, now=now(), language=language),
        "changes": changed.changes(petition, list(page.items), language=language),
        "page": page,
    }
    return render(request, "signing/changes.html", context)


@for_readers
def timeline(request: HttpRequest, petition: Petition) -> HttpResponse:
    """All that happened, newest first: a few lines a day at most, so pages are counted from the newest."""
    events = petition.events.order_by("-happened_at", "-id")
    page = page_of(events, request.GET.get("page"), size=LISTED)
    items: list[Event] = list(page.items)
    context = {
        "petition": pages.petition_view(petition, now=now(), language=text_language(request)),
        "timeline": pages.timeline(items),
        "page": page,
    }
    return render(request, "signing/timeline.html", context)
