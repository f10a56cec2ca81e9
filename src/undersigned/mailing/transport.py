"""The two ways out: a mail server, and the folder of a site that has none."""

import os
import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from undersigned.kit.env import Smtp

TIMEOUT = 20  # seconds for each answer of the mail server
_STATUS = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")


class Refused(Exception):
    """This mail was not taken. `is_final`: trying again would not help. The message never holds an address."""

    def __init__(self, problem: str, *, is_final: bool) -> None:
        super().__init__(problem)
        self.is_final = is_final


class ServerAway(Exception):
    """Nothing can leave just now: no mail is to blame."""


class SmtpConnection:
    """One connection to the mail server, made when it is first needed and anew after `most` mails."""

    def __init__(self, server: Smtp, *, most: int) -> None:
        self.server = server
        self.most = most
        self.sent = 0
        self._smtp: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over. Raises Refused or ServerAway."""
        if self.sent >= self.most:
            self.close()
        smtp = self._smtp or self._connect()
        options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
        try:
            smtp.send_message(message, mail_options=options)
        except smtplib.SMTPException as error:
            raise self._judged(error) from None
        except OSError as error:
            self.close()
            raise Refused(f"the connection broke: {type(error).__name__}", is_final=False) from None
        self.sent += 1

    def _connect(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        try:
            if server.use_ssl:
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=TIMEOUT, context=context
                )
            else:
                smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
            self._smtp = smtp
            if server.use_tls:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except smtplib.SMTPResponseException as error:
            self.close()
            raise ServerAway(f"{type(error).__name__}: {_code(error.smtp_code, error.smtp_error)}") from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ServerAway(type(error).__name__) from None
        self.sent = 0
        return smtp

    def _judged(self, error: smtplib.SMTPException) -> Exception:
        """What a failure says about this mail, or about the server."""
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return Refused("the mail server takes no address with such letters", is_final=True)
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code, reply = next(iter(error.recipients.values()))
        elif isinstance(error, smtplib.SMTPResponseException):
            code, reply = error.smtp_code, _as_bytes(error.smtp_error)
        else:
            self.close()
            return Refused(f"the connection broke: {type(error).__name__}", is_final=False)
        if code == 421 or isinstance(error, smtplib.SMTPSenderRefused):
            self.close()
            return ServerAway(_code(code, reply))
        return Refused(_code(code, reply), is_final=500 <= code < 600)

    def close(self) -> None:
        """End the connection politely if that is still possible."""
        smtp, self._smtp, self.sent = self._smtp, None, 0
        if smtp:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()


def _code(code: int, reply: bytes | str) -> str:
    """The code and the enhanced status (RFC 3463) of a reply: its text may hold the address."""
    found = _STATUS.search(_as_bytes(reply))
    return f"{code} {found[0].decode()}" if found else str(code)


def _as_bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode(errors="replace")


class MailFolder:
    """Mails as files, for a site without a mail server; one file a message, whole as soon as it has its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, name: str) -> None:
        """Write `<name>.eml`; a repeat of the same message replaces its file."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.folder / f"{name}.part"
        with part.open("wb") as file:
            file.write(message.as_bytes(policy=message.policy.clone(utf8=True)))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / f"{name}.eml")
