"""A mail as it goes over the wire (RFC 5322), the same for a mail server and for the mail folder."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

import idna
from django.conf import settings

from undersigned.mailing.kinds import Mail
from undersigned.site.identity import identity


def build(mail: Mail, message_id: UUID, *, now: datetime) -> EmailMessage:
    """Plain text with its HTML twin, a Message-ID that stays the same at every try, and who sends it.

    Bodies are sent as 8 bits, never quoted-printable, which would break a long link over two lines. The domain
    is written in ASCII, so that only a name with other letters needs a server that knows SMTPUTF8. Raises
    ValueError for an address that cannot stand in a header.
    """
    message = EmailMessage(policy=default.clone(max_line_length=200))
    message["From"] = Address(identity().name, addr_spec=sender())
    name, _, domain = mail.to.rpartition("@")
    message["To"] = Address(username=name, domain=idna.encode(domain, uts46=True).decode())
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_id}@{sender().rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text, cte="8bit")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="8bit")
    return message


def sender() -> str:
    """The address that mail comes from."""
    host = urlsplit(settings.UNDERSIGNED_URL).hostname or "localhost.localdomain"
    return str(settings.UNDERSIGNED_MAIL_FROM) or f"no-reply@{host}"
