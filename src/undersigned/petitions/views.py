"""Public files of petitions, served under names that never change what they hold."""

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from undersigned.petitions.pictures import SIZES


@require_safe
def picture(_request: HttpRequest, name: str, size: int) -> HttpResponseBase:
    """A petition's picture in one of its widths; always a JPEG, whatever was handed in."""
    storage = storages["public"]
    file = f"{name}-{size}.jpg"
    if size not in SIZES or not (name.isascii() and name.isalnum()) or not storage.exists(file):
        raise Http404
    response = FileResponse(storage.open(file), content_type="image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
