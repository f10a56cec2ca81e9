"""The mail that leads somebody at the office to the recipient's page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from undersigned.delivery.claims import MAIL_FOR, REPLY, is_let_in, once_link, writer_of
from undersigned.delivery.models import Claim
from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message
from undersigned.mailing.rendering import render_mail
from undersigned.petitions.backing import title_of
from undersigned.site.addresses import base_url

_FOLDER: Final = "delivery/mail/claim"


class ClaimLink:
    """Sent only to an address of the office: nobody else is written to, and no page tells which."""

    name = REPLY
    priority = 0

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mail of each message whose address is of the office; no other is due."""
        claims = _claims(messages)
        found = {message.id: claims.get(_row_id(message)) for message in messages}
        return {
            message_id: mail
            for message_id, claim in found.items()
            if claim is not None and (mail := _mail(claim, now=now)) is not None
        }

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""

    def given_up(self, message: Message, *, now: datetime) -> None:  # noqa: ARG002
        """Of who is not of the office nothing stays."""
        for claim in _claims([message]).values():
            if claim.confirmed_at is None and not is_let_in(claim):
                claim.delete()


def _row_id(message: Message) -> UUID:
    return UUID(bytes=bytes(message.key))


def _claims(messages: Sequence[Message]) -> Mapping[UUID, Claim]:
    rows = Claim.objects.select_related("handover__recipient", "handover__petition__team")
    return {row.id: row for row in rows.filter(pk__in=[_row_id(message) for message in messages])}


def _mail(claim: Claim, *, now: datetime) -> Mail | None:
    writer = writer_of(claim) if is_let_in(claim) else None
    if writer is None:
        return None
    petition = claim.handover.petition
    context = {
        "petition_title": title_of(petition),
        "recipient": claim.handover.recipient.name,
        "asked_by": writer.asked_by,
        "days": MAIL_FOR.days,
        "link": f"{base_url()}/reply/once/{once_link(claim, now=now)}",
    }
    subject, text, html = render_mail(_FOLDER, context, language=writer.language)
    return Mail(to=writer.email, subject=subject, text=text, html=html, is_local=petition.is_example)
