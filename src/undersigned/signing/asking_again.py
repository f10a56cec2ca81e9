"""After a new ask: asking those who signed before, and counting those who agree.

What they signed stays with what it was signed for. Under the new ask each is a new signature, bound to the text and the
notice that they were shown, and counted once its owner says so from their own mailbox.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from undersigned.kit.seal import RandomBytes
from undersigned.mailing import actions as mailing
from undersigned.mailing.models import Message
from undersigned.ops.rounds import Round
from undersigned.ops.rows import insert_new
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.life import RUNNING
from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.signing import counting
from undersigned.signing.answers import Answers, Choices
from undersigned.signing.asked import put_on
from undersigned.signing.confirming import Confirmation, Outcome, confirm_many
from undersigned.signing.ending import end
from undersigned.signing.intake import Circumstances, keep, mail_key, signing
from undersigned.signing.links import LinkRefused
from undersigned.signing.mails import ASK_AGAIN
from undersigned.signing.models import AskedAgain, Signature, Tally
from undersigned.signing.partners import agreed_to
from undersigned.signing.person import Person, person_of

AT_ONCE: Final = 500
# So many may wait to leave at a time: the outbox of a petition with millions stays small.
MOST_WAITING: Final = 5_000
PENDING, CONFIRMED = Signature.State.PENDING, Signature.State.CONFIRMED


def is_of_an_earlier_ask(signature: Signature, *, now: datetime) -> bool:
    """Whether the petition asks for something else than was signed, and its owner may still agree to that."""
    petition = signature.petition
    is_alive = signature.state in (PENDING, CONFIRMED)
    return is_alive and signature.ask_number < petition.ask_number and petition.may_confirm(now)


def agreed(signature: Signature) -> Signature | None:
    """The same person's confirmed signature under the present ask."""
    return (
        Signature.objects.select_related("petition")
        .filter(
            address_digest=signature.address_digest,
            petition=signature.petition_id,
            ask_number=signature.petition.ask_number,
            state=CONFIRMED,
        )
        .first()
    )


@transaction.atomic
def agree(
    signature: Signature,
    *,
    seen: Circumstances,
    now: datetime,
    random: RandomBytes = os.urandom,
) -> Signature:
    """Count the signer of an earlier ask under the present one; twice, or two at once, counts once.

    One that was never confirmed ends with it: its owner has confirmed this one instead. Raises LinkRefused ("ended",
    "too-late").
    """
    petition = Petition.objects.get(pk=signature.petition_id)
    held = (
        Signature.objects.select_for_update()
        .filter(pk=signature.pk, link_serial=signature.link_serial, state__in=(PENDING, CONFIRMED))
        .first()
    )
    if held is None:
        raise LinkRefused("ended", signature)
    if not petition.may_confirm(now):
        raise LinkRefused("too-late", signature)
    key = data_key(petition.pk).current
    answers = _answers(held, person_of(held), Question.objects.put_under(petition, seen.notice_number))
    new = signing(petition, answers, seen, key=key, now=now, random=random).signature
    keep(new)
    there = Signature.objects.get(
        address_digest=new.address_digest, petition=petition, ask_number=petition.ask_number, person_number=0
    )
    # Whoever has signed the new ask too, and not confirmed that, counts as they chose before.
    choices = None if there.id.bytes == new.id else Choices.of(answers)
    [outcome] = confirm_many(
        [Confirmation(there.id, there.link_serial, choices, seen)], now=now, random=random
    )
    if outcome not in (Outcome.CONFIRMED, Outcome.ALREADY):
        raise LinkRefused(outcome.value, signature)
    if held.state == PENDING:
        _lapse(held, now=now)
    return Signature.objects.select_related("petition").get(pk=there.pk)


def _lapse(held: Signature, *, now: datetime) -> None:
    end(Signature.objects.filter(pk=held.pk, state=PENDING), Signature.State.EXPIRED, now=now)
    whole = (held.petition_id, held.ask_number, held.assurance)
    counting.add_steps(Tally.Kind.LAPSED, {whole: 1})


def _answers(held: Signature, person: Person, put: Sequence[Question]) -> Answers:
    """What is not asked any more does not come along; what is asked anew nobody put to them."""
    return Answers(
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        country=held.country,
        postal_code=person.postal_code,
        comment="",  # it was said of something else
        show_name=held.shows_name,
        updates=held.wants_updates,
        partners=agreed_to(held),
        phone=person.phone if any(one.kind == Question.Kind.PHONE for one in put) else "",
        asked=put_on(person.asked, put),
    )


def ask_those_who_signed_before(now: datetime) -> int:
    """Queue a mail to each who signed the ask before the present one; how many. Two at once queue each only once."""
    asked = 0
    done = AskedAgain.objects.filter(
        petition=OuterRef("pk"), ask_number=OuterRef("ask_number") - 1, done_at__isnull=False
    )
    running = Petition.objects.filter(state__in=[state.value for state in RUNNING], ask_number__gt=1)
    for petition in running.exclude(Exists(done)):
        insert_new([AskedAgain(petition=petition, ask_number=petition.ask_number - 1)])
        while has_room() and (batch := _ask_batch(petition, now=now)):
            asked += batch
    return asked


def has_room() -> bool:
    """Whether more may wait to leave."""
    return Message.objects.filter(kind=ASK_AGAIN, given_up_at=None)[:MOST_WAITING].count() < MOST_WAITING


@transaction.atomic
def _ask_batch(petition: Petition, *, now: datetime) -> int:
    run = (
        AskedAgain.objects.select_for_update(skip_locked=True)
        .filter(petition=petition, ask_number=petition.ask_number - 1, done_at=None)
        .first()
    )
    if run is None:
        return 0
    rows = Signature.objects.filter(petition=petition, ask_number=run.ask_number, state=CONFIRMED)
    if run.last_id is not None:
        rows = rows.filter(pk__gt=run.last_id)
    batch = list(rows.order_by("pk").values_list("pk", "address_digest")[:AT_ONCE])
    if not batch:
        AskedAgain.objects.filter(pk=run.pk).update(done_at=now)
        return 0
    mailing.queue(
        [
            mailing.message(
                ASK_AGAIN,
                key=mail_key(digest, petition.pk, run.ask_number),
                address_digest=bytes(digest),
                network_digest=None,  # nobody's post caused it
                now=now,
            )
            for _, digest in batch
        ]
    )
    AskedAgain.objects.filter(pk=run.pk).update(last_id=batch[-1][0], asked=F("asked") + len(batch))
    return len(batch)


ROUND = Round("asking again after a new ask", 20, ask_those_who_signed_before)
