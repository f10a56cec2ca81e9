"""What signers say to an answer: whether it meets what they asked, once for each confirmed signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from undersigned.delivery.models import Answer, Verdict, VerdictTally
from undersigned.ops.retention import Rows, Rule, forget_rows
from undersigned.petitions.models import Petition
from undersigned.signing.links import LinkRefused
from undersigned.signing.models import Signature

# An answer of these kinds says something to the ask; that it arrived, or that they want to meet, does not.
JUDGED: Final = (Answer.Kind.REPLIED, Answer.Kind.PROMISED, Answer.Kind.REFUSED)
SHOWN_FROM: Final = 10  # verdicts: what fewer say might be told apart
CONFIRMED = Signature.State.CONFIRMED


WORDS: Final = {
    Verdict.Meets.YES: gettext_lazy("Yes, it does"),
    Verdict.Meets.PARTLY: gettext_lazy("In part"),
    Verdict.Meets.NO: gettext_lazy("No, it does not"),
}


class Share(NamedTuple):
    """How many say one thing, in the words of its button."""

    words: str | Promise
    verdicts: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What signers say to one answer: how many said anything, of how many who signed."""

    shares: tuple[Share, ...]
    verdicts: int
    signatures: int

    @property
    def turnout(self) -> int:
        """Percent of those who signed, rounded down, never more than all."""
        return min(100, self.verdicts * 100 // self.signatures) if self.signatures else 0


def judged_answers(petition: Petition, ask_number: int) -> list[Answer]:
    """The published answers to an ask that can be judged, the latest first."""
    rows = Answer.objects.select_related("recipient").filter(
        petition=petition, ask_number=ask_number, state=Answer.State.PUBLISHED, kind__in=JUDGED
    )
    return list(rows.order_by("-said_on", "-number"))


def verdict_of(signature: Signature, answer: Answer) -> Verdict | None:
    """What the signer said to it, if anything."""
    return Verdict.objects.filter(signature=signature, answer=answer).first()


@transaction.atomic
def judge(signature: Signature, answer: Answer, meets: int, *, now: datetime) -> Verdict:
    """Say whether the answer meets the ask; said again, the last word counts, and once.

    Raises LinkRefused ("ended") for a signature that does not count, and ValueError for an answer that is not to what
    was signed, or cannot be judged.
    """
    # Whoever withdraws, or judges in another tab, comes before or after.
    held = Signature.objects.select_for_update().filter(pk=signature.pk, state=CONFIRMED).first()
    if held is None:
        raise LinkRefused("ended", signature)
    is_theirs = (answer.petition_id, answer.ask_number) == (held.petition_id, held.ask_number)
    if not is_theirs or answer.state != Answer.State.PUBLISHED or answer.kind not in JUDGED:
        raise ValueError("no answer that this signature can judge")
    meets = Verdict.Meets(meets)
    before = Verdict.objects.filter(answer=answer, signature=held).first()
    if before is None:
        _count(answer.pk, meets, 1)
        return Verdict.objects.create(answer=answer, signature=held, meets=meets, given_at=now)
    if before.meets != meets:
        _count(answer.pk, before.meets, -1)
        _count(answer.pk, meets, 1)
        before.meets, before.given_at = meets, now
        before.save(update_fields=["meets", "given_at"])
    return before


def _count(answer_id: int, meets: int, change: int) -> None:
    VerdictTally.objects.get_or_create(answer_id=answer_id, meets=meets)
    VerdictTally.objects.filter(answer=answer_id, meets=meets).update(verdicts=F("verdicts") + change)


def judgement(answer: Answer, *, signatures: int) -> Judgement | None:
    """What signers say to it, for everyone to read; None while fewer than ten said anything. One query."""
    return judgements([answer], signatures=signatures).get(answer.pk)


def judgements(answers: Iterable[Answer], *, signatures: int) -> dict[int, Judgement]:
    """The same of many, by their keys: one query."""
    numbers: dict[int, dict[int, int]] = {}
    tallies = VerdictTally.objects.filter(
        answer__in=[answer.pk for answer in answers if answer.kind in JUDGED]
    )
    for answer_id, meets, verdicts in tallies.values_list("answer_id", "meets", "verdicts"):
        numbers.setdefault(answer_id, {})[meets] = verdicts
    return {
        answer_id: Judgement(
            tuple(Share(words, own.get(meets, 0)) for meets, words in WORDS.items()), total, signatures
        )
        for answer_id, own in numbers.items()
        if (total := sum(own.values())) >= SHOWN_FROM
    }


# Whoever no longer counts is taken off the numbers; of whom nothing personal is left only the number stays.
_ITS_SIGNATURE: Final = Signature.objects.filter(pk=OuterRef("signature_id"), state=CONFIRMED)
_COUNTS: Final = Exists(_ITS_SIGNATURE)
_HAS_AN_OWNER: Final = Exists(_ITS_SIGNATURE.exclude(sealed=b""))


def _due(_now: datetime) -> Rows:
    return Verdict.objects.filter(~_HAS_AN_OWNER)


def _forget(rows: Rows) -> None:
    for answer_id, meets in rows.filter(~_COUNTS).values_list("answer_id", "meets"):
        _count(answer_id, meets, -1)
    rows.delete()


RULE: Final = Rule(
    "verdicts of signatures that ended",
    lambda now: _due(now).count(),
    lambda now: forget_rows(_due(now), _forget),
)
