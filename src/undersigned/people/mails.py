"""Mail to those who have an account or are asked in: queued as a row, so that no page waits for a mail server."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.kit import digests
from undersigned.kit.addresses import canonical
from undersigned.kit.ids import new_id
from undersigned.kit.seal import SealBroken, seal, unseal
from undersigned.mailing import actions as mailing
from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message
from undersigned.mailing.rendering import render_mail
from undersigned.ops import keyring
from undersigned.people.models import AccountMail

KIND = "account"


@dataclass(frozen=True, slots=True)
class Letter:
    """What such a mail says: which folder of words, to whom, with what, in which language."""

    folder: str
    to: str
    context: Mapping[str, str]
    language: str


@transaction.atomic
def queue_letter(letter: Letter, *, network_digest: bytes | None = None, now: datetime) -> None:
    """Keep its words sealed and its message in the queue."""
    row_id = new_id(now)
    plain = json.dumps(asdict(letter)).encode()
    sealed = seal(keyring.current("link"), plain, bound_to=row_id.bytes)
    AccountMail.objects.create(id=row_id, sealed=sealed, created_at=now)
    digest = digests.of_address(keyring.current("digest"), canonical(letter.to))
    message = mailing.message(
        KIND, key=row_id.bytes, address_digest=digest, network_digest=network_digest, now=now
    )
    mailing.queue([message])


class AccountMails:
    """All mails of accounts and teams are one kind; their words lie in a folder each."""

    name = KIND
    priority = 0

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:  # noqa: ARG002 - what was said is said
        """One query for all; a mail whose words can no longer be read is not due."""
        rows = {row.id: row for row in AccountMail.objects.filter(pk__in=[_row_id(m) for m in messages])}
        found = {message.id: _mail(rows.get(_row_id(message))) for message in messages}
        return {key: mail for key, mail in found.items() if mail}

    def handed_over(self, message: Message, *, now: datetime) -> None:  # noqa: ARG002
        """Its words go with it."""
        AccountMail.objects.filter(pk=_row_id(message)).delete()

    def given_up(self, message: Message, *, now: datetime) -> None:
        """They stay as long as the message may be tried again; then the retention clock takes them."""


def _row_id(message: Message) -> UUID:
    return UUID(bytes=bytes(message.key))


def _mail(row: AccountMail | None) -> Mail | None:
    if row is None:
        return None
    try:
        letter = Letter(
            **json.loads(unseal(keyring.keyring("link"), bytes(row.sealed), bound_to=row.id.bytes))
        )
    except SealBroken:
        return None
    subject, text, html = render_mail(letter.folder, letter.context, language=letter.language)
    return Mail(to=letter.to, subject=subject, text=text, html=html)
