"""Reads what a provider signed of somebody: nothing in it is believed before signature, times and nonce hold."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt

# Never "none", and none of those whose key the client shares with the provider.
ALGORITHMS = [
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
]
LEEWAY = 30  # seconds that two clocks may differ
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2


class TokenRefused(Exception):
    """A token says what cannot be believed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is with the provider. `address` is empty unless the provider vouches for it."""

    key: str
    address: str
    name: str


def claims_of(token: str, keys: Any, *, issuer: str, client: str, nonce: str) -> dict[str, Any]:
    """What an ID token says, by OpenID Connect Core 1.0, section 3.1.3.7. Raises TokenRefused."""
    try:
        said: dict[str, Any] = jwt.decode(
            token,
            key=_key_of(token, keys),
            algorithms=ALGORITHMS,
            audience=client,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"], "enforce_minimum_key_length": True},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused(type(error).__name__) from error
    if not hmac.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise TokenRefused("nonce")
    several = isinstance(said["aud"], list) and len(said["aud"]) > 1
    if said.get("azp", "" if several else client) != client:
        raise TokenRefused("meant for others too")
    if not isinstance(said["sub"], str) or not 0 < len(said["sub"]) <= LONGEST_SUBJECT:
        raise TokenRefused("subject")
    return said


def _key_of(token: str, keys: Any) -> jwt.PyJWK:
    wanted = jwt.get_unverified_header(token).get("kid")
    usable = [
        key
        for key in jwt.PyJWKSet.from_dict(keys).keys
        if key.key_type != "oct" and key.public_key_use in (None, "sig")
    ]
    if wanted is None and len(usable) == 1:
        return usable[0]
    for key in usable:
        if wanted is not None and key.key_id == wanted:
            return key
    raise TokenRefused("no such key")


def identity_in(claims: dict[str, Any], *, issuer: str) -> Identity:
    """Who it is. The key is of this issuer alone: another that is set later knows nobody by its own numbers."""
    subject = f"{issuer}\0{claims['sub']}"
    address, name = claims.get("email"), claims.get("name")
    said = claims.get("email_verified")
    vouched = said is True or said == "true"  # some send the word
    return Identity(
        key=sha256(subject.encode("utf-8", "surrogatepass")).hexdigest(),
        address=address.strip() if vouched and isinstance(address, str) else "",
        name=name if isinstance(name, str) else "",
    )
