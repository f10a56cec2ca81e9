"""The words of signing's mails, written at the moment they leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import F, QuerySet

from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message
from undersigned.mailing.rendering import render_mail
from undersigned.petitions.models import Slug, Text
from undersigned.signing import counting
from undersigned.signing.codes import code_of
from undersigned.signing.intake import CONFIRMATION, mail_key, read_mail_key
from undersigned.signing.links import confirmation_link, may_confirm
from undersigned.signing.models import Signature, Suppression, Tally
from undersigned.signing.person import person_of
from undersigned.site.addresses import base_url

REMINDER = "remind"
ASK_AGAIN = "ask-again"
PENDING, CONFIRMED = Signature.State.PENDING, Signature.State.CONFIRMED


class FolderFor(Protocol):
    """Says which mail is due to the signer of a signature; "" for none."""

    def __call__(self, signature: Signature, *, now: datetime) -> str: ...


class Confirmation:
    """Asks the owner of an address to confirm, or tells that the signature is there already.

    Whether someone has signed is decided here, when the mail leaves, never while the page is answered.
    """

    name = CONFIRMATION
    priority = 0

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mail of each message that is still due; four queries however many messages there are."""
        return _render(messages, self.folder, now=now)

    def folder(self, signature: Signature, *, now: datetime) -> str:
        """Which mail is due: to confirm, to say that it is done already, or none ("")."""
        if signature.state == CONFIRMED:
            return "signing/mail/already"
        return "signing/mail/confirm" if _is_awaited(signature, now=now) else ""

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """The thirty days to confirm begin now."""
        _of(message).filter(mailed_at=None).update(mailed_at=now)

    def given_up(self, message: Message, *, now: datetime) -> None:
        """No mail could be brought; the thirty days until the signature is forgotten begin all the same."""
        waiting = _of(message).filter(mailed_at=None, state=PENDING)
        if waiting.update(mailed_at=now, came=Signature.Came.NO_MAIL):
            _, petition_id, ask_number = read_mail_key(message.key)
            by_mail = (petition_id, ask_number, Signature.Assurance.MAIL.value)
            counting.add_steps(Tally.Kind.NO_MAIL, {by_mail: 1})


