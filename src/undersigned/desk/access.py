"""Who may open what: each view says its least role and its methods; below the desk's paths all else is not there.

A page of one team's petition is written like this, and `place.petition` is one that the reader may act on:

    @petition_page("editor", "GET", "POST")
    def edit(request: HttpRequest, place: PetitionPlace) -> HttpResponse:

with the path `desk/p/<str:slug>/edit`. What belongs to another team answers as if it did not exist.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse

from undersigned.people.models import Membership, Team, User
from undersigned.petitions.models import Partner, Petition

ROLES: Final = ("stranger", "viewer", "editor", "owner", "moderator", "operator")
# Who may open a view with this least role. "account" is whoever is signed in; a team's pages are its members'.
ALLOWED: Final = {
    "stranger": ROLES,
    "account": ROLES[1:],
    "viewer": ("viewer", "editor", "owner"),
    "editor": ("editor", "owner"),
    "owner": ("owner",),
    "moderator": ("moderator", "operator"),
    "operator": ("operator",),
}
DESK_PATHS = ("/desk", "/account", "/sign-in", "/sign-out", "/sign-up", "/invitation")
View = Callable[..., HttpResponseBase]
Patterns = TypeVar("Patterns", bound=Iterable[URLPattern])


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares."""

    least: str
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """A team, and the reader's membership in it."""

    team: Team
    membership: Membership

    def may(self, role: str) -> bool:
        """Whether the reader's role is at least this one."""
        return self.membership.role in ALLOWED[role]

    @property
    def may_edit(self) -> bool:
        return self.may("editor")

    @property
    def may_own(self) -> bool:
        return self.may("owner")


@dataclass(frozen=True, slots=True)
class PetitionPlace(TeamPlace):
    """The same with one of the team's petitions."""

    petition: Petition


@dataclass(frozen=True, slots=True)
class PartnerPlace(TeamPlace):
    """The same with a petition that another team owns and this one stands beside."""

    partner: Partner


def is_desk_path(path: str) -> bool:
    """Whether a path (without its language) is of those who sign in."""
    return any(path == start or path.startswith(f"{start}/") for start in DESK_PATHS)


def least_of(view: object) -> Access | None:
    """What a view declares, if it does."""
    return getattr(view, "access", None)


def open_to(least: str, *methods: str) -> Callable[[View], View]:
    """Declare and hold who may open a view that is no single team's: "stranger", "account", "moderator", "operator".

    Somebody unknown is asked to sign in; who may not is told that there is nothing. Moderators and operators need
    a second factor first.
    """
    assert least in ("stranger", "account", "moderator", "operator"), least  # noqa: S101 - a mistake in the code

    def declare(view: View) -> View:
        @wraps(view)
        def held(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            return _refusal(request, least, methods) or view(request, *args, **named)

        held.access = Access(least, methods)  # type: ignore[attr-defined]
        return held

    return declare


def team_page(least: str, *methods: str) -> Callable[[View], View]:
    """Declare and hold the least role in the team of `<uuid:team>`; the view gets a TeamPlace in its stead."""
    return _of_team(least, methods, "team", _team_place)


def petition_page(least: str, *methods: str) -> Callable[[View], View]:
    """Declare and hold the least role in the team of the petition `<str:slug>`; the view gets a PetitionPlace."""
    return _of_team(least, methods, "slug", _petition_place)


def partner_page(least: str, *methods: str) -> Callable[[View], View]:
    """Declare and hold the least role in the team of the partner `<uuid:partnership>`; the view gets a PartnerPlace.

    Once it has parted, nothing is there any more.
    """
    return _of_team(least, methods, "partnership", _partner_place)


def _of_team(
    least: str, methods: tuple[str, ...], key: str, find: Callable[[User, Any], TeamPlace | None]
) -> Callable[[View], View]:
    assert least in ("viewer", "editor", "owner"), least  # noqa: S101 - a mistake in the code

    def declare(view: View) -> View:
        @wraps(view)
        def held(request: HttpRequest, **named: Any) -> HttpResponseBase:
            if refusal := _refusal(request, "account", methods):
                return refusal
            place = find(account(request), named.pop(key))
            if place is None or not place.may(least):
                raise Http404
            return view(request, place, **named)

        held.access = Access(least, methods)  # type: ignore[attr-defined]
        return held

    return declare


def account(request: HttpRequest) -> User:
    """Who is signed in; only for views that need it."""
    assert isinstance(request.user, User)  # noqa: S101 - held by open_to and its like
    return request.user


def _refusal(request: HttpRequest, least: str, methods: tuple[str, ...]) -> HttpResponse | None:
    if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
        return HttpResponseNotAllowed(methods)
    if least == "stranger":
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")
    if least == "account":
        return None
    if not set(site_roles(account(request))) & set(ALLOWED[least]):
        raise Http404
    return None if is_mfa_enabled(request.user) else HttpResponseRedirect(reverse("mfa_index"))


def site_roles(user: User) -> tuple[str, ...]:
    """What somebody is on the whole site."""
    return ("operator",) * user.is_staff + ("moderator",) * user.is_moderator


def _team_place(user: User, public_id: UUID) -> TeamPlace | None:
    membership = (
        Membership.objects.select_related("team").filter(user=user, team__public_id=public_id).first()
    )
    return TeamPlace(membership.team, membership) if membership else None


def _petition_place(user: User, slug: str) -> PetitionPlace | None:
    petition = Petition.objects.select_related("team").filter(slugs__slug=slug).first()
    membership = petition and Membership.objects.filter(user=user, team=petition.team_id).first()
    return PetitionPlace(petition.team, membership, petition) if petition and membership else None


def _partner_place(user: User, public_id: UUID) -> PartnerPlace | None:
    rows = Partner.objects.select_related("team", "petition__team")
    partner = rows.filter(public_id=public_id, state=Partner.State.JOINED).first()
    if partner is None or partner.team is None:
        return None
    membership = Membership.objects.filter(user=user, team=partner.team).first()
    return PartnerPlace(partner.team, membership, partner) if membership else None


def strangers(patterns: Patterns) -> Patterns:
    """Declare that anyone may open these; their methods are those that their own decorators let through."""
    for pattern in patterns:
        pattern.callback.access = Access("stranger", methods_of(pattern.callback))  # type: ignore[attr-defined]
    return patterns


def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """The methods that a view's `require_http_methods` lets through; without one, it only reads."""
    layer: Any = view
    while layer is not None:
        if methods := inspect.getclosurevars(layer).nonlocals.get("request_method_list"):
            return tuple(method for method in methods if method != "HEAD")
        layer = getattr(layer, "__wrapped__", None)
    return ("GET",)
