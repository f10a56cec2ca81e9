"""What is held of one person on this site, and what they may do with it."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from undersigned.kit.seal import RandomBytes
from undersigned.petitions.datakeys import is_readable
from undersigned.petitions.keeping import deletion_day
from undersigned.petitions.models import Notice, Petition, Slug, Text
from undersigned.petitions.question import Question
from undersigned.signing.answered import Answered, answered
from undersigned.signing.answers import box_of
from undersigned.signing.confirming import UPDATES_WORDING
from undersigned.signing.forgetting import NETWORKS_FOR, UNCONFIRMED_FOR
from undersigned.signing.links import verdict_link
from undersigned.signing.models import Consent, PastConsent, Signature, Suppression
from undersigned.signing.partners import WORDING, Beside, boxes_of
from undersigned.signing.person import Person, person_if_readable, seal_person
from undersigned.signing.receiving import Received, names_of, received, stop
from undersigned.site.addresses import base_url

# The others are told in words: as consents, and with the questions that they answer.
PERSONAL = tuple(name for name in Person._fields if name not in ("partners", "asked"))
PENDING, CONFIRMED = Signature.State.PENDING, Signature.State.CONFIRMED


def signatures_of(address_digest: bytes) -> QuerySet[Signature]:
    """All signatures that can still be told to be of this address, newest first: an index range."""
    held = Signature.objects.filter(is_readable(), address_digest=address_digest).exclude(sealed=b"")
    return held.select_related("petition__team").order_by("-signed_at", "id")


def signature_of(address_digest: bytes, reference: str) -> Signature | None:
    """The one that a reference names, if it is of this address."""
    parts = reference.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 11 for part in parts):
        return None
    number, ask_number, person_number = map(int, parts)
    return (
        signatures_of(address_digest)
        .filter(petition__public_number=number, ask_number=ask_number, person_number=person_number)
        .first()
    )


def reference_of(signature: Signature) -> str:
    """Names a signature among those of one address, without its row's id."""
    return f"{signature.petition.public_number}-{signature.ask_number}-{signature.person_number}"


class Agreed(NamedTuple):
    """A partner's box: its field, its name, and whether it is ticked."""

    field: str
    name: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Held:
    """One signature as its owner sees it: what is held, and until when (None: see its notice, or it is on hold).

    `person` is None where what was sealed can no longer be read; it can still be withdrawn and erased.
    """

    signature: Signature
    reference: str
    person: Person | None
    title: str
    language: str
    url: str
    has_updates: bool
    answered: list[Answered]
    partners: list[Agreed]
    received: list[Received]
    verdict_url: str  # to say whether the answer meets what was asked; "" while there is none
    deleted_on: date | None
    network_until: date | None

    @property
    def is_pending(self) -> bool:
        """Whether it waits to be confirmed."""
        return self.signature.state == PENDING

    @property
    def is_on_hold(self) -> bool:
        """Whether nothing of it is deleted by itself, for the petition is on legal hold."""
        return self.signature.petition.held_at is not None

    @property
    def is_reason_shown(self) -> bool:
        """Whether the comment stands on the petition's page."""
        signature = self.signature
        is_listed = signature.ask_number == signature.petition.ask_number
        is_shown = is_listed and signature.state == CONFIRMED and signature.shows_name
        return is_shown and signature.comment_state == "approved"

    @property
    def is_voided(self) -> bool:
        """Whether the site took it out of the count."""
        return self.signature.state == Signature.State.VOIDED


