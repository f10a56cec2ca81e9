"""What a signer typed, checked by pure rules that every way of signing shares."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from undersigned.kit import countries
from undersigned.kit.addresses import AddressRefused, clean
from undersigned.kit.names import NameRefused, clean_comment, clean_name
from undersigned.kit.ticks import is_ticked
from undersigned.petitions.question import Question
from undersigned.signing import asked
from undersigned.signing.asked import Asked

LONGEST: Final = {"given_name": 80, "family_name": 80, "email": 254, "postal_code": 16, "comment": 500}


class Answers(NamedTuple):
    """One signer's answers, each in the form in which it is kept."""

    given_name: str
    family_name: str
    email: str
    country: str
    postal_code: str
    comment: str
    show_name: bool
    updates: bool
    partners: tuple[int, ...] = ()  # the numbers of those whose boxes are ticked
    phone: str = ""
    asked: Asked = ()  # the answers to the team's questions


def check(
    raw: Mapping[str, str],
    *,
    asks_postal_code: bool,
    partners: tuple[int, ...] = (),
    questions: Sequence[Question] = (),
) -> tuple[Answers | None, dict[str, str]]:
    """The answers, or None and a reason code for each field that is wrong; `partners` are those who have a box.

    Codes: missing, too-long, link, at-sign, control (names and comment); missing, not-an-address and the like
    (e-mail); missing, unknown (country); of questions see asked.check. A field that was not asked for is ignored.
    """
    errors: dict[str, str] = {}
    values = {
        "given_name": _name(raw, "given_name", errors, required=True),
        "family_name": _name(raw, "family_name", errors, required=False),
        "email": _email(raw, errors),
        "country": _country(raw, errors),
        "postal_code": _name(raw, "postal_code", errors, required=True) if asks_postal_code else "",
        "comment": _comment(raw, errors),
    }
    phone = ""
    given: Asked = ()
    if questions:
        phone, given = asked.check(raw, questions, country=values["country"], errors=errors)
    if errors:
        return None, errors
    return Answers(
        **values,
        show_name=is_ticked(raw, "show_name"),
        updates=is_ticked(raw, "updates"),
        partners=ticked(raw, partners) if partners else (),
        phone=phone,
        asked=given,
    ), {}


class Choices(NamedTuple):
    """What the owner of the address may still change before confirming."""

    given_name: str
    family_name: str
    comment: str
    show_name: bool
    updates: bool
    country: str = ""  # "" leaves what is stored
    postal_code: str = ""
    partners: tuple[int, ...] = ()
    phone: str | None = None  # None leaves what is stored, of the answers too
    asked: Asked | None = None

    @classmethod
    def of(cls, answers: Answers) -> "Choices":
        """The same that was typed at signing."""
        return cls(
            given_name=answers.given_name,
            family_name=answers.family_name,
            comment=answers.comment,
            show_name=answers.show_name,
            updates=answers.updates,
            country=answers.country,
            postal_code=answers.postal_code,
            partners=answers.partners,
            phone=answers.phone,
            asked=answers.asked,
        )


def check_choices(
    raw: Mapping[str, str], *, questions: Sequence[Question] = (), country: str = ""
) -> tuple[Choices | None, dict[str, str]]:
    """The choices on the confirmation page, or None and a reason code for each field that is wrong.

    `questions` are those that were put, `country` is the signer's: by it a telephone number is read.
    """
    errors: dict[str, str] = {}
    values = {
        "given_name": _name(raw, "given_name", errors, required=True),
        "family_name": _name(raw, "family_name", errors, required=False),
        "comment": _comment(raw, errors),
    }
    answered: tuple[str | None, Asked | None] = (None, None)
    if questions and asked.QUESTIONS_SHOWN in raw:
        answered = asked.check(raw, questions, country=country, errors=errors)
    if errors:
        return None, errors
    shown = raw.get(BOXES_SHOWN)
    return Choices(
        **values,
        show_name=is_ticked(raw, "show_name"),
        updates=is_ticked(raw, "updates"),
        partners=ticked(raw, numbers_in(shown)) if shown else (),
        phone=answered[0],
        asked=answered[1],
    ), {}


def check_email(typed: str) -> tuple[str, str]:
    """An address as mail is sent to it and "", or "" and the reason code."""
    errors: dict[str, str] = {}
    email = _email({"email": typed}, errors)
    return email, errors.get("email", "")


def as_typed(answers: Answers, questions: Sequence[Question] = ()) -> dict[str, object]:
    """The answers as a form shows them again: what was typed and ticked, by field."""
    said = {name: value for name, value in answers._asdict().items() if value not in ("", False)}
    boxes, given = said.pop("partners"), said.pop("asked")
    said.pop("phone", None)
    return said | {box_of(number): True for number in boxes} | asked.as_typed(questions, answers.phone, given)


# A form that does not know which petition it is of says itself which partners' boxes it shows.
BOXES_SHOWN: Final = "partners"
_MOST_SHOWN: Final = 50


def box_of(number: int) -> str:
    """The field of a partner's box."""
    return f"partner_{number}"


def ticked(raw: Mapping[str, str], numbers: Iterable[int]) -> tuple[int, ...]:
    """Of these partners the ones whose boxes are ticked."""
    return tuple(number for number in numbers if is_ticked(raw, box_of(number)))


def numbers_in(text: str) -> list[int]:
    """The numbers of a list like "1,3", each once, in order; whatever is no number is left out."""
    parts = text[:400].split(",")[:_MOST_SHOWN]
    return sorted({int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 6})


def _name(raw: Mapping[str, str], field: str, errors: dict[str, str], *, required: bool) -> str:
    try:
        name = clean_name(raw.get(field, ""), limit=LONGEST[field])
    except NameRefused as refused:
        errors[field] = str(refused)
        return ""
    if required and not name:
        errors[field] = "missing"
    return name


def _email(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    typed = raw.get("email", "").strip()
    if not typed:
        errors["email"] = "missing"
        return ""
    try:
        return clean(typed)
    except AddressRefused as refused:
        errors["email"] = str(refused)
        return ""


def _country(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    code = raw.get("country", "").strip().upper()
    if code not in countries.CODES:
        errors["country"] = "unknown" if code else "missing"
    return code


def _comment(raw: Mapping[str, str], errors: dict[str, str]) -> str:
    try:
        return clean_comment(raw.get("comment", ""), limit=LONGEST["comment"])
    except NameRefused as refused:
        errors["comment"] = str(refused)
        return ""
