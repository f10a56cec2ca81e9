"""A mail as it goes over the wire (RFC 5322), the same for a mail server and for the mail folder."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit
from uuid import UUID

import idna
from django.conf import settings

from undersigned.mailing.kinds import Mail
from undersigned.site.identity import identity

LONGEST_LINE = 998  # bytes, RFC 5322, 2.1.1
LONGEST_SUBJECT = 998
_EIGHT = SMTP.clone(cte_type="8bit")
_SEVEN = SMTP.clone(cte_type="7bit")


class Unwritable(ValueError):
    """The mail cannot be written down; the message says why, without the address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail server is told, from whom and to whom, and the mail itself."""

    sender: str
    to: str
    message: EmailMessage

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server that knows SMTPUTF8 (RFC 6531) can take it: the name has other than ASCII letters."""
        return not self.to.isascii()

    def as_bytes(self, *, has_8bit: bool = True) -> bytes:
        """With CRLF; for a server without 8BITMIME in an encoding that is ASCII alone."""
        policy = _EIGHT if has_8bit else _SEVEN
        return self.message.as_bytes(policy=policy.clone(utf8=self.needs_utf8))

    def as_file(self) -> bytes:
        """With the line ends of a text file, and headers that a person can read."""
        return self.message.as_bytes(policy=_EIGHT.clone(utf8=True, linesep="\n", max_line_length=0))


def build(mail: Mail, message_id: UUID, *, now: datetime) -> Letter:
    """Plain text with its HTML twin, a Message-ID that stays the same at every try, and who sends it.

    Bodies are 7 or 8 bits, never quoted-printable, which would break a long link over two lines. The domain is
    written in ASCII, so that only a name with other letters needs a server that knows SMTPUTF8. Raises Unwritable.
    """
    display, sender = sent_from()
    message = EmailMessage(policy=_EIGHT)
    name, _, domain = mail.to.rpartition("@")
    if not name or not domain:
        raise Unwritable("cannot be written as a mail: no address")
    try:
        to = Address(username=name, domain=idna.encode(domain, uts46=True).decode())
        message["From"] = Address(display, addr_spec=sender)
        message["To"] = to
        message["Subject"] = " ".join(mail.subject.split())[:LONGEST_SUBJECT]
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{message_id}@{host()}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        for header, value in mail.headers.items():
            message[header] = value
    except (ValueError, IndexError) as error:  # IndexError: what Python's parser makes of some addresses
        raise Unwritable(f"cannot be written as a mail: {type(error).__name__}") from None
    message.set_content(mail.text, cte=_encoding(mail.text))
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte=_encoding(mail.html))
    return Letter(sender, to.addr_spec, message)


def _encoding(text: str) -> str:
    if any(len(line.encode()) > LONGEST_LINE for line in text.splitlines()):
        return "quoted-printable"
    return "7bit" if text.isascii() else "8bit"


def host() -> str:
    """The host in Message-IDs, and as which the worker greets the mail server."""
    return sent_from()[1].rpartition("@")[2]


def sent_from() -> tuple[str, str]:
    """The name and the address that mail comes from. Raises Unwritable where the setting is no address."""
    site = urlsplit(settings.UNDERSIGNED_URL).hostname or "localhost"
    display, address = parseaddr(settings.UNDERSIGNED_MAIL_FROM or f"no-reply@{site}")
    name, _, domain = address.rpartition("@")
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode()
        written = Address(display or identity().name, username=name, domain=ascii_domain)
    except (ValueError, IndexError):
        name = ""
    if not name or not name.isascii():
        raise Unwritable("UNDERSIGNED_MAIL_FROM must be an address like petitions@example.org")
    return written.display_name, written.addr_spec
