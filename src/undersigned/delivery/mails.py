"""The mail that tells supporters of an answer or of the outcome, written at the moment it leaves."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from undersigned.delivery.models import Telling
from undersigned.delivery.telling import KIND, TOLD_IN, read_message_key
from undersigned.delivery.verdicts import JUDGED
from undersigned.kit.richtext import plain_words
from undersigned.mailing.kinds import Mail
from undersigned.mailing.models import Message
from undersigned.mailing.rendering import render_mail
from undersigned.petitions.models import Slug, Text
from undersigned.signing.audience import audience
from undersigned.signing.links import verdict_link
from undersigned.signing.models import Signature
from undersigned.signing.person import person_if_readable
from undersigned.signing.stopping import stop_headers, stop_link
from undersigned.site.addresses import base_url

LONGEST_QUOTE: Final = 700  # characters; the rest is on the page


class TellingMail:
    """Tells whoever asked for news; not whoever took that back since it was queued."""

    name = KIND
    priority = 3

    def render(self, messages: Sequence[Message], *, now: datetime) -> dict[UUID, Mail]:
        """The mail of each message whose reader still wants it: as many queries as there are tellings, and a few."""
        keys = {message.id: read_message_key(message.key) for message in messages}
        tellings = _tellings(telling for telling, _ in keys.values())
        readers = _readers(tellings, keys.values())
        found = {}
        for message_id, (telling_id, signature_id) in keys.items():
            signature = readers.get((telling_id, signature_id))
            mail = _mail(tellings[telling_id], signature, now=now) if signature else None
            if mail:
                found[message_id] = mail
        return found

    def handed_over(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""

    def given_up(self, message: Message, *, now: datetime) -> None:
        """Nothing waits for it."""


class _Told:
    """A telling with what every mail of it shares; titles and addresses by language."""

    def __init__(self, telling: Telling) -> None:
        self.telling, self.petition, self.answer = telling, telling.petition, telling.answer
        texts = Text.objects.filter(
            version__petition=self.petition, version__number=self.petition.text_number
        )
        self.titles = dict(texts.values_list("language", "title"))
        slugs = Slug.objects.filter(petition=self.petition, is_current=True)
        self.slugs = dict(slugs.values_list("language", "slug"))
        words = self.answer.text if self.answer else self.petition.outcome_story
        self.quote = plain_words(words, most=LONGEST_QUOTE)

    def in_language(self, wanted: str) -> tuple[str, str]:
        """Its title and the address of its page, in a language where it has that."""
        language = wanted if wanted in self.titles and wanted in self.slugs else self.petition.language
        return self.titles[language], f"{base_url()}/p/{self.slugs[language]}"


def _tellings(ids: Iterable[int]) -> dict[int, _Told]:
    rows = Telling.objects.select_related("petition__team", "answer__recipient").filter(pk__in=set(ids))
    return {row.pk: _Told(row) for row in rows}


def _readers(
    tellings: dict[int, _Told], keys: Iterable[tuple[int, UUID]]
) -> dict[tuple[int, UUID], Signature]:
    wanted: dict[int, list[UUID]] = {}
    for telling_id, signature_id in keys:
        wanted.setdefault(telling_id, []).append(signature_id)
    found = {}
    for telling_id, ids in wanted.items():
        if (told := tellings.get(telling_id)) and told.petition.state in TOLD_IN:  # not taken down since
            people = audience(told.petition, told.petition.team).signatures().filter(pk__in=ids)
            for signature in people.select_related("petition"):
                found[telling_id, signature.pk] = signature
    return found


def _mail(told: _Told, signature: Signature, *, now: datetime) -> Mail | None:
    person = person_if_readable(signature)
    if person is None:
        return None
    title, url = told.in_language(signature.language)
    stop = stop_link(signature, now=now)
    answer = told.answer
    context = {
        "petition_title": title,
        "petition_url": url,
        "team": told.petition.team.name,
        "quote": told.quote,
        "stop_link": stop.url,
        "answer": answer,
        "who": answer and (answer.said_by or answer.recipient.name),
        "outcome": told.petition.outcome,
        "verdict_link": verdict_link(signature, now=now).url if answer and answer.kind in JUDGED else "",
    }
    folder = "delivery/mail/answer" if answer else "delivery/mail/outcome"
    subject, text, html = render_mail(folder, context, language=signature.language)
    is_local = told.petition.is_example
    return Mail(person.email, subject, text, html, headers=stop_headers(stop), is_local=is_local)
