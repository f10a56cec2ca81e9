"""What a recipient does on their page, and what makes an answer public; each act in one transaction, written down."""

from datetime import UTC, datetime, time
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Max

from undersigned.delivery import documents, handing_over
from undersigned.delivery.acting import AnswerRefused, by_claim, done, held, members
from undersigned.delivery.claims import is_let_in, writer_of
from undersigned.delivery.course import RECIPIENT
from undersigned.delivery.documents import ENDED
from undersigned.delivery.models import Answer, Claim, Handover
from undersigned.delivery.said import Said
from undersigned.kit.addresses import AddressRefused, clean
from undersigned.kit.offices import domain_of, is_within
from undersigned.kit.richtext import markdown_html
from undersigned.ops.audit import Actor
from undersigned.people.mails import Letter, queue_letter
from undersigned.petitions import slugs
from undersigned.petitions.backing import title_of
from undersigned.petitions.models import Event, Petition
from undersigned.petitions.moving import By
from undersigned.petitions.team_mail import tell_team
from undersigned.site.addresses import base_url

Kind, State = Answer.Kind, Answer.State
MOST_WAITING: Final = 5  # of one handover: a moderator reads each
MOST: Final = 100


class Document(NamedTuple):
    """A document that `documents.checked` let through, and what its sender called it."""

    data: bytes
    name: str


@transaction.atomic
def receive(claim: Claim, *, language: str, now: datetime) -> None:
    """They confirm that it arrived, which counts at once, and once. Raises AnswerRefused."""
    petition = held(claim.handover.petition_id)
    if _received(petition, _current(claim), language=language, now=now):
        _tell(petition, "received", now=now)


def _received(petition: Petition, claim: Claim, *, language: str, now: datetime) -> bool:
    """Whether it was not confirmed before."""
    if claim.handover.state == Handover.State.RECEIVED:
        return False
    claim.handover = handing_over.receive(claim.handover, by=By(RECIPIENT, by_claim(claim)), now=now)
    facts = {"state": State.PUBLISHED, "published_at": now, "language": language, "created_at": now}
    _kept(petition, Said(Kind.RECEIVED, "", "", now.date()), claim=claim, **facts)
    return True


def _tell(petition: Petition, what: str, *, now: datetime) -> None:
    """Write to the team: received, waits or public."""
    tell_team(petition, "delivery/mail/arrived", page="answers", words={"what": what}, now=now)


@transaction.atomic
def say(
    claim: Claim, said: Said, *, document: Document | None = None, language: str, now: datetime
) -> Answer:
    """They answer: it waits to be published, and shows at once that the petition arrived.

    Who sends the same twice gets the same answer. Raises AnswerRefused ("over", "many").
    """
    petition = held(claim.handover.petition_id)
    claim = _current(claim)
    name = documents.keep(document.data) if document else ""
    mine = Answer.objects.filter(handover=claim.handover).exclude(state__in=ENDED)
    same = mine.filter(claim=claim, kind=said.kind, text=said.text, due_on=said.due_on, document=name).first()
    if same is not None:
        return same
    if mine.filter(state=State.WAITING).count() >= MOST_WAITING or mine.count() >= MOST:
        documents.let_go(name)
        raise AnswerRefused("many")
    _received(petition, claim, language=language, now=now)
    called = document.name if document else ""
    facts = {"document": name, "document_name": called, "language": language, "created_at": now}
    answer = _kept(petition, said, claim=claim, **facts)
    done(petition, "answer", by_claim(claim), answer=answer.number, kind=answer.kind, now=now)
    _tell(petition, "waits", now=now)
    return answer


def _current(claim: Claim) -> Claim:
    """The claim as it is now that the petition is held. Raises AnswerRefused where it was ended meanwhile."""
    rows = Claim.objects.select_related("handover__recipient", "handover__petition__team")
    found = rows.filter(pk=claim.pk).first()
    if found is None or not is_let_in(found):
        raise AnswerRefused("gone")
    return found


def _kept(petition: Petition, said: Said, *, claim: Claim, **facts: object) -> Answer:
    return new_answer(
        petition,
        said,
        recipient_id=claim.handover.recipient_id,
        handover=claim.handover,
        claim=claim,
        ask_number=claim.handover.ask_number,
        evidence=claim.evidence,
        domain=claim.domain,
        **facts,
    )


