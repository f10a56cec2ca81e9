"""The two ways out: a mail server, and the folder of a site that has none."""

import os
import re
import smtplib
import ssl
import time
from contextlib import suppress
from pathlib import Path

from undersigned.kit.env import Smtp
from undersigned.mailing.envelope import Letter, host

TIMEOUT = 60.0  # seconds for each answer of the mail server
IDLE = 0.5  # seconds after which a connection is asked whether it is still there
_STATUS = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
# Answers to RCPT that say something about this client, not about the recipient (RFC 5321, 4.2.2; RFC 4954, 6).
_NOT_THE_RECIPIENT = {421, 500, 501, 502, 503, 504, 530, 535}


class Refused(Exception):
    """This mail was not taken. `is_final`: trying again would not help. The message never holds an address."""

    def __init__(self, problem: str, *, is_final: bool) -> None:
        super().__init__(problem)
        self.is_final = is_final


class ServerAway(Exception):
    """Nothing can leave just now. `is_in_hand`: it happened while a mail was handed over, which may share the blame."""

    def __init__(self, problem: str, *, is_in_hand: bool) -> None:
        super().__init__(problem)
        self.is_in_hand = is_in_hand


class SmtpConnection:
    """One connection to the mail server, made when it is first needed and anew after `most` mails."""

    def __init__(self, server: Smtp, *, most: int, timeout: float = TIMEOUT) -> None:
        self.server = server
        self.most = most
        self.timeout = timeout
        self.sent = 0
        self._used_at = 0.0
        self._smtp: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        """Hand one mail over. Raises Refused or ServerAway."""
        if self.sent >= self.most or not self._still_answers():
            self.close()
        smtp = self._smtp or self._connect()
        if letter.needs_utf8 and not smtp.has_extn("smtputf8"):
            raise Refused("the mail server takes no address with such letters", is_final=True)
        has_8bit = smtp.has_extn("8bitmime")
        options = ["BODY=8BITMIME"] * has_8bit + ["SMTPUTF8"] * letter.needs_utf8
        try:
            smtp.sendmail(letter.sender, [letter.to], letter.as_bytes(has_8bit=has_8bit), options)
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refused(*error.recipients[letter.to]) from None
        except smtplib.SMTPDataError as error:
            raise self._refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPResponseException as error:  # of the sender, or of no step of a mail
            self._drop()
            raise ServerAway(_code(error.smtp_code, error.smtp_error), is_in_hand=True) from None
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise ServerAway(f"the connection broke: {type(error).__name__}", is_in_hand=True) from None
        self.sent += 1
        self._used_at = time.monotonic()

    def _still_answers(self) -> bool:
        """Whether a connection that stood idle is still there; servers close those, and no mail is to blame."""
        if not self._smtp or time.monotonic() - self._used_at < IDLE:
            return True
        try:
            return self._smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            self._drop()
            return False

    def _refused(self, code: int, reply: bytes | str) -> Exception:
        """What an answer to the recipient or to the mail itself means."""
        if code in _NOT_THE_RECIPIENT:
            self._drop()
            return ServerAway(_code(code, reply), is_in_hand=True)
        return Refused(_code(code, reply), is_final=500 <= code < 600)

    def _connect(self) -> smtplib.SMTP:
        try:
            self._smtp = self._greeted()
        except smtplib.SMTPResponseException as error:
            problem = f"{type(error).__name__} {_code(error.smtp_code, error.smtp_error)}"
            raise ServerAway(problem, is_in_hand=False) from None
        except (smtplib.SMTPException, OSError) as error:
            raise ServerAway(type(error).__name__, is_in_hand=False) from None
        self.sent, self._used_at = 0, time.monotonic()
        return self._smtp

    def _greeted(self) -> smtplib.SMTP:
        server, context, name = self.server, ssl.create_default_context(), host()
        if server.use_ssl:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=self.timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, timeout=self.timeout)
        try:
            if server.use_tls:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def close(self) -> None:
        """End the connection politely."""
        smtp, self._smtp, self.sent = self._smtp, None, 0
        if smtp:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _drop(self) -> None:
        """End the connection at once: a server that hangs does not answer a farewell either."""
        if self._smtp:
            self._smtp.close()
        self._smtp = None


def _code(code: int, reply: bytes | str) -> str:
    """The code and the enhanced status (RFC 3463) of a reply: its text may hold the address."""
    found = _STATUS.search(reply if isinstance(reply, bytes) else reply.encode(errors="replace"))
    return f"{code} {found[0].decode()}" if found else str(code)


class MailFolder:
    """Mails as files, for a site without a mail server; one file a message, whole as soon as it has its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter: Letter, name: str) -> None:
        """Write `<name>.eml`; a repeat of the same message replaces its file. Raises ServerAway."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self.folder / f"{name}.part"
            with part.open("wb") as file:
                file.write(letter.as_file())
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / f"{name}.eml")
            self._keep_name()
        except OSError as error:
            raise ServerAway(f"the mail folder: {error.strerror}", is_in_hand=False) from None

    def _keep_name(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
