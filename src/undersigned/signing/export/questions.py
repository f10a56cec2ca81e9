"""A column for each question that a petition's team asked, for the team alone and of those who agreed to its mail."""

from collections.abc import Callable

from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.signing.asked import said
from undersigned.signing.export.cells import safe
from undersigned.signing.export.columns import Cells, Column, Slice


def columns_asked(petition: Petition) -> tuple[Column, ...]:
    """Of all that was ever asked, in the order in which it came to be; what is asked no more keeps its own."""
    found = Question.objects.ever_put([petition]).get(petition.pk, {}).values()
    return tuple(_column(one) for one in found if one.kind != Question.Kind.PHONE)


def _column(question: Question) -> Column:
    return Column(
        safe(question.words),
        _answer_to(question),
        is_sealed=True,
        needs_consent=True,
        name=f"question-{question.number}",
    )


def _answer_to(question: Question) -> Callable[[Slice], Cells]:
    def write(part: Slice) -> Cells:
        values = (dict(one.asked).get(question.number) for one in part.people)
        return ["" if value is None else safe(said(question, value)) for value in values]

    return write
