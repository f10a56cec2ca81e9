"""The first page of the desk, what a new account does first, and the answer to a forged form."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from undersigned.desk import listing
from undersigned.desk.access import account, open_to
from undersigned.people.accounts import may_start, own_team, use_link
from undersigned.people.links import account_of
from undersigned.people.models import Membership, User
from undersigned.petitions.models import Partner, Text
from undersigned.signing.requests import now

MOST_BESIDE = 100  # petitions of others that are named here, the newest


@open_to("account", "GET")
def home(request: HttpRequest) -> HttpResponse:
    """The reader's teams, and their petitions, the newest first, or those that are looked for."""
    user = account(request)
    own_team(user, now=now())
    memberships = Membership.objects.filter(user=user).select_related("team").order_by("created_at", "pk")
    sought = " ".join(request.GET.get("q", "").split())[:200]
    found = listing.found(user, sought, after=request.GET.get("after", ""))
    context = {
        "memberships": memberships,
        "found": found,
        "sought": sought,
        "may_start": may_start(user),
        "beside": _beside(user),
    }
    return render(request, "desk/home.html", context)


def _beside(user: User) -> list[tuple[Partner, Text | None]]:
    """The petitions of others that the reader's teams stand beside, each with its text."""
    rows = Partner.objects.filter(team__memberships__user=user, state=Partner.State.JOINED)
    newest = list(rows.select_related("petition", "team").order_by("-joined_at", "-pk")[:MOST_BESIDE])
    titles = _titles([one.petition_id for one in newest])
    return [(one, titles.get(one.petition_id)) for one in newest]


def _titles(petition_ids: list[int]) -> dict[int, Text]:
    """The newest text of each petition in its own language: one query."""
    texts = Text.objects.filter(version__petition__in=petition_ids).select_related("version__petition")
    found: dict[int, Text] = {}
    for text in texts.order_by("version__number"):
        if text.language == text.version.petition.language:
            found[text.version.petition_id] = text
    return found


@open_to("stranger", "GET", "POST")
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button; POST signs in, once. A second factor is still asked for."""
    user = account_of(token, now=now())
    if user is None:
        return render(request, "desk/link_over.html", status=410)
    if request.method != "POST":
        return render(request, "desk/sign_in_link.html", {"email": user.email})
    if not use_link(user):
        return render(request, "desk/link_over.html", status=410)
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("desk"))
    return response


@open_to("account", "GET")
def settings(request: HttpRequest) -> HttpResponse:
    """What can be done with one's account."""
    return render(request, "desk/account.html", {"own": own_team(account(request), now=now())})


@open_to("account", "POST")
def name(request: HttpRequest) -> HttpResponse:
    """How one is called on the desk."""
    user = account(request)
    user.name = " ".join("".join(c for c in request.POST.get("name", "") if c.isprintable()).split())[:120]
    user.save(update_fields=["name"])
    return HttpResponseRedirect(reverse("account"))


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """A form that did not come from a page of this site, or from one that is too old."""
    return render(request, "desk/forgery.html", status=403)
