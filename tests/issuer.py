"""An identity provider of the tests' own: OpenID Connect on loopback, with tokens that it really signs."""

import base64
import hashlib
import hmac
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT, SECRET = "undersigned at home", "s3cret & söme"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer:
    """`says` is what it says of whoever comes next; what a test bends it does."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.says: dict[str, Any] = {}
        self.asked_again: dict[str, Any] | None = None  # userinfo
        self.bent: dict[str, Any] = {}  # claims of the token as they should not be
        self.bent_config: dict[str, Any] = {}
        self.key, self.algorithm, self.kid = KEY, "RS256", "first"
        self.slow: dict[str, str] = {}  # path → "hangs", "drips", "breaks", "huge" or "nonsense"
        self.methods = ["client_secret_basic"]
        self.codes: dict[str, dict[str, str]] = {}
        self.seen: list[str] = []

    @property
    def settings(self) -> dict[str, str]:
        """What a site is told of it."""
        told = {"URL": self.url, "CLIENT": CLIENT, "SECRET": SECRET, "NAME": "Riverside ID"}
        return {f"UNDERSIGNED_OIDC_{name}": value for name, value in told.items()}

    def config(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "token_endpoint_auth_methods_supported": self.methods,
        } | self.bent_config

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{"kid": "first", "use": "sig", "alg": "RS256", **public}]}

    def code_for(self, asked: dict[str, str]) -> str:
        """What the browser takes back. The request must be one that a provider takes."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert set(asked["scope"].split()) == {"openid", "email", "profile"}
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 16
        assert len(asked["nonce"]) >= 32
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return code

    def token(self, sent: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """What is given for a code: once, to who holds the secret and what the code was bound to."""
        expected = base64.b64encode(b"undersigned%20at%20home:s3cret%20%26%20s%C3%B6me").decode()
        by_form = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = _encoded(digest).decode()
        if not asked or not (by_form or basic == f"Basic {expected}"):
            return 401, {"error": "invalid_client"}
        if asked["code_challenge"] != challenge or asked["redirect_uri"] != sent["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.says | self.bent
        claims = {name: value for name, value in claims.items() if value is not None}
        return 200, {"id_token": self._signed(claims), "access_token": "access", "token_type": "Bearer"}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm != "HS256":
            key: Any = None if self.algorithm == "none" else self.key
            return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": self.kid})
        # What jwt does not do: the public key, which everybody knows, as if it were a secret.
        head = {"alg": "HS256", "typ": "JWT", "kid": self.kid}
        parts = b".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
        secret = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return (parts + b"." + _encoded(hmac.digest(secret, parts, "sha256"))).decode()


def _encoded(plain: bytes) -> bytes:
    return base64.urlsafe_b64encode(plain).rstrip(b"=")


class _Handler(BaseHTTPRequestHandler):
    issuer: ClassVar[Issuer]

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.issuer.seen.append(parts.path)
        if self._is_bent(parts.path):
            return
        if parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            back = {"code": self.issuer.code_for(asked), "state": asked["state"]}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
            self.end_headers()
        elif parts.path == "/userinfo":
            known = self.headers["Authorization"] == "Bearer access"
            self._answer(200 if known else 401, self.issuer.asked_again or {})
        else:
            pages = {
                "/.well-known/openid-configuration": self.issuer.config(),
                "/keys": self.issuer.keys(),
            }
            self._answer(200 if parts.path in pages else 404, pages.get(parts.path, {}))

    def do_POST(self) -> None:
        self.issuer.seen.append(self.path)
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if not self._is_bent(self.path):
            form = {name: values[0] for name, values in sent.items()}
            self._answer(*self.issuer.token(form, self.headers.get("Authorization", "")))

    def _answer(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _is_bent(self, path: str) -> bool:
        how = self.issuer.slow.get(path)
        if how is None:
            return False
        with_body = {"huge": b'"' + b"x" * 600_000 + b'"', "nonsense": b"<html>"}
        if how in with_body:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(with_body[how])
        elif how == "moved":
            self.send_response(302)
            self.send_header("Location", f"{self.issuer.url}/elsewhere")
            self.end_headers()
        elif how == "hangs":
            time.sleep(3)
        elif how == "drips":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        else:
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True
        return True


@contextmanager
def issuer() -> Iterator[Issuer]:
    """One that answers until the block ends."""

    class Handler(_Handler):
        pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Handler.issuer = found = Issuer(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
