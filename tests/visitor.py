"""A visitor without a browser: plain HTTP with the standard library, no cookie, no script."""

import http.client
import re
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlencode, urlsplit

FIELDS = {"given_name": "Sam", "family_name": "Okafor", "email": "sam@example.org", "country": "GB"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


def ask(base: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
    """GET a path, or POST a form to it; redirects are not followed."""
    parts = urlsplit(base)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)) as connection:
        if form is None:
            connection.request("GET", path, headers=sent)
        else:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(form), sent)
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, response.read().decode())


def sign(base: str, slug: str, **changes: str) -> Answer:
    """Sign a petition as sam, or as whoever the changes say."""
    return ask(base, f"/p/{slug}/sign", FIELDS | changes)


def link_in(mail: EmailMessage) -> str:
    """The path of the private link that stands alone on a line of a mail's plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    found = re.findall(r"^https?://\S+?(/c/[A-Za-z0-9_-]+)$", str(part.get_content()), re.MULTILINE)
    assert len(found) == 1, part.get_content()
    return str(found[0])


def waiting_in(body: str) -> str:
    """What the page that waits for a mail carries along, sealed."""
    found = re.findall(r'name="waiting" value="([^"]+)"', body)
    assert len(found) == 1
    return str(found[0])


def blanked(body: str) -> str:
    """A page without its sealed values, which differ each time."""
    return re.sub(r'(name="waiting" value=")[^"]+', r"\1", body)


def code_in(mail: EmailMessage) -> str:
    """The six digits of a confirmation mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    found = re.findall(r"\b(\d{3}\u00a0\d{3})\b", str(part.get_content()))
    assert len(found) == 1, part.get_content()
    return str(found[0])


def mine_link_in(mail: EmailMessage) -> str:
    """The path of the link to one's own signatures, which stands alone on a line of a mail's plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    found = re.findall(r"^https?://\S+?(/mine/[A-Za-z0-9_-]+)$", str(part.get_content()), re.MULTILINE)
    assert len(found) == 1, part.get_content()
    return str(found[0])
