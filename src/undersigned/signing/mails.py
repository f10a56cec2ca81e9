"""The words of signing's mails, written at the moment they leave."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message
from undersigned.mailing.rendering import render_mail
from undersigned.petitions.life import State
from undersigned.petitions.models import Slug, Text
from undersigned.signing.intake import CONFIRMATION, mail_key, read_mail_key
from undersigned.signing.links import confirmation_link, may_confirm
from undersigned.signing.models import Signature
from undersigned.signing.person import person_of
from undersigned.site.addresses import base_url


class Confirmation:
    """Asks the owner of an address to confirm, or tells that the signature is there already.

    Whether someone has signed is decided here, when the mail leaves, never while the page is answered.
    """

    name = CONFIRMATION
    priority = 0

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mail of each message that is still due; three queries however many messages there are."""
        signatures = _signatures(messages)
        known = [signature for signature in signatures.values() if signature]
        titles, slugs = _titles(known), _slugs(known)
        mails = {}
        for message in messages:
            signature = signatures.get(bytes(message.key))
            if signature and (folder := _folder(signature, now=now)):
                text_key = (signature.petition_id, signature.text_number)
                mails[message.id] = _mail(
                    folder, signature, titles[text_key], slugs[signature.petition_id], now=now
                )
        return mails

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """The thirty days to confirm begin now."""
        digest, petition_id, ask_number = read_mail_key(message.key)
        Signature.objects.filter(
            address_digest=digest, petition_id=petition_id, ask_number=ask_number, mailed_at=None
        ).update(mailed_at=now)

    def given_up(self, message: Message, *, now: datetime) -> None:
        """No mail could be brought; the thirty days until the signature is forgotten begin all the same."""
        self.handed_over(message, now=now)


def _signatures(messages: Sequence[Message]) -> dict[bytes, Signature]:
    digests = [read_mail_key(message.key)[0] for message in messages]
    wanted = {bytes(message.key) for message in messages}
    found = {}
    for signature in Signature.objects.filter(address_digest__in=digests).select_related("petition"):
        key = mail_key(signature.address_digest, signature.petition_id, signature.ask_number)
        if key in wanted:
            found[key] = signature
    return found


def _folder(signature: Signature, *, now: datetime) -> str:
    """Which mail is due: to confirm, to say that it is done already, or none ("")."""
    if signature.state == Signature.State.CONFIRMED:
        return "signing/mail/already"
    is_due = signature.state == Signature.State.PENDING and may_confirm(signature, now=now)
    return "signing/mail/confirm" if is_due and signature.petition.state != State.DRAFT else ""


def _titles(signatures: Sequence[Signature]) -> dict[tuple[int, int], str]:
    """The title in the petition's own language by (petition, text number)."""
    petitions = {signature.petition_id: signature.petition for signature in signatures}
    return {
        (petition_id, number): title
        for petition_id, number, title, language in Text.objects.filter(
            version__petition__in=petitions
        ).values_list("version__petition_id", "version__number", "title", "language")
        if language == petitions[petition_id].language
    }


def _slugs(signatures: Sequence[Signature]) -> dict[int, str]:
    petitions = {signature.petition_id: signature.petition for signature in signatures}
    return {
        slug.petition_id: slug.slug
        for slug in Slug.objects.filter(petition__in=petitions, is_current=True)
        if slug.language == petitions[slug.petition_id].language
    }


def _mail(folder: str, signature: Signature, title: str, slug: str, *, now: datetime) -> Mail:
    person = person_of(signature)
    link = confirmation_link(signature, now=now)
    context = {
        "petition_title": title,
        "petition_url": f"{base_url()}/p/{slug}",
        "link": link.url,
        "withdraw_link": f"{link.url}/withdraw",
        "expires_on": link.expires_at.date(),
    }
    subject, text, html = render_mail(folder, context, language=signature.language)
    return Mail(
        to=person.email, subject=subject, text=text, html=html, is_local=signature.petition.is_example
    )
