"""Signing in by the organisation's own provider: the way there and the way back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from undersigned.desk.access import open_to

View = Callable[[HttpRequest], HttpResponse]


def _where_there_is_one(view: View) -> View:
    """While no provider is set there is nothing here."""

    @wraps(view)
    def held(request: HttpRequest) -> HttpResponse:
        if settings.UNDERSIGNED_OIDC is None:
            raise Http404
        return view(request)

    return held


@open_to("stranger", "POST")
@_where_there_is_one
def begin(request: HttpRequest) -> HttpResponse:
    """Lead somebody to the provider, by a page: a form of this site may lead to no other."""
    from undersigned.desk.provider.adapter import Identities  # noqa: PLC0415 - loads what only this needs
    from undersigned.desk.provider.asking import Away  # noqa: PLC0415
    from undersigned.desk.provider.pages import refusal  # noqa: PLC0415

    if limited := consume_or_429(request, action="login"):
        return limited  # type: ignore[no-any-return]
    wanted = request.POST.get("next", "")
    after = wanted if get_adapter(request).is_safe_url(wanted) else reverse("desk")
    provider = Identities(request).get_provider(request, "provider")
    try:
        leads_to = provider.redirect(request, "login", next_url=after, language=get_language())
    except Away as away:
        return refusal(request, "away", because=away)
    context = {"url": leads_to.url, "provider": provider.name}
    return render(request, "desk/provider_going.html", context)


@open_to("stranger", "GET")
@_where_there_is_one
def back(request: HttpRequest) -> HttpResponse:
    """Who comes back from the provider, in the language that they left in."""
    from allauth.socialaccount.internal import statekit  # noqa: PLC0415 - loads what only this needs
    from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView  # noqa: PLC0415

    from undersigned.desk.provider.adapter import Exchange  # noqa: PLC0415
    from undersigned.desk.provider.asking import Away  # noqa: PLC0415
    from undersigned.desk.provider.pages import refusal  # noqa: PLC0415
    from undersigned.desk.provider.tokens import TokenRefused  # noqa: PLC0415

    kept: Any = statekit.get_states(request).get(request.GET.get("state", ""))
    language = kept[0].get("language") if kept else None
    if language and language != get_language():
        return HttpResponseRedirect(f"/{language}{reverse('sign-in-with-back')}?{request.GET.urlencode()}")
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(Exchange(request, "provider"))(request)
    except Away as away:
        return refusal(request, "away", because=away)
    except TokenRefused as error:
        return refusal(request, "refused", because=error)
    return answer