def held(signatures: Sequence[Signature], *, now: datetime) -> list[Held]:
    """What is held of each: as many queries for any number of them."""
    petitions = {signature.petition_id for signature in signatures}
    titles, slugs = _titles(petitions), _slugs(petitions)
    agreed = set(
        Consent.objects.filter(signature__in=signatures, purpose=Consent.Purpose.UPDATES).values_list(
            "signature_id", "team_id"
        )
    )
    beside = Beside({signature.petition_id: signature.petition for signature in signatures})
    given = received(signatures)
    questions = Question.objects.ever_put({one.petition_id: one.petition for one in signatures}.values())
    found = []
    for signature in signatures:
        petition, number, language = signature.petition_id, signature.text_number, signature.language
        # In the language that it was signed in, where the text that was signed is there in it.
        if (petition, number, language) not in titles or (petition, language) not in slugs:
            language = signature.petition.language
        person = person_if_readable(signature)
        found.append(
            Held(
                signature=signature,
                reference=reference_of(signature),
                person=person,
                title=titles[petition, number, language],
                language=language,
                url=f"{base_url()}/p/{slugs[petition, language]}",
                has_updates=(signature.pk, signature.petition.team_id) in agreed
                or (signature.state == PENDING and signature.wants_updates),
                answered=answered(
                    person.asked if person else (), questions.get(petition, {}), signature.petition.language
                ),
                partners=_boxes(signature, person, beside, agreed),
                received=given.get(signature.pk, []),
                verdict_url=_verdict_url(signature, now=now),
                deleted_on=_deleted_on(signature),
                network_until=_network_until(signature, now=now),
            )
        )
    return found


def _titles(petitions: set[int]) -> dict[tuple[int, int, str], str]:
    """By petition, number of the text, and language."""
    texts = Text.objects.filter(version__petition__in=petitions)
    rows = texts.values_list("version__petition_id", "version__number", "language", "title")
    return {(petition, number, language): title for petition, number, language, title in rows}


def _slugs(petitions: set[int]) -> dict[tuple[int, str], str]:
    rows = Slug.objects.filter(petition__in=petitions, is_current=True)
    return {(slug.petition_id, slug.language): slug.slug for slug in rows}


def _boxes(
    signature: Signature, person: Person | None, beside: Beside, agreed: set[tuple[UUID, int]]
) -> list[Agreed]:
    """The partners whose boxes stood beside the button. Before confirming a tick is sealed with the words."""
    waits = person.partners if person and signature.state == PENDING else ()
    return [
        Agreed(box_of(box.number), box.name, (signature.pk, box.team_id) in agreed or box.number in waits)
        for box in beside.boxes(signature.petition_id, signature.notice_number)
    ]


def _verdict_url(signature: Signature, *, now: datetime) -> str:
    petition = signature.petition
    is_answered = petition.answered and signature.ask_number == petition.ask_number
    return verdict_link(signature, now=now).url if is_answered and signature.state == CONFIRMED else ""


def _deleted_on(signature: Signature) -> date | None:
    if signature.petition.held_at is not None:
        return None
    if signature.state == PENDING and signature.mailed_at:
        return (signature.mailed_at + UNCONFIRMED_FOR).date()
    return deletion_day(signature.petition)


def _network_until(signature: Signature, *, now: datetime) -> date | None:
    until = (signature.signed_at + NETWORKS_FOR + timedelta(days=1)).date()
    return until if signature.network_digest and now.date() < until else None


@transaction.atomic
def choose(
    signature: Signature,
    *,
    shows_name: bool,
    updates: bool,
    partners: Collection[int] = (),
    now: datetime,
    random: RandomBytes = os.urandom,
) -> None:
    """Show or hide the name, and agree to the mail of each organisation or no longer, from now on.

    One that has ended stays as it is; `partners` are the numbers of those who are agreed to.
    """
    # Whoever confirms, or chooses in another tab, comes before or after.
    alive = (
        Signature.objects.select_for_update().filter(pk=signature.pk, state__in=(PENDING, CONFIRMED)).first()
    )
    if alive is None:
        return
    alive.shows_name, alive.wants_updates = shows_name, updates
    alive.save(update_fields=["shows_name", "wants_updates"])
    petition = signature.petition
    boxes = boxes_of(petition, alive.notice_number)
    if alive.state == PENDING:
        _seal_boxes(alive, tuple(box.number for box in boxes if box.number in partners), random=random)
        return
    _agree(alive, petition.team_id, UPDATES_WORDING, is_ticked=updates, now=now)
    for box in boxes:
        _agree(alive, box.team_id, WORDING, is_ticked=box.number in partners, now=now)


def _seal_boxes(signature: Signature, numbers: tuple[int, ...], *, random: RandomBytes) -> None:
    person = person_if_readable(signature)
    if person is None or person.partners == numbers:
        return
    person = person._replace(partners=numbers)
    signature.sealed = seal_person(person, signature.petition_id, signature.pk.bytes, random=random)
    signature.save(update_fields=["sealed"])


