"""The organisation's own sign-in (OpenID Connect): what an operator says of it, checked once at start."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from undersigned.kit import env

DOMAIN = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
LONGEST_SECRET = 4096


@dataclass(frozen=True, slots=True)
class Provider:
    """Who may be asked about who somebody is. `domains` empty: addresses of any."""

    url: str  # the issuer, without a slash at the end
    client: str
    secret: str = field(repr=False)
    name: str
    domains: tuple[str, ...] = ()
    makes_accounts: bool = False

    def lets_in(self, address: str) -> bool:
        """Whether an address is of a domain that may sign in."""
        return not self.domains or address.rpartition("@")[2].lower() in self.domains


def read(settings: env.Environment) -> Provider | None:
    """The provider that the environment names; None for none. What is wrong is refused as every setting is."""
    url = settings.read("UNDERSIGNED_OIDC_URL", _issuer, "")
    client = settings.read("UNDERSIGNED_OIDC_CLIENT", env.one_line, "")
    secret = settings.read("UNDERSIGNED_OIDC_SECRET", _secret, "")
    in_file = settings.read("UNDERSIGNED_OIDC_SECRET_FILE", _secret_in_file, "")
    name = settings.read("UNDERSIGNED_OIDC_NAME", _name, "")
    no_domains: tuple[str, ...] = ()
    domains = settings.read("UNDERSIGNED_OIDC_DOMAINS", _domains, no_domains)
    accounts = settings.read("UNDERSIGNED_OIDC_ACCOUNTS", env.one_of("known", "new"), "")
    given = {
        "UNDERSIGNED_OIDC_CLIENT": client,
        "UNDERSIGNED_OIDC_SECRET": secret or in_file,
        "UNDERSIGNED_OIDC_NAME": name,
    }
    if not url:
        if any(given.values()) or domains or accounts:
            settings.refuse("UNDERSIGNED_OIDC_URL: needed with the other UNDERSIGNED_OIDC settings")
        return None
    if secret and in_file:
        settings.refuse("UNDERSIGNED_OIDC_SECRET: given twice, here and in UNDERSIGNED_OIDC_SECRET_FILE")
    for setting, value in given.items():
        if not value:
            settings.refuse(f"{setting}: needed with UNDERSIGNED_OIDC_URL")
    return Provider(url, client, secret or in_file, name, domains, makes_accounts=accounts == "new")


def is_trusted_address(url: str) -> bool:
    """Whether an address may be asked: HTTPS, or this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment or not url.isprintable() or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _issuer(text: str) -> str:
    if not is_trusted_address(text) or "?" in text or "/.well-known/" in text:
        raise ValueError(f"must be the issuer's address, like https://id.example.org, not {text!r}")
    return text.rstrip("/")


def _name(text: str) -> str:
    if not text.isprintable() or len(text) > 40:
        raise ValueError("must be one line of at most 40 characters: it stands on a button")
    return text


def _secret(text: str) -> str:
    if not text.isprintable() or len(text) > LONGEST_SECRET:
        raise ValueError(f"must be one line of at most {LONGEST_SECRET} characters")
    return text


def _secret_in_file(text: str) -> str:
    try:
        secret = Path(text).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise ValueError(f"cannot be read: {text!r}") from None
    if not secret:
        raise ValueError(f"is empty: {text!r}")
    return _secret(secret)


def _domains(text: str) -> tuple[str, ...]:
    domains = tuple(part.strip().lower() for part in text.split(","))
    if not all(DOMAIN.fullmatch(domain) for domain in domains):
        raise ValueError(f"must be domains separated by commas, like example.org, not {text!r}")
    return domains
