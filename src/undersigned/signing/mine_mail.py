"""The mail that leads people to their own signatures."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message
from undersigned.mailing.rendering import render_mail
from undersigned.petitions.datakeys import is_readable
from undersigned.signing.carried import settle
from undersigned.signing.links import mine_link
from undersigned.signing.models import Signature
from undersigned.signing.person import Person, person_if_readable

MINE = "mine"


class MineLink:
    """Sent only where something is held of the address: nobody else is written to, and no page tells which."""

    name = MINE
    priority = 0

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mail of each message whose address has signed: one query however many messages there are."""
        newest = _newest([bytes(message.key) for message in messages])
        settle([signature for signature, _ in newest.values()])
        return {
            message.id: _mail(*newest[bytes(message.key)], now=now)
            for message in messages
            if bytes(message.key) in newest
        }

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""

    def given_up(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""


def _newest(digests: Sequence[bytes]) -> dict[bytes, tuple[Signature, Person]]:
    """The newest signature of each address that can be read: the address to write to is in it."""
    rows = Signature.objects.filter(is_readable(), address_digest__in=digests).exclude(sealed=b"")
    found: dict[bytes, tuple[Signature, Person]] = {}
    for row in rows.select_related("petition").order_by("-signed_at"):
        digest = bytes(row.address_digest)
        if digest not in found and (person := person_if_readable(row)):
            found[digest] = (row, person)
    return found


def _mail(signature: Signature, person: Person, *, now: datetime) -> Mail:
    link = mine_link(bytes(signature.address_digest), now=now)
    subject, text, html = render_mail("signing/mail/mine", {"link": link.url}, language=signature.language)
    return Mail(
        to=person.email,
        subject=subject,
        text=text,
        html=html,
        is_local=signature.petition.is_example,
    )
