"""What there is to do after an answer: everything that was said, what signers say to it, and who was told."""

from dataclasses import dataclass
from datetime import date, datetime

from undersigned.delivery.models import Answer, Telling
from undersigned.delivery.telling import key_of, tellings_of
from undersigned.delivery.verdicts import Judgement, judgements
from undersigned.petitions.models import Petition
from undersigned.signing.counting import standing


@dataclass(frozen=True, slots=True)
class Said:
    """One published answer as its team sees it."""

    answer: Answer
    who: str
    judgement: Judgement | None
    telling: Telling | None
    days_late: int  # of a promise of which nothing was said yet: since its day; 0 before

    @property
    def is_promise(self) -> bool:
        return self.answer.kind == Answer.Kind.PROMISED


@dataclass(frozen=True, slots=True)
class After:
    """All of a petition's answers, the latest first, and what was told of its outcome."""

    said: list[Said]
    outcome_telling: Telling | None


def after_of(petition: Petition, *, now: datetime) -> After:
    """What was published; a petition has a handful."""
    tellings = tellings_of(petition)
    rows = Answer.objects.select_related("recipient").filter(petition=petition, state=Answer.State.PUBLISHED)
    answers = list(rows.prefetch_related("marks").order_by("-said_on", "-number"))
    judged = judgements(answers, signatures=standing(petition).signatures)
    said = [
        Said(
            answer=answer,
            who=answer.said_by or answer.recipient.name,
            judgement=judged.get(answer.pk),
            telling=tellings.get(key_of(petition, answer)),
            days_late=days_late(answer, now.date()),
        )
        for answer in answers
    ]
    return After(said, tellings.get(key_of(petition, None)) if petition.outcome_at else None)


def days_late(answer: Answer, today: date) -> int:
    """For how many days a promise has been due without a word of what became of it; 0 of anything else."""
    if answer.kind != Answer.Kind.PROMISED or answer.mark or answer.due_on is None:
        return 0
    return max(0, (today - answer.due_on).days)
