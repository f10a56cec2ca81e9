"""What tests of mail share: a kind of mail of their own, and a real mail server on this machine."""
# ruff: noqa: ARG002, N802 - the kinds' own arguments, and the mail server's own names

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import transaction

from tests.live import free_port
from undersigned.kit.env import Smtp
from undersigned.mailing import actions
from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message


@dataclass
class Postcards:
    """A kind whose key is the address itself; it remembers what it is told."""

    name: str = "postcard"
    priority: int = 1
    is_local: bool = False
    handed: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    not_due: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        wanted = {message.id: reader(message) for message in messages}
        if not self.broken.isdisjoint(wanted.values()):
            raise LookupError("nothing to say to sam@example.org")
        return {
            key: Mail(to, "Greetings", f"Dear {to}\n", "<p>Dear</p>", is_local=self.is_local)
            for key, to in wanted.items()
            if to not in self.not_due
        }

    def handed_over(self, message: Message, *, now: datetime) -> None:
        self.handed.append(reader(message))

    def given_up(self, message: Message, *, now: datetime) -> None:
        self.given.append(reader(message))


def reader(message: Message) -> str:
    """To whom a postcard goes."""
    return bytes(message.key).decode()


def postcard(
    to: str, now: datetime, *, kind: str = "postcard", address: bytes = b"", network: bytes | None = None
) -> actions.NewMessage:
    """A new postcard; who it counts for is its reader unless another digest is given."""
    return actions.message(
        kind,
        key=to.encode(),
        address_digest=address or to.encode()[:16].ljust(16, b"-"),
        network_digest=network,
        now=now,
    )


def post(*messages: actions.NewMessage) -> None:
    """Queue them."""
    with transaction.atomic():
        actions.queue(messages)


Answer = Callable[[str], str]


def read(content: bytes) -> EmailMessage:
    """A mail as its reader's program takes it in."""
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(content)


def words(mail: EmailMessage) -> str:
    """Its plain text, whatever line ends it came with."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


class Sink:
    """A mail server that keeps what it takes; `answer_rcpt` and `answer_data` say what it answers to an address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: list[EmailMessage] = []
        self.readers: list[str] = []  # to whom each was sent, in order
        self.taken_at: list[float] = []
        self.connections = 0
        self.most_at_once = 0
        self.answer_rcpt: Answer = lambda _: "250 OK"
        self.answer_data: Answer = lambda _: "250 OK"
        self._open: set[int] = set()
        self._lock = threading.Lock()

    @property
    def server(self) -> Smtp:
        """How to reach it."""
        return Smtp("127.0.0.1", self.port, "", "", use_tls=False, use_ssl=False)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        self._open.add(id(session))
        self.most_at_once = max(self.most_at_once, len(self._open))
        return responses

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._open.discard(id(session))
        return "221 Bye"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answer_rcpt(address)
        if answer == "close":
            _hang_up(server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answer_data(envelope.rcpt_tos[0])
        if answer == "close":
            _hang_up(server)
        if answer.startswith("250"):
            content = envelope.content
            content = content if isinstance(content, bytes) else (content or "").encode()
            with self._lock:
                self.taken.append(read(content))
                self.readers.append(envelope.rcpt_tos[0])
                self.taken_at.append(time.monotonic())
        return answer


def _hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


@contextmanager
def sink(port: int = 0, **options: Any) -> Iterator[Sink]:
    """A mail server for as long as the block lasts."""
    taking = Sink(port or free_port())
    controller = Controller(taking, "127.0.0.1", taking.port, **({"enable_SMTPUTF8": True} | options))
    controller.start()
    try:
        yield taking
    finally:
        controller.stop()
