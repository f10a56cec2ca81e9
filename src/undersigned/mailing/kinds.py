"""Kinds of mail: upper applications register how theirs are rendered, so that mailing need not know them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from undersigned.mailing.models import Message


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to leave. `is_local`: always into the mail folder, never to a mail server."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_local: bool = False


class Kind(Protocol):
    """How one kind of message is written, and what is done once it left or was given up."""

    @property
    def name(self) -> str:
        """What `Message.kind` says."""

    @property
    def priority(self) -> int:
        """0 leaves before all else."""

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mails by message id; a message that is left out is no longer due: it is dropped, and given up."""

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """Called in the transaction that deletes the message, once the mail server has taken the mail."""

    def given_up(self, message: Message, *, now: datetime) -> None:
        """Called in the transaction that gives the message up, or deletes it unsent."""


_kinds: dict[str, Kind] = {}
_apart: set[str] = set()


def register(kind: Kind, *, is_apart: bool = False) -> None:
    """Make a kind known; called when its application is ready.

    With `is_apart` its mails have a share of the day of their own at each address (see `allowance`).
    """
    _kinds[kind.name] = kind
    if is_apart:
        _apart.add(kind.name)


def is_apart(name: str) -> bool:
    """Whether mails of this kind have a share of their own."""
    return name in _apart


def kind_of(name: str) -> Kind:
    """The registered kind. Raises KeyError for one that no application registered."""
    return _kinds[name]


def priorities() -> list[int]:
    """Those of the registered kinds, the most urgent first."""
    return sorted({kind.priority for kind in _kinds.values()})
