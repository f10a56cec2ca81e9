"""The public days of a petition as a calendar file."""

from django.http import HttpRequest, HttpResponse

from undersigned.delivery.dates import public_calendar
from undersigned.kit.ical import MEDIA_TYPE
from undersigned.petitions.models import Petition
from undersigned.signing.pages import petition_view
from undersigned.signing.requests import now, text_language
from undersigned.signing.views import for_readers


@for_readers
def dates(request: HttpRequest, petition: Petition) -> HttpResponse:
    """To subscribe to, or to open once."""
    shown = petition_view(petition, now=now(), language=text_language(request))
    return as_calendar(public_calendar(petition, shown.title, shown.absolute_url))


def as_calendar(content: bytes) -> HttpResponse:
    """The file with the media type that opens a calendar."""
    return HttpResponse(content, content_type=MEDIA_TYPE)
