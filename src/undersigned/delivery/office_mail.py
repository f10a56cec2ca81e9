"""The mail to an office: from the site by its own name, on behalf of a team, with the team's address to answer to."""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from typing import Final
from uuid import UUID

from django.conf import settings

from undersigned.delivery.models import OfficeNews, Recipient
from undersigned.delivery.stopping import stop_link
from undersigned.delivery.telling_office import KIND, may_still_write
from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message
from undersigned.mailing.rendering import render_mail
from undersigned.petitions.models import Petition, Slug, Text
from undersigned.signing.counting import standing
from undersigned.site.addresses import base_url

FOLDER: Final = "delivery/mail/office"


class OfficeMail:
    """Tells an office that a petition asks it for something, and how many have signed."""

    name = KIND
    priority = 2

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mails that may still leave: few at a time, so each is looked up by itself."""
        found = {message.id: _mail(message, now=now) for message in messages}
        return {key: mail for key, mail in found.items() if mail}

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""

    def given_up(self, message: Message, *, now: datetime) -> None:
        """The next milestone is told in its turn."""


def _mail(message: Message, *, now: datetime) -> Mail | None:
    key = bytes(message.key)
    news = OfficeNews.objects.select_related("office").filter(pk=UUID(bytes=key[:16])).first()
    rows = Recipient.objects.select_related("petition__team")
    recipient = rows.filter(public_id=UUID(bytes=key[16:32])).first()
    if news is None or recipient is None or recipient.petition_id != news.petition_id:
        return None
    petition = recipient.petition
    if not may_still_write(news, recipient, petition):
        return None
    stop = stop_link(news.pk, now=now)
    language = petition.language if petition.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    step = int.from_bytes(key[32:], "big")
    words = _words(petition, recipient) | {"stop": stop, "step": step}
    subject, text, html = render_mail(FOLDER, words, language=language)
    # RFC 8058: a mail program stops it with one press, of this petition.
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Mail(
        to=recipient.email, subject=subject, text=text, html=html, headers=_answers_to(recipient) | headers
    )


def _words(petition: Petition, recipient: Recipient) -> dict[str, object]:
    text = Text.objects.get(
        version__petition=petition, version__number=petition.text_number, language=petition.language
    )
    slug = Slug.objects.get(petition=petition, language=petition.language, is_current=True).slug
    return {
        "petition_title": text.title,
        "office": recipient.name,
        "team": petition.team.name,
        "reply_to": recipient.reply_to,
        "signatures": standing(petition).signatures,
        "link": f"{base_url()}/p/{slug}",
    }


def _answers_to(recipient: Recipient) -> dict[str, str]:
    """Where an answer goes; an address that a mail server may not take in a header stands in the words alone."""
    try:
        return (
            {"Reply-To": str(Address(addr_spec=recipient.reply_to))} if recipient.reply_to.isascii() else {}
        )
    except (ValueError, IndexError):
        return {}
