"""The page behind the link in a mail to an office: it stops them, without an account, for good."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from undersigned.delivery.stopping import news_by, stop
from undersigned.petitions.backing import title_of
from undersigned.signing.caching import private
from undersigned.signing.requests import now


@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what can be stopped; POST stops it: this petition, as a mail program's one press does, or all."""
    news = news_by(token, now=now())
    if news is None:
        return private(render(request, "delivery/office.html", status=410))
    if request.method == "POST":
        stop(news, everything=request.POST.get("stop") == "site", now=now())
        news.refresh_from_db()
    context = {
        "title": title_of(news.petition),
        "language": news.petition.language,
        "stopped": news.stopped_at is not None,
        "all_stopped": news.office.stopped_at is not None,
    }
    return private(render(request, "delivery/office.html", context))
