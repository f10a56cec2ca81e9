"""What a way left in its database: every row with its seals opened, without what differs each time."""

from datetime import datetime
from typing import Any

from undersigned.mailing.models import Message
from undersigned.petitions.models import Event
from undersigned.signing.models import Consent, Signature, Suppression, Tally
from undersigned.signing.person import person_of

Row = tuple[Any, ...]


def everything() -> dict[str, list[Row]]:
    """The rows of each table that signing and confirming write, in an order of their own."""
    signatures = {one.pk: one for one in Signature.objects.all()}
    return {
        "signatures": sorted((_signature(one) for one in signatures.values()), key=repr),
        "consents": sorted(
            (_who(signatures[one.signature_id]), one.team_id, one.purpose, one.wording_version)
            for one in Consent.objects.all()
        ),
        "tallies": sorted(_tallies()),
        "events": sorted(
            Event.objects.exclude(kind__in=("opened", "paused", "closed")).values_list(
                "petition", "kind", "number"
            )
        ),
        "suppressions": sorted(
            (bytes(digest), petition, until)
            for digest, petition, until in Suppression.objects.values_list(
                "address_digest", "petition", "until"
            )
        ),
    }


def _who(one: Signature) -> Row:
    return (one.petition_id, one.ask_number, bytes(one.address_digest))


def _signature(one: Signature) -> Row:
    has_ended = one.ended_at is not None
    left_out = {"id", "address_digest", "sealed", "salt", "network_digest", "person_number"}
    facts = {
        field.attname: getattr(one, field.attname)
        for field in Signature._meta.concrete_fields
        if field.attname not in left_out
    }
    facts = {
        name: value is not None if isinstance(value, datetime) else value for name, value in facts.items()
    }
    person = None if has_ended else tuple(person_of(one))
    digest = b"" if has_ended else bytes(one.address_digest)
    network = one.network_digest and bytes(one.network_digest)
    lengths = (len(one.address_digest), len(one.salt), one.id.version, one.id.variant)
    return (digest, one.person_number, person, network, lengths, sorted(facts.items()))


def _tallies() -> list[Row]:
    """The hours together: the two ways may be on both sides of one."""
    hours: dict[Row, int] = {}
    others: list[Row] = []
    for tally in Tally.objects.all():
        whole = (tally.petition_id, tally.ask_number, tally.assurance, str(tally.kind))
        if tally.kind == Tally.Kind.HOUR:
            hours[whole] = hours.get(whole, 0) + tally.signatures
        else:
            others.append((*whole, tally.key, tally.signatures, tally.peak))
    return others + [(*whole, "", number, 0) for whole, number in hours.items()]


def new_mails() -> list[Row]:
    """The mails that were queued since this was asked last; they are taken away, as a worker would."""
    found = [
        (
            message.kind,
            bytes(message.key),
            bytes(message.address_digest),
            message.network_digest and bytes(message.network_digest),
            message.priority,
            (
                message.claimed_by,
                message.claimed_until,
                message.allowed_on,
                message.attempts,
                message.problem,
            ),
            message.due_at == message.created_at,
        )
        for message in Message.objects.all()
    ]
    Message.objects.all().delete()
    return sorted(found, key=repr)