class Reminder:
    """Asks once more, two days later, whoever did not confirm."""

    name = REMINDER
    priority = 1

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mail of each message that is still due; four queries however many messages there are."""
        return _render(messages, self.folder, now=now)

    def folder(self, signature: Signature, *, now: datetime) -> str:
        """None once it was confirmed, or the petition no longer takes signatures."""
        is_open = signature.petition.takes_signatures(now)
        return "signing/mail/remind" if is_open and _is_awaited(signature, now=now) else ""

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""

    def given_up(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""


class AskAgain:
    """Asks who signed before whether they agree to what the petition asks now."""

    name = ASK_AGAIN
    priority = 2

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mail of each message that is still due; five queries however many messages there are."""
        done = _agreed(messages)
        return _render([one for one in messages if one.id not in done], self.folder, now=now, is_current=True)

    def folder(self, signature: Signature, *, now: datetime) -> str:
        """None once the petition takes no signatures, or the signature was taken back."""
        is_older = signature.ask_number < signature.petition.ask_number
        is_due = is_older and signature.state == CONFIRMED and signature.petition.takes_signatures(now)
        return "signing/mail/ask_again" if is_due else ""

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""

    def given_up(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""


def _agreed(messages: Sequence[Message]) -> set[UUID]:
    """The messages to people who have signed the present ask already."""
    keys = {message.id: read_mail_key(message.key) for message in messages}
    rows = Signature.objects.filter(
        address_digest__in=[digest for digest, _, _ in keys.values()],
        state=CONFIRMED,
        ask_number=F("petition__ask_number"),
    ).values_list("address_digest", "petition_id")
    there = {(bytes(digest), petition) for digest, petition in rows}
    return {of for of, (digest, petition, _) in keys.items() if (digest, petition) in there}


def _is_awaited(signature: Signature, *, now: datetime) -> bool:
    is_pending = signature.state == PENDING and not signature.petition.is_unseen
    return is_pending and may_confirm(signature, now=now)


def _of(message: Message) -> QuerySet[Signature]:
    digest, petition_id, ask_number = read_mail_key(message.key)
    return Signature.objects.filter(address_digest=digest, petition_id=petition_id, ask_number=ask_number)


def _render(
    messages: Sequence[Message], folder_for: FolderFor, *, now: datetime, is_current: bool = False
) -> dict[UUID, Mail]:
    """`is_current`: named by the present title, not by that which was signed."""
    signatures = _signatures(messages)
    words = _words(list(signatures.values()), is_current=is_current)
    suppressed = _suppressed(list(signatures.values()), now=now)
    mails = {}
    for message in messages:
        signature = signatures.get(bytes(message.key))
        if signature is None or _address(signature) in suppressed:
            continue
        if folder := folder_for(signature, now=now):
            mails[message.id] = _mail(folder, signature, words[signature.id], now=now)
    return mails


def _signatures(messages: Sequence[Message]) -> dict[bytes, Signature]:
    digests = [read_mail_key(message.key)[0] for message in messages]
    wanted = {bytes(message.key) for message in messages}
    found = {}
    for signature in Signature.objects.filter(address_digest__in=digests).select_related("petition"):
        key = mail_key(signature.address_digest, signature.petition_id, signature.ask_number)
        if key in wanted:
            found[key] = signature
    return found


def _address(signature: Signature) -> tuple[bytes, int]:
    return bytes(signature.address_digest), signature.petition_id


def _suppressed(signatures: Sequence[Signature], *, now: datetime) -> set[tuple[bytes, int]]:
    """(digest, petition) of those who said that it was not them."""
    digests = [signature.address_digest for signature in signatures]
    rows = Suppression.objects.filter(address_digest__in=digests, until__gt=now.date())
    return {(bytes(digest), petition) for digest, petition in rows.values_list("address_digest", "petition")}


@dataclass(frozen=True, slots=True)
class _Words:
    """The title and the address of a petition, in the language it was signed in where there is one."""

    title: str
    slug: str


def _words(signatures: Sequence[Signature], *, is_current: bool) -> dict[UUID, _Words]:
    petitions = {signature.petition_id for signature in signatures}
    titles = {
        (petition, number, language): title
        for petition, number, language, title in Text.objects.filter(
            version__petition__in=petitions
        ).values_list("version__petition_id", "version__number", "language", "title")
    }
    slugs = {
        (slug.petition_id, slug.language): slug.slug
        for slug in Slug.objects.filter(petition__in=petitions, is_current=True)
    }
    found = {}
    for signature in signatures:
        petition, own = signature.petition_id, signature.petition.language
        number = signature.petition.text_number if is_current else signature.text_number
        signed = signature.language
        language = signed if (petition, number, signed) in titles and (petition, signed) in slugs else own
        found[signature.id] = _Words(titles[petition, number, language], slugs[petition, language])
    return found


def _mail(folder: str, signature: Signature, words: _Words, *, now: datetime) -> Mail:
    person = person_of(signature)
    link = confirmation_link(signature, now=now)
    key = mail_key(signature.address_digest, signature.petition_id, signature.ask_number)
    code = code_of(key, day=now.date())
    context = {
        "petition_title": words.title,
        "petition_url": f"{base_url()}/p/{words.slug}",
        "link": link.url,
        "not_me_link": f"{link.url}/not-me",
        # A space that does not break: beside it, a right-to-left line keeps the two halves in their order.
        "code": f"{code[:3]}\u00a0{code[3:]}",
        "expires_on": link.expires_at.date(),
    }
    subject, text, html = render_mail(folder, context, language=signature.language)
    return Mail(
        to=person.email, subject=subject, text=text, html=html, is_local=signature.petition.is_example
    )
