"""How allauth lives in this house: its mails wait in our outbox, its secrets are sealed, its clients are known."""

import base64
from datetime import UTC, datetime
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from undersigned.kit.seal import seal, unseal
from undersigned.ops import keyring
from undersigned.people.accounts import own_team
from undersigned.people.mails import Letter, queue_letter
from undersigned.people.models import User
from undersigned.signing.networks import Proxies
from undersigned.signing.requests import network_of_request
from undersigned.site.addresses import base_url
from undersigned.site.identity import identity

# allauth's names of its mails, and the folder that holds our words for each. Whatever it adds is a plain note.
FOLDERS = {
    "account/email/login_code": "code",
    "account/email/email_confirmation": "confirm",
    "account/email/email_confirmation_signup": "confirm",
    "account/email/email_confirm": "note",
    "account/email/password_reset_code": "reset",
    "account/email/account_already_exists": "already",
}


def _now() -> datetime:
    return datetime.now(UTC)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Sign-up, sign-in, and the mails they need."""

    def new_user(self, request: HttpRequest) -> User:  # noqa: ARG002 - as allauth calls it
        """An account that begins now."""
        return User(created_at=_now())

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - as allauth calls it
        """Keep it, with the team that is its own."""
        saved: User = super().save_user(request, user, form, commit)
        if commit:
            own_team(saved, now=_now())
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue it; nobody waits for a mail server, and nobody can tell by the time whether one was sent."""
        words = {
            "code": str(context.get("code", "")),
            "url": base_url(),
            "act": template_prefix.rpartition("/")[2],
        }
        folder = f"people/mail/{FOLDERS.get(template_prefix, 'note')}"
        letter = Letter(folder, email, words, get_language() or settings.LANGUAGE_CODE)
        request, now = current.request, _now()
        digest = network_of_request(request, moment=now) if request else None
        queue_letter(letter, network_digest=digest, now=now)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - as allauth calls it
        """Back to the account; a mail tells of the change."""
        return reverse("account")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """As allauth orders them, in the language of the page: it holds their addresses against the reader's."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        prefix = getattr(current.request, "language_prefix", "")
        for one in found:
            one["url"] = prefix + one["url"]
            if one["id"] == "reauthenticate_by_code":
                one["description"] = gettext("Send me a code")
        return found

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client behind trusted proxies, for the limits of sign-in."""
        peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
        return Proxies(settings.UNDERSIGNED_TRUSTED_PROXIES).client(peer, forwarded) or "127.0.0.1"

    def is_safe_url(self, url: str | None) -> bool:
        """After signing in one goes on to a path of this site only."""
        return bool(url) and url[0] == "/" and url[1:2] not in ("/", "\\") and super().is_safe_url(url)  # type: ignore[index]


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Second factors: what they are made of is sealed."""

    def encrypt(self, text: str) -> str:
        """Sealed under the site's key."""
        blob = seal(keyring.current("sealing"), text.encode(), bound_to=b"second factor")
        return base64.b64encode(blob).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        blob = base64.b64decode(encrypted_text)
        return unseal(keyring.keyring("sealing"), blob, bound_to=b"second factor").decode()

    def build_totp_svg(self, url: str) -> str:
        """A square to photograph, without inline style."""
        return str(
            segno.make(url, error="m").svg_inline(
                scale=5, border=4, dark="#000", light="#fff", omitsize=False
            )
        )

    def _get_site_name(self) -> str:
        return identity().name
