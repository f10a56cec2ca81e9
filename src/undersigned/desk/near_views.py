"""Open petitions of the site that ask for something like what somebody is about to ask."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext

from undersigned.desk.access import account, open_to
from undersigned.kit.numbers import number
from undersigned.people.accounts import may_start
from undersigned.petitions.likeness import alike
from undersigned.petitions.models import Petition
from undersigned.petitions.typed import LONGEST
from undersigned.signing.pages import cards


@open_to("account", "GET")
def near(request: HttpRequest) -> HttpResponse:
    """For the script of the page on which a petition is written: {petitions: [{url, title, language, standing}]}."""
    if not may_start(account(request)):
        raise Http404
    return JsonResponse({"petitions": near_to(request.GET.get("title", ""))})


def near_to(title: str, *, besides: Petition | None = None) -> list[dict[str, str]]:
    """Each with its address, and in a few words how many signed; the likest first."""
    language = get_language() or "en"
    return [
        {
            "url": reverse("petition", args=[card.slug]),
            "title": card.title,
            "language": card.language,
            "standing": ngettext("(%(n)s has signed)", "(%(n)s have signed)", card.count.signatures)
            % {"n": number(card.count.signatures, language)},
        }
        for card in cards(alike(title[: LONGEST["title"]], besides=besides))
    ]