def new_answer(petition: Petition, said: Said, **facts: object) -> Answer:
    """A row for an answer, with the next number of the petition, which its caller holds."""
    last = Answer.objects.filter(petition=petition).aggregate(last=Max("number"))["last"] or 0
    return Answer.objects.create(
        petition=petition,
        number=last + 1,
        html=markdown_html(said.text) if said.text else "",
        **said._asdict(),
        **facts,
    )


@transaction.atomic
def take_back(claim: Claim, number: int, *, now: datetime) -> None:
    """Whoever sent an answer takes it back before it is public. Raises AnswerRefused ("gone")."""
    petition = held(claim.handover.petition_id)
    claim = _current(claim)
    rows = Answer.objects.filter(claim=claim, number=number, state=State.WAITING)
    answer = rows.first()
    if answer is None or not rows.update(state=State.TAKEN_BACK):
        raise AnswerRefused("gone")
    documents.let_go(answer.document)
    done(petition, "take back", by_claim(claim), answer=number, now=now)


def may_second(claim: Claim, answer: Answer) -> bool:
    """Whether this is a second person of the very domain that the answer came from.

    Where somebody of the petition's team has an address there, the site decides: the team is not to answer itself.
    """
    return (
        answer.state == State.WAITING
        and answer.handover_id == claim.handover_id
        and answer.evidence == claim.evidence == Claim.Evidence.ADDRESS
        and answer.domain == claim.domain
        and answer.claim_id is not None
        and answer.claim_id != claim.pk
        and not _is_team_there(claim)
    )


def _is_team_there(claim: Claim) -> bool:
    return any(_is_there(user.email, claim.domain) for user in members(claim.handover.petition))


def _is_there(email: str, domain: str) -> bool:
    try:
        own = domain_of(clean(email))
    except AddressRefused:
        return False
    return is_within(own, domain) or is_within(domain, own)


@transaction.atomic
def second(claim: Claim, number: int, *, now: datetime) -> Answer:
    """A second person of the office agrees, which makes it public. Raises AnswerRefused ("gone", "own")."""
    petition = held(claim.handover.petition_id)
    claim = _current(claim)
    answer = Answer.objects.filter(handover=claim.handover, number=number, state=State.WAITING).first()
    if answer is None:
        raise AnswerRefused("gone")
    if not may_second(claim, answer):
        raise AnswerRefused("own")
    return publish(petition, answer, by_claim(claim), is_seconded=True, now=now)


def publish(
    petition: Petition, answer: Answer, by: Actor, *, is_seconded: bool = False, now: datetime
) -> Answer:
    """Let everyone read it, with a line of the timeline; the caller holds the petition. Raises AnswerRefused."""
    waiting = Answer.objects.filter(pk=answer.pk, state=State.WAITING)
    if not waiting.update(state=State.PUBLISHED, published_at=now, is_seconded=is_seconded):
        raise AnswerRefused("gone")
    answer.refresh_from_db()
    if answer.document:
        documents.publish(answer.document)
    happened_at = (
        min(now, datetime.combine(answer.said_on, time(12), tzinfo=UTC)) if not answer.evidence else now
    )
    Event.objects.create(
        petition=petition,
        kind=answer.kind,
        key=f"answer {answer.number}",
        number=answer.number,
        happened_at=happened_at,
    )
    done(petition, "publish answer", by, answer=answer.number, kind=answer.kind, now=now)
    if answer.evidence:
        _tell(petition, "public", now=now)
        tell_writer(answer, now=now)
    return answer


def tell_writer(answer: Answer, *, why_not: str = "", now: datetime) -> None:
    """A mail to whoever sent it, if they came by an address and their claim is still there."""
    writer = writer_of(answer.claim) if answer.claim is not None else None
    if writer is not None:
        known = {"petition_title": title_of(answer.petition), "link": _page_of(answer), "why_not": why_not}
        queue_letter(Letter("delivery/mail/judged", writer.email, known, writer.language), now=now)


def _page_of(answer: Answer) -> str:
    return f"{base_url()}/p/{slugs.own(answer.petition)}/answers"