def _agree(signature: Signature, team_id: int, wording: int, *, is_ticked: bool, now: datetime) -> None:
    """Begin or end one consent; one that is there, or is not, stays so."""
    about = {"signature": signature, "team_id": team_id, "purpose": Consent.Purpose.UPDATES}
    if is_ticked:
        Consent.objects.get_or_create(**about, defaults={"wording_version": wording, "given_at": now})
    else:
        stop(Consent.objects.filter(**about), now=now)


def suppressed_petitions(address_digest: bytes, *, now: datetime) -> list[Petition]:
    """The petitions of which this address said "this wasn't me"."""
    return list(
        Petition.objects.filter(
            suppression__address_digest=address_digest, suppression__until__gt=now.date()
        ).order_by("pk")
    )


def lift_suppression(address_digest: bytes, petition_number: int) -> None:
    """Let a petition's mails reach the address again."""
    Suppression.objects.filter(
        address_digest=address_digest, petition__public_number=petition_number
    ).delete()


def export(signatures: Sequence[Signature], *, now: datetime) -> dict[str, Any]:
    """Everything that is held of one person, for them to take along (GDPR, articles 15 and 20)."""
    consents = _consents(signatures)
    notices = {
        (notice.petition_id, notice.number, notice.language): notice
        for notice in Notice.objects.filter(petition__in={s.petition_id for s in signatures})
    }
    return {
        "site": base_url(),
        "made_at": now,
        "signatures": [
            _exported(one, consents.get(one.signature.pk, []), notices) for one in held(signatures, now=now)
        ],
    }


def _consents(signatures: Sequence[Signature]) -> dict[UUID, list[dict[str, Any]]]:
    """What was agreed to, those that were stopped and of which something is left included."""
    names = names_of({signature.petition_id for signature in signatures})
    found: dict[UUID, list[dict[str, Any]]] = {}
    for kind in (Consent, PastConsent):
        for consent in kind.objects.filter(signature__in=signatures).select_related("team", "signature"):
            found.setdefault(consent.signature_id, []).append(
                {
                    "team": names.get((consent.signature.petition_id, consent.team_id), consent.team.name),
                    "purpose": consent.purpose,
                    "wording_version": consent.wording_version,
                    "given_at": consent.given_at,
                    "stopped_at": getattr(consent, "ended_at", None),
                }
            )
    return found


def _exported(
    one: Held, consents: list[dict[str, Any]], notices: dict[tuple[int, int, str], Notice]
) -> dict[str, Any]:
    signature = one.signature
    petition = signature.petition
    return {
        "petition": {"number": petition.public_number, "title": one.title, "url": one.url},
        "state": Signature.State(signature.state).name.lower(),
        "confirmed_through": Signature.Assurance(signature.assurance).name.lower(),
        "is_readable": one.person is not None,
        **{name: getattr(one.person, name, None) for name in PERSONAL},
        "answers": [
            {"question": given.question, "asked_for": given.purpose, "answer": given.said}
            for given in one.answered
        ],
        "country": signature.country,
        "comment_state": signature.comment_state,
        "shows_name": signature.shows_name,
        "consents": consents,
        "boxes": {box.name: box.is_ticked for box in one.partners},
        "received_by": [given._asdict() for given in one.received],
        "language": signature.language,
        "source": signature.source,
        "number": signature.number,
        "text_version": signature.text_number,
        "notice": _notice_shown(signature, notices),
        "signed_at": signature.signed_at,
        "confirmed_at": signature.confirmed_at,
        "network_digest_kept_until": one.network_until,
        "deleted_on": one.deleted_on,
        "is_on_legal_hold": one.is_on_hold,
    }


def _notice_shown(signature: Signature, notices: dict[tuple[int, int, str], Notice]) -> str | None:
    """What stood beside the button: in the signer's language, unless it was added to the petition only later."""
    petition = signature.petition
    theirs = notices.get((petition.pk, signature.notice_number, signature.language))
    own = notices.get((petition.pk, signature.notice_number, petition.language))
    shown = theirs if theirs and theirs.created_at <= signature.signed_at else own
    return shown.text if shown else None
