"""An office that a petition of ada's was handed to, and those who come to its page."""

import os
import re
from datetime import datetime

from django.test import Client

from tests.people import ada_opens
from undersigned.delivery import documents
from undersigned.delivery.answering import new_answer
from undersigned.delivery.claims import ask_by_address, by_code, confirm, reply_link
from undersigned.delivery.codes import code_of, new_code
from undersigned.delivery.models import Answer, Claim, Handover, Recipient
from undersigned.delivery.said import Said
from undersigned.delivery.standing import settle
from undersigned.kit.addresses import clean
from undersigned.mailing.kinds import Mail, kind_of
from undersigned.mailing.models import Message
from undersigned.petitions.models import Petition

OFFICE = "office@example.gov"


def handed_over(
    now: datetime, petition: Petition | None = None, *, email: str = OFFICE, **facts: object
) -> Handover:
    """A petition that was handed over with a code."""
    petition = petition or ada_opens(now)
    recipient, _ = Recipient.objects.get_or_create(
        petition=petition, name="The City Council", defaults={"email": email, "created_at": now}
    )
    own = {"state": Handover.State.DELIVERED, "ask_number": petition.ask_number, "delivered_on": now.date()}
    number = petition.handovers.count() + 1
    handover = Handover(
        petition=petition, recipient=recipient, number=number, created_at=now, **(own | facts)
    )  # fmt: skip
    new_code(handover)
    handover.save(force_insert=True)
    settle(petition)
    return Handover.objects.select_related("petition__team", "recipient").get(pk=handover.pk)


def comes_by_code(handover: Handover, now: datetime) -> Claim:
    """Dee, who has the first page in her hand."""
    claim = by_code(code_of(handover), now=now)
    assert claim
    return claim


def asks(handover: Handover, email: str, now: datetime) -> None:
    """Somebody types an address."""
    ask_by_address(handover, clean(email), language="en", now=now)


def comes_by_address(handover: Handover, email: str, now: datetime) -> Claim:
    """Somebody at the office, who followed the link in the mail."""
    asks(handover, email, now)
    [mail] = [mail for mail in mails_to_offices(now) if mail.to == email]
    mail_leaves(now)
    return confirm(path_in(mail.text).rpartition("/")[2], now=now)


def mails_to_offices(now: datetime) -> list[Mail]:
    """What the worker would send to whoever asked for a link, the oldest first."""
    waiting = list(Message.objects.filter(kind="reply").order_by("created_at", "id"))
    written = kind_of("reply").render(waiting, now=now)
    return [written[message.id] for message in waiting if message.id in written]


def mail_leaves(now: datetime) -> None:
    """What waits has left, or was dropped, as the worker does it."""
    waiting = list(Message.objects.filter(kind="reply"))
    written = kind_of("reply").render(waiting, now=now)
    for message in waiting:
        act = kind_of("reply").handed_over if message.id in written else kind_of("reply").given_up
        act(message, now=now)
        message.delete()


def path_in(text: str) -> str:
    """The path of the link that stands alone on a line."""
    return re.findall(r"^https?://[^/]+(/\S+)$", text, re.MULTILINE)[0]  # type: ignore[no-any-return]


def page_of(claim: Claim, now: datetime) -> str:
    """The path of the recipient's page."""
    return f"/reply/with/{reply_link(claim, now=now)}"


def visitor() -> Client:
    """Somebody without any cookie."""
    return Client(SERVER_NAME="localhost")


def kept_document() -> str:
    """The name of a document that waits."""
    return documents.keep(b"%PDF-1.7 " + os.urandom(8))


def waits(handover: Handover, now: datetime, **facts: object) -> Answer:
    """An answer with a document, which waits for the site."""
    said = Said("replied", "Dee Osei, clerk", "We will look at it.", now.date())
    own = {"evidence": "code", "document": kept_document(), "document_name": "answer.pdf"} | facts
    return new_answer(
        handover.petition, said, recipient_id=handover.recipient_id, handover=handover, language="en",
        ask_number=handover.ask_number, created_at=now, **own,
    )  # fmt: skip
