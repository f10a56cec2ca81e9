"""The page behind the link that stops mail; mail programs post to it by themselves (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from undersigned.signing import pages
from undersigned.signing.requests import now, speaking
from undersigned.signing.stopping import StopRefused, gets_mail, signature_to_stop, stop_mail


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET says what will stop, with one button; POST stops it. Of a signature that is gone it is stopped already."""
    moment = now()
    try:
        signature = signature_to_stop(token, now=moment)
    except StopRefused:
        return render(request, "signing/stop.html", {"is_refused": True}, status=404)
    if signature is None:
        return render(request, "signing/stop.html", {"is_stopped": True})
    if request.method == "POST":
        stop_mail(signature, now=moment)
    with speaking(signature.language):
        context = {
            "petition": pages.petition_view(signature.petition, now=moment, language=signature.language),
            "is_stopped": not gets_mail(signature),
        }
        return render(request, "signing/stop.html", context)
