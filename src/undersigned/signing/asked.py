"""What signers answer to what a petition's team asks: pure rules that every way of signing shares."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext

from undersigned.kit import phones
from undersigned.kit.names import NameRefused, clean_comment
from undersigned.kit.phones import PhoneRefused
from undersigned.kit.ticks import is_ticked
from undersigned.petitions.question import Question

# By the question's number; of a choice its place among the choices, from 1.
Asked = tuple[tuple[int, str], ...]
LONGEST: Final = {"line": 200, "lines": 500, "phone": phones.LONGEST}
YES, NO = "yes", "no"
# A form that shows questions says so: one that shows none changes no answer.
QUESTIONS_SHOWN: Final = "questions"
PHONE: Final = "phone"


def field_of(question: Question) -> str:
    """The form's field; of several choices each has its own, with its place behind this."""
    return PHONE if question.kind == Question.Kind.PHONE else f"question_{question.number}"


def box_of(question: Question, place: int) -> str:
    """The field of one of several choices."""
    return f"{field_of(question)}_{place}"


def check(
    raw: Mapping[str, str], questions: Sequence[Question], *, country: str, errors: dict[str, str]
) -> tuple[str, Asked]:
    """The telephone number and the answers, each in the form in which it is kept, and none of what was left empty.

    Codes: missing, too-long, unknown (a choice that is not offered), number (telephone). Whatever was not asked is
    ignored.
    """
    phone, kept = "", []
    for question in questions:
        field = field_of(question)
        value = _RULES[question.kind](raw, question, field, country, errors)
        if not value and question.is_required and field not in errors:
            errors[field] = "missing"
        if question.kind == Question.Kind.PHONE:
            phone = value
        elif value:
            kept.append((question.number, value))
    return phone, tuple(kept)


Rule = Callable[[Mapping[str, str], Question, str, str, dict[str, str]], str]


def _words(raw: Mapping[str, str], question: Question, field: str, _: str, errors: dict[str, str]) -> str:
    typed = raw.get(field, "")
    if question.kind == Question.Kind.LINE:
        typed = " ".join(typed.split())
    try:
        text = clean_comment(typed, limit=LONGEST[question.kind])
    except NameRefused as refused:
        errors[field] = str(refused)
        return ""
    return text if text.strip("\u200c\u200d \n") else ""


def _one(raw: Mapping[str, str], question: Question, field: str, _: str, errors: dict[str, str]) -> str:
    value = raw.get(field, "").strip()
    if value and value not in offered(question):
        errors[field] = "unknown"
        return ""
    return value


def _several(raw: Mapping[str, str], question: Question, _field: str, _: str, _errors: dict[str, str]) -> str:
    places = range(1, len(question.choices) + 1)
    return ",".join(str(place) for place in places if is_ticked(raw, box_of(question, place)))


def _phone(raw: Mapping[str, str], _: Question, field: str, country: str, errors: dict[str, str]) -> str:
    typed = raw.get(field, "").strip()
    # Without its country a number of there cannot be told; the country is what is to be mended first.
    if not typed or ("country" in errors and not typed.startswith("+")):
        return ""
    try:
        return phones.normalised(typed, country)
    except PhoneRefused as refused:
        errors[field] = str(refused)
        return ""


_RULES: Final[dict[str, Rule]] = {
    Question.Kind.LINE: _words,
    Question.Kind.LINES: _words,
    Question.Kind.ONE: _one,
    Question.Kind.YES_NO: _one,
    Question.Kind.SEVERAL: _several,
    Question.Kind.PHONE: _phone,
}


def offered(question: Question) -> list[str]:
    """The values that a choice may have."""
    if question.kind == Question.Kind.YES_NO:
        return [YES, NO]
    return [str(place) for place in range(1, len(question.choices) + 1)]


def said(question: Question, value: str) -> str:
    """An answer in words: the choices' own, "yes" and "no" in the reader's language."""
    if question.kind == Question.Kind.YES_NO:
        return {YES: gettext("Yes"), NO: gettext("No")}.get(value, "")
    if question.kind in (Question.Kind.ONE, Question.Kind.SEVERAL):
        named = dict(zip(offered(question), question.choices, strict=True))
        return "; ".join(named[place] for place in value.split(",") if place in named)
    return value


def as_typed(questions: Sequence[Question], phone: str, asked: Asked) -> dict[str, object]:
    """Answers as a form shows them again, by field."""
    kept = dict(asked)
    shown: dict[str, object] = {}
    for question in questions:
        value = phone if question.kind == Question.Kind.PHONE else kept.get(question.number, "")
        if value:
            is_list = question.kind == Question.Kind.SEVERAL
            shown[field_of(question)] = value.split(",") if is_list else value
    return shown


def put_on(asked: Asked, questions: Sequence[Question]) -> Asked:
    """Of answers those to these questions."""
    numbers = {question.number for question in questions}
    return tuple((number, value) for number, value in asked if number in numbers)
