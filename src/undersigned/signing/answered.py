"""What somebody answered to what a team asks, in words, for themselves to see and to take along."""

from collections.abc import Mapping
from typing import NamedTuple

from undersigned.kit.languages import direction
from undersigned.petitions.question import Question
from undersigned.signing.asked import Asked, said


class Answered(NamedTuple):
    """A question in the team's words, what it is for, and the answer; `language` is that of the words."""

    question: str
    purpose: str
    said: str
    language: str

    @property
    def direction(self) -> str:
        """Of the words."""
        return direction(self.language)


def answered(asked: Asked, questions: Mapping[int, Question], language: str) -> list[Answered]:
    """The answers to the questions that are known, in the order in which these came to be."""
    found = [(questions[number], value) for number, value in sorted(asked) if number in questions]
    return [
        Answered(question.words, question.purpose, said(question, value), language)
        for question, value in found
    ]
