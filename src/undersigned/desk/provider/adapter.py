"""How allauth's OpenID Connect lives in this house: what is signed is checked, and only keys are kept of it."""
# ruff: noqa: ARG002 - methods take what allauth calls them with

import base64
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest
from django.urls import reverse

from undersigned.desk.provider.asking import Asking, Away
from undersigned.desk.provider.pages import refusal
from undersigned.desk.provider.tokens import Identity, TokenRefused, claims_of, identity_in
from undersigned.kit import addresses
from undersigned.kit.provider import Provider, is_trusted_address
from undersigned.people.identities import PROVIDER, IdentityRefused, account_of_identity
from undersigned.site.addresses import base_url

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def _nonce(verifier: str) -> str:
    """Bound to the secret that this browser's session keeps for the exchange."""
    return base64.urlsafe_b64encode(sha256(f"nonce {verifier}".encode()).digest()).rstrip(b"=").decode()


class OpenIDConnect(OpenIDConnectProvider):  # type: ignore[misc] # allauth has no types
    """What is sent along when somebody is led to the provider."""

    def get_scope(self) -> list[str]:
        """Who it is, the address and the name, and no more."""
        return ["openid", "email", "profile"]

    def get_pkce_params(self) -> dict[str, str]:
        """Always, and with a nonce."""
        self.app.settings["oauth_pkce_enabled"] = True
        sent: dict[str, str] = super().get_pkce_params()
        return {**sent, "nonce": _nonce(sent["code_verifier"])}

    def get_oauth2_adapter(self, request: HttpRequest) -> "Exchange":
        """Ours."""
        return Exchange(request, PROVIDER)

    def extract_uid(self, data: dict[str, str]) -> str:
        """The digest of issuer and number."""
        return data["key"]

    def extract_extra_data(self, data: dict[str, str]) -> dict[str, Any]:
        """Nothing else of it is kept; what an account needs is taken by people.identities."""
        return {}


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth has no types
    """The talk with the provider while one page is made."""

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        super().__init__(request, provider_id)
        self._ask = Asking()
        self._nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself; another issuer than the set one is not believed."""
        if not hasattr(self, "_openid_config"):
            said = self._ask.get(_configured().url + "/.well-known/openid-configuration")
            if not isinstance(said, dict) or str(said.get("issuer")).rstrip("/") != _configured().url:
                raise Away("another issuer")
            if not all(is_trusted_address(str(said.get(name))) for name in ENDPOINTS):
                raise Away("an address that is not trusted")
            self._openid_config = said
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """One address in every language: the provider has it in its books."""
        return f"{base_url()}{reverse('sign-in-with-back')}"

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """What the provider gives for the code."""
        if not pkce_code_verifier:
            raise TokenRefused("no verifier")
        self._nonce = _nonce(pkce_code_verifier)
        sent = {
            "grant_type": "authorization_code",
            "code": request.GET["code"],
            "redirect_uri": self.get_callback_url(request, app),
            "code_verifier": pkce_code_verifier,
        }
        methods = self.openid_config.get("token_endpoint_auth_methods_supported", [])
        if "client_secret_post" in methods:
            sent |= {"client_id": app.client_id, "client_secret": app.secret}
            got = self._ask.post(self.access_token_url, data=sent)
        else:
            basic = (quote(app.client_id, safe=""), quote(app.secret, safe=""))  # RFC 6749, section 2.3.1
            got = self._ask.post(self.access_token_url, data=sent, auth=basic)
        if not isinstance(got, dict) or not isinstance(got.get("id_token"), str):
            raise TokenRefused("no token")
        return got

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """It is used for this page and not kept."""
        return SocialToken()

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Who it is, once all that was signed holds."""
        response, issuer = kwargs["response"], str(self.openid_config["issuer"])
        keys = self._ask.get(self.openid_config["jwks_uri"])
        claims = claims_of(response["id_token"], keys, issuer=issuer, client=app.client_id, nonce=self._nonce)
        if "email" not in claims:
            claims = self._with_address(claims, str(response.get("access_token", "")))
        identity = identity_in(claims, issuer=issuer)
        login = self.get_provider().sociallogin_from_response(request, {"key": identity.key})
        login.identity = identity
        return login

    def _with_address(self, claims: dict[str, Any], access: str) -> dict[str, Any]:
        """Some say the address only when asked once more; what is said of anybody else is not taken."""
        url = str(self.openid_config.get("userinfo_endpoint", ""))
        if not access or not is_trusted_address(url):
            return claims
        said = self._ask.get(url, headers={"Authorization": f"Bearer {access}"})
        if not isinstance(said, dict) or said.get("sub") != claims["sub"]:
            raise TokenRefused("somebody else")
        return {
            **{name: said[name] for name in ("email", "email_verified", "name") if name in said},
            **claims,
        }


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Who may come in by the provider, and to which account."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> OpenIDConnect:
        """The one that is set; no table is asked."""
        is_ = _configured()
        app = SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name=is_.name,
            client_id=is_.client,
            secret=is_.secret,
            settings={},
        )
        return OpenIDConnect(request, app=app)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Nobody: pre_social_login asks people.identities."""

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        """A page of ours."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refusal(request, "cancelled"))
        raise ImmediateHttpResponse(refusal(request, "refused", because=exception or error))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the account; whoever may not come in is told why."""
        identity: Identity = sociallogin.identity
        address, is_ = _deliverable(identity.address), _configured()
        if is_.domains and not (address and is_.lets_in(address)):
            raise ImmediateHttpResponse(refusal(request, "domain" if address else "unverified"))
        try:
            opened = account_of_identity(
                identity.key,
                address=address,
                name=_plain(identity.name),
                may_make_account=is_.makes_accounts,
                now=datetime.now(UTC),
            )
        except IdentityRefused as no:
            raise ImmediateHttpResponse(refusal(request, no.reason)) from None
        except IntegrityError:  # two pages at once: the other one has made it
            raise ImmediateHttpResponse(refusal(request, "refused", because="twice")) from None
        sociallogin.account, sociallogin.user = opened.row, opened.row.user
        if opened.is_joined:
            account = get_account_adapter(request)
            account.send_notification_mail("socialaccount/email/account_connected", opened.row.user)


def _deliverable(address: str) -> str:
    """An address that mail could be sent to; "" for any other, and for one whose name becomes another's by cleaning."""
    try:
        clean = addresses.clean(address)
    except addresses.AddressRefused:
        return ""
    return clean if clean.rpartition("@")[0] == address.rpartition("@")[0] else ""


def _plain(name: str) -> str:
    """A name as the account's own page takes it."""
    return " ".join("".join(sign for sign in name if sign.isprintable()).split())[:120]


def _configured() -> Provider:
    provider: Provider | None = settings.UNDERSIGNED_OIDC
    assert provider is not None  # noqa: S101 - provider.views answers 404 before
    return provider
