"""A mail as it goes over the wire (RFC 5322), the same for a mail server and for the mail folder.

Put together here and not by Python's EmailMessage, which takes ten times as long for the same bytes; every
header still goes through Python's own rules for what may stand in one.
"""

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import idna
from django.conf import settings

from undersigned.mailing.kinds import Mail
from undersigned.site.identity import identity

LONGEST_LINE = 998  # bytes, RFC 5322, 2.1.1
LONGEST_SUBJECT = 998
WIRE = SMTP
WIRE_UTF8 = SMTP.clone(utf8=True)  # RFC 6532
FILE = SMTP.clone(utf8=True, linesep="\n", max_line_length=0)
_PLAIN = re.compile(r"[ -<>-~]{1,60}")  # needs neither folding nor encoding, nor looks encoded ("=?")
_LINK = re.compile(
    r"<[!-;=?-~]{1,900}>"
)  # stands on its line as it is: in a link an encoded word is read by nobody
_LINE_END = re.compile(r"\r\n|\r|\n")


class Unwritable(ValueError):
    """The mail cannot be written down; the message says why, without the address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail server is told, from whom and to whom, and what stands in the mail."""

    sender: str
    to: str
    headers: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]  # subtype of text, and the text

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server that knows SMTPUTF8 (RFC 6531) can take it: the name has other than ASCII letters."""
        return not self.to.isascii()

    def as_bytes(self, *, has_8bit: bool = True) -> bytes:
        """With CRLF; for a server without 8BITMIME in an encoding that is ASCII alone."""
        return self._written(WIRE_UTF8 if self.needs_utf8 else WIRE, has_8bit=has_8bit)

    def as_file(self) -> bytes:
        """With the line ends of a text file, and headers that a person can read."""
        return self._written(FILE, has_8bit=True)

    def _written(self, policy: "EmailPolicy[Any]", *, has_8bit: bool) -> bytes:
        end = policy.linesep.encode()
        head = b"".join(_header(name, value, policy) for name, value in self.headers)
        parts = [_part(subtype, text, end, has_8bit=has_8bit) for subtype, text in self.parts]
        if len(parts) == 1:
            return head + parts[0]
        mark = secrets.token_hex(16).encode()
        opened = b"".join(b"--" + mark + end + part + end for part in parts)
        kind = b'Content-Type: multipart/alternative; boundary="' + mark + b'"'
        return head + kind + end + end + opened + b"--" + mark + b"--" + end


def build(mail: Mail, message_id: UUID, *, now: datetime) -> Letter:
    """Plain text with its HTML twin, a Message-ID that stays the same at every try, and who sends it.

    Bodies are 7 or 8 bits, never quoted-printable, which would break a long link over two lines. The domain is
    written in ASCII, so that only a name with other letters needs a server that knows SMTPUTF8. Raises Unwritable.
    """
    display, sender = sent_from()
    name, _, domain = mail.to.rpartition("@")
    if not name or not domain:
        raise Unwritable("cannot be written as a mail: no address")
    try:
        to = str(Address(username=name, domain=_a_labels(domain)))
        headers = (
            ("From", str(Address(display, addr_spec=sender))),
            ("To", to),
            ("Subject", " ".join(mail.subject.split())[:LONGEST_SUBJECT]),
            ("Date", format_datetime(now)),
            ("Message-ID", f"<{message_id}@{sender.rpartition('@')[2]}>"),
            ("Auto-Submitted", "auto-generated"),  # RFC 3834: no out-of-office answers
            *mail.headers.items(),
            ("MIME-Version", "1.0"),
        )
        letter = Letter(
            sender, to, headers, (("plain", mail.text), ("html", mail.html))[: 2 if mail.html else 1]
        )
        letter.as_bytes()
    except ValueError as error:
        raise Unwritable(f"cannot be written as a mail: {type(error).__name__}") from None
    return letter


def _header(name: str, value: str, policy: "EmailPolicy[Any]") -> bytes:
    """One header, folded and encoded. Raises ValueError for a line break in it."""
    if _PLAIN.fullmatch(value) or _LINK.fullmatch(value):
        return f"{name}: {value}{policy.linesep}".encode()
    return _folded(name, value, policy)


@lru_cache(maxsize=256)  # many mails share a subject
def _folded(name: str, value: str, policy: "EmailPolicy[Any]") -> bytes:
    return policy.fold_binary(*policy.header_store_parse(name, value))


def _part(subtype: str, text: str, end: bytes, *, has_8bit: bool) -> bytes:
    """One text with the headers of its own."""
    body = _LINE_END.sub("\n", text).encode()
    encoding = "7bit" if body.isascii() else "8bit"
    if (encoding == "8bit" and not has_8bit) or max(map(len, body.split(b"\n"))) > LONGEST_LINE:
        body, encoding = base64.encodebytes(body), "base64"
    head = f'Content-Type: text/{subtype}; charset="utf-8"\nContent-Transfer-Encoding: {encoding}\n\n'
    return (head.encode() + body).replace(b"\n", end)


@lru_cache(maxsize=1024)
def _a_labels(domain: str) -> str:
    """The domain in ASCII. Raises ValueError."""
    return idna.encode(domain, uts46=True).decode()


def host() -> str:
    """The host in Message-IDs, and as which the worker greets the mail server."""
    return sent_from()[1].rpartition("@")[2]


def sent_from() -> tuple[str, str]:
    """The name and the address that mail comes from. Raises Unwritable where the setting is no address."""
    site = urlsplit(settings.UNDERSIGNED_URL).hostname or "localhost"
    return _sender(settings.UNDERSIGNED_MAIL_FROM or f"no-reply@{site}", identity().name)


@lru_cache(maxsize=8)
def _sender(setting: str, site_name: str) -> tuple[str, str]:
    display, address = parseaddr(setting)
    name, _, domain = address.rpartition("@")
    try:
        written = Address(display or site_name, username=name, domain=_a_labels(domain))
    except ValueError:
        name = ""
    if not name or not name.isascii():
        raise Unwritable("UNDERSIGNED_MAIL_FROM must be an address like petitions@example.org")
    return written.display_name, written.addr_spec
